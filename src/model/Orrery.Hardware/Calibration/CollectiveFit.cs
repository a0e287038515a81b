using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>
/// How long the library takes for one kind of collective over one link, as measured: a protocol that starts fast and one that moves much,
/// whichever is faster.
/// </summary>
/// <remarks>
/// t = launch + min(√((step·s)² + w(fast)²), start + √((bulk-step·s)² + w(bulk)²)) with w(r) = (Y·(n/2)^sharing/r + copy·V)/B: n devices, s steps
/// of a ring (n − 1, twice that to sum for all, one to send), V bytes of the message, Y those that one device sends (V·(n − 1)/n, twice that to
/// sum for all, V to send), B the bandwidth of the link. Latency of steps and transfer hide behind each other.
/// </remarks>
public sealed record CollectiveFit
{
    /// <summary>What the devices do.</summary>
    public required Collective Kind { get; init; }

    /// <summary>Technology of the link that it was measured on.</summary>
    public required string Link { get; init; }

    /// <summary>Time of every call.</summary>
    public Seconds Launch { get; init; }

    /// <summary>Latency of a step of the protocol that starts fast.</summary>
    public Seconds Step { get; init; }

    /// <summary>Share of the link's bandwidth that it reaches.</summary>
    public double Fast { get; init; } = 1;

    /// <summary>What the protocol that moves much takes to start, beyond the launch.</summary>
    public Seconds Start { get; init; }

    /// <summary>Latency of a step of it.</summary>
    public Seconds BulkStep { get; init; }

    /// <summary>Share of the link's bandwidth that it reaches; 0 where there is one protocol.</summary>
    public double Bulk { get; init; }

    /// <summary>Time of the whole message in a device's own memory, over that of its bytes on the link.</summary>
    public double Copy { get; init; }

    /// <summary>Power of the number of devices by which they share what is between them: 0 on a switch, 1 on one bus.</summary>
    public double Sharing { get; init; }

    /// <summary>Most devices that were measured.</summary>
    public int Devices { get; init; }

    /// <summary>Measurements it was fitted to.</summary>
    public int Points { get; init; }

    /// <summary>Median relative error over those.</summary>
    public double Residual { get; init; }

    /// <summary>The time that a message of so many bytes takes, in seconds.</summary>
    /// <param name="link">The link.</param>
    /// <param name="ranks">Devices.</param>
    public Func<double, double> Over(LinkSpec link, int ranks) => FittedCollectives.Algorithms(this, link, ranks).Seconds;
}
