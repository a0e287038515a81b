using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>A host with the accelerators it carries, for cost, power and carbon.</summary>
public sealed record NodeSpec
{
    /// <summary>The catalog's name.</summary>
    public required string Name { get; init; }

    /// <summary>Accelerators in one host.</summary>
    public required int AcceleratorsPerNode { get; init; }

    /// <summary>Power of the host without its accelerators: processors, memory, fans, network cards.</summary>
    public required Watts HostPower { get; init; }

    /// <summary>Space that the host takes, in units of a rack; null where it is not made for one.</summary>
    public double? RackUnits { get; init; }

    /// <summary>Speed of one thread of its processors, over that of a Xeon Platinum 8480C: what steps whose kernels the host launches one by one wait for.</summary>
    public double HostSpeed { get; init; } = 1;

    /// <summary>Price of the host without its accelerators.</summary>
    public required Dollars HostPrice { get; init; }

    /// <summary>Embodied carbon of the host without its accelerators.</summary>
    public required Kilograms HostEmbodied { get; init; }
}

/// <summary>A candidate system: so many of one accelerator, in nodes.</summary>
public sealed record SystemSpec
{
    /// <summary>The system's name in the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>The accelerator.</summary>
    public required AcceleratorSpec Accelerator { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>The host.</summary>
    public required NodeSpec Node { get; init; }

    /// <summary>Accelerators of another part of the same system that fill the hosts before these.</summary>
    public int HostedBefore { get; init; }

    /// <summary>Hosts that carry them, the last perhaps not full.</summary>
    public int HostCount => Hosts(HostedBefore + Count) - Hosts(HostedBefore);

    /// <summary>These beside those of another part of the system: they share its last host where hosts are the same.</summary>
    public SystemSpec Beside(SystemSpec other) => this with { HostedBefore = Node == other.Node ? other.Count : 0 };

    int Hosts(int accelerators) => (accelerators + Node.AcceleratorsPerNode - 1) / Node.AcceleratorsPerNode;
}
