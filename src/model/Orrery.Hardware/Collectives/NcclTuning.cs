namespace Orrery.Hardware.Collectives;

/// <summary>How NCCL arranges the devices of a collective.</summary>
public enum NcclAlgorithm
{
    /// <summary>A ring through all devices.</summary>
    Ring,

    /// <summary>A double binary tree among nodes, a chain inside each.</summary>
    Tree,

    /// <summary>In-network reduction, every device with its own adapter.</summary>
    CollNetDirect,

    /// <summary>In-network reduction, a chain inside each node.</summary>
    CollNetChain,

    /// <summary>NVLink SHARP: the NVLink switch reduces and multicasts.</summary>
    Nvls,

    /// <summary>NVLink SHARP inside a node, a tree among nodes.</summary>
    NvlsTree,
}

/// <summary>How NCCL moves data between two devices.</summary>
public enum NcclProtocol
{
    /// <summary>Eight-byte stores with a flag in each: lowest latency, half the bandwidth.</summary>
    LL,

    /// <summary>128-byte lines with a flag in each.</summary>
    LL128,

    /// <summary>Large chunks with a fence: full bandwidth.</summary>
    Simple,
}

/// <summary>
/// NCCL's own tuning model: the times by which the library itself chooses algorithm and protocol.
/// T = latency + V / algorithm bandwidth, with the constants of NVIDIA/nccl src/graph/tuning.cc at 5067397 (June 2026, Apache-2.0).
/// </summary>
public sealed class NcclTuning
{
    static readonly NcclProtocol[] Protocols = Enum.GetValues<NcclProtocol>();
    readonly AlgorithmCost?[] _allReduce = new AlgorithmCost?[6 * 3];

    NcclTuning(NcclRing ring)
    {
        var gather = new List<AlgorithmCost>();
        foreach (var protocol in Protocols)
        {
            foreach (var algorithm in Enum.GetValues<NcclAlgorithm>())
                _allReduce[Index(algorithm, protocol)] = ring.AllReduce(algorithm, protocol);
            gather.Add(ring.Gather(protocol));
        }
        if (ring.NvlsGather() is { } nvls) gather.Add(nvls);
        AllReduce = new([.. _allReduce.OfType<AlgorithmCost>()]);
        Gather = new([.. gather]);
    }

    internal AlgorithmSet AllReduce { get; }

    /// <summary>All-gather and reduce-scatter, which the library times alike.</summary>
    internal AlgorithmSet Gather { get; }

    /// <summary>The model for <paramref name="ranks"/> devices.</summary>
    /// <param name="scaleUp">The link inside a node; needs <see cref="LinkSpec.Nccl"/>. NVLink SHARP is used where its switches reduce, from Hopper on.</param>
    /// <param name="scaleOut">The network between nodes; needed past one domain of <paramref name="scaleUp"/>.</param>
    /// <param name="ranks">Devices, at least two.</param>
    /// <exception cref="ArgumentException">The link has no NCCL constants, or the ranks do not fit.</exception>
    public static NcclTuning Create(LinkSpec scaleUp, LinkSpec? scaleOut, int ranks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 2);
        var constants = scaleUp.Nccl ?? throw new ArgumentException($"{scaleUp.Technology} has no NCCL constants.", nameof(scaleUp));
        var nodes = DomainSplit.Of(ranks, scaleUp, scaleOut).Groups;
        return new(new NcclRing(scaleUp, constants, nodes > 1 ? scaleOut : null, ranks, nodes));
    }

    /// <summary>Time of an all-reduce of <paramref name="bytes"/> on every device, in seconds; infinite where the library does not offer the combination.</summary>
    public double AllReduceSeconds(NcclAlgorithm algorithm, NcclProtocol protocol, double bytes) =>
        _allReduce[Index(algorithm, protocol)]?.Seconds(bytes) ?? double.PositiveInfinity;

    static int Index(NcclAlgorithm algorithm, NcclProtocol protocol) => (int)algorithm * 3 + (int)protocol;
}
