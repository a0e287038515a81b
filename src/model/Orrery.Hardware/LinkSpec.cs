using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>How the devices of a domain are wired.</summary>
public enum Topology
{
    /// <summary>All through one stage of switches (NVSwitch, UALink).</summary>
    Switch,

    /// <summary>A wire between every pair, the device's bandwidth split among them (XGMI).</summary>
    FullMesh,

    /// <summary>A bidirectional ring.</summary>
    Ring,

    /// <summary>A two-dimensional torus.</summary>
    Torus2D,

    /// <summary>A three-dimensional torus.</summary>
    Torus3D,

    /// <summary>A torus of <see cref="LinkSpec.Dimensions"/> dimensions (a k-ary n-torus).</summary>
    Torus,

    /// <summary>A hypercube.</summary>
    Hypercube,

    /// <summary>Leaf and spine switches at full bisection.</summary>
    FatTree,

    /// <summary>Groups of switches, all to all.</summary>
    Dragonfly,

    /// <summary>A shared host bus (PCIe) without a switch of its own.</summary>
    Bus,
}

/// <summary>Which library moves collectives over a link: its own tuning model, or plain α–β.</summary>
public enum CollectiveLibrary
{
    /// <summary>Latency per step plus bytes over bandwidth, best algorithm for the topology.</summary>
    AlphaBeta,

    /// <summary>NCCL's tuning model: latency and bandwidth by algorithm and protocol.</summary>
    Nccl,
}

/// <summary>One network that an accelerator's ports reach: a scale-up fabric or a scale-out network.</summary>
public sealed record LinkSpec
{
    /// <summary>The technology, e.g. <c>NVLink4</c>.</summary>
    public required string Technology { get; init; }

    /// <summary>Bandwidth of one device, one direction, all its ports together.</summary>
    public required BytesPerSecond Bandwidth { get; init; }

    /// <summary>Time for an empty message between two neighbours, software included (the α of α–β models).</summary>
    public required Seconds Latency { get; init; }

    /// <summary>Devices that reach each other on this network alone.</summary>
    public required int DomainSize { get; init; }

    /// <summary>The wiring.</summary>
    public Topology Topology { get; init; } = Topology.Switch;

    /// <summary>Dimensions of a <see cref="Topology.Torus"/>.</summary>
    public int Dimensions { get; init; } = 4;

    /// <summary>Devices that answer late now and then, and what is done about it; null where all are always on time.</summary>
    public StragglerSpec? Stragglers { get; init; }

    /// <summary>True where the switches reduce and multicast (NVLink SHARP, SHARP).</summary>
    public bool InNetworkReduction { get; init; }

    /// <summary>Share of the bandwidth that collectives reach on large messages.</summary>
    public double Efficiency { get; init; } = 1;

    /// <summary>Energy of moving data, both ends.</summary>
    public JoulesPerByte Energy { get; init; }

    /// <summary>The collective library.</summary>
    public CollectiveLibrary Library { get; init; } = CollectiveLibrary.AlphaBeta;

    /// <summary>For NCCL: bus bandwidth of a ring over this link, and the generation that picks its constants.</summary>
    public NcclLink? Nccl { get; init; }
}

/// <summary>What NCCL's tuning model needs to know of a link.</summary>
/// <param name="BusBandwidth">Bus bandwidth of the ring over all channels.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="ComputeCapability">80 Ampere, 90 Hopper, 100 Blackwell.</param>
public sealed record NcclLink(BytesPerSecond BusBandwidth, int Channels, int ComputeCapability);
