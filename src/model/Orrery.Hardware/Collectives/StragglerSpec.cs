using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>
/// Devices that answer late in a collective now and then, and what is done about it (arXiv 2601.05047v2, "Low-latency interconnect"): a time-out
/// after which the previous value stands in for a contribution, and standby devices that hold the same shard and answer in a late one's stead.
/// </summary>
public sealed record StragglerSpec
{
    /// <summary>Share of a device's contributions that are late.</summary>
    public required double Share { get; init; }

    /// <summary>Mean lateness of those, distributed exponentially.</summary>
    public required Seconds Delay { get; init; }

    /// <summary>Time after which the previous value is used; all are waited for where not given.</summary>
    public Seconds? TimeOut { get; init; }

    /// <summary>Standby devices a group: so many of the latest contributions come from them on time.</summary>
    public int Spares { get; init; }
}
