namespace Orrery.Hardware.Collectives;

/// <summary>The terms of NCCL's tuning model for one group of devices, in its units: microseconds and GB/s.</summary>
sealed class NcclRing
{
    readonly int _ranks, _nodes, _perNode, _generation, _nvlsChannels;
    readonly double _bus, _network, _llBound;
    readonly bool _nvls, _collNet, _pcie;

    public NcclRing(LinkSpec link, NcclLink constants, LinkSpec? network, int ranks, int nodes)
    {
        (_ranks, _nodes, _perNode) = (ranks, nodes, (ranks + nodes - 1) / nodes);
        _generation = constants.ComputeCapability switch { < 80 => 0, < 90 => 1, < 100 => 2, _ => 3 };
        _pcie = link.Topology == Topology.Bus;
        _bus = constants.BusBandwidth.Value / 1e9;
        // All adapters of a node together.
        _network = network is null ? double.PositiveInfinity : network.Bandwidth.Value * network.Efficiency * _perNode / 1e9;
        _collNet = network is { InNetworkReduction: true };
        // Two devices gain nothing from multicast.
        _nvls = link.InNetworkReduction && _generation >= 2 && _perNode > 2;
        // NVLS runs on fewer channels than rings: 16 on Hopper, 32 on Blackwell, 24 on its racks.
        _nvlsChannels = _generation == 2 ? 16 : link.DomainSize > 8 ? 24 : 32;
        _llBound = NcclConstants.LowLatencyBound[_generation][Math.Min(nodes, 3) - 1];
    }

    double Share => (_ranks - 1) / (double)_ranks;

    /// <summary>Largest algorithm bandwidth that a tree over the network allows: an inner node sends twice the data, one of two sends it once.</summary>
    double TreeNetworkBound => _nodes == 2 ? _network : _network / 2;

    public AlgorithmCost? AllReduce(NcclAlgorithm algorithm, NcclProtocol protocol)
    {
        if (protocol != NcclProtocol.Simple && algorithm is not (NcclAlgorithm.Ring or NcclAlgorithm.Tree)) return null;
        var (near, far) = Latencies(algorithm, protocol);
        var levels = Math.Floor(Math.Log2(_nodes));
        switch (algorithm)
        {
            case NcclAlgorithm.Ring:
                var farSteps = _nodes == 1 ? 0 : 2 * (_nodes - 1);
                var ring = BaseRing(protocol) + RingLatency(2 * (_ranks - 1), farSteps, near, far, protocol);
                // Plateau of long rings over a network.
                if (protocol == NcclProtocol.Simple && _nodes > 1) ring *= _generation == 0 ? 1.9 : 1.4;
                return Cost($"ring {protocol}", ring, RingBandwidth(protocol) / (2 * Share), 2 * Share);

            case NcclAlgorithm.Tree:
                var tree = NcclConstants.TreeBase[(int)protocol] + 2 * ((_perNode - 1) * near + levels * far);
                var bandwidth = Math.Min(0.92 * _bus, 2 * TreeNetworkBound);
                if (protocol == NcclProtocol.LL) bandwidth = Math.Min(bandwidth / 3.8, _llBound);
                if (protocol == NcclProtocol.LL128) bandwidth *= _nodes == 1 ? 7.0 / 9 : 120.0 / 128;
                return Cost($"tree {protocol}", tree, bandwidth / 2, 2, NcclConstants.TreeCorrection[(int)protocol]);

            case NcclAlgorithm.CollNetDirect when _collNet && _nodes > 1:
                var direct = 2 * (Math.Min(1, _perNode - 1) * near + (_perNode - 1) * 0.4) + far;
                return Cost("CollNet direct", direct, Math.Min(_bus / 2, _network), 2 * Share);

            case NcclAlgorithm.CollNetChain when _collNet && _nodes > 1:
                return Cost("CollNet chain", 2 * (_perNode - 1) * near + far, Math.Min(_bus / 2, _network), 2);

            case NcclAlgorithm.Nvls when _nvls && (_nodes == 1 || _collNet):
                return Cost("NVLS", near + (_nodes > 1 ? far : 0), Math.Min(NvlsBandwidth * 2 / (2 * Share), _network), 1);

            case NcclAlgorithm.NvlsTree when _nvls && _nodes > 1:
                return Cost("NVLS tree", near + 2 * levels * far, Math.Min(NvlsBandwidth * 2 / (2 * Share), TreeNetworkBound), 1);

            default:
                return null;
        }
    }

    public AlgorithmCost Gather(NcclProtocol protocol)
    {
        var (near, far) = Latencies(NcclAlgorithm.Ring, protocol);
        var latency = BaseRing(protocol) + RingLatency(_ranks - 1, _nodes - 1, near, far, protocol);
        return Cost($"ring {protocol}", latency, RingBandwidth(protocol) / Share, Share);
    }

    public AlgorithmCost? NvlsGather()
    {
        if (!_nvls || _nodes > 1) return null;
        var (near, _) = Latencies(NcclAlgorithm.Nvls, NcclProtocol.Simple);
        return Cost("NVLS", near, NvlsBandwidth * (_perNode - 1) / _perNode, Share);
    }

    double NvlsBandwidth => _bus * (_generation == 2 ? 0.85 : 0.74) * (_nvlsChannels - 1) / _nvlsChannels;

    static double BaseRing(NcclProtocol protocol) => NcclConstants.RingBase[(int)protocol];

    double RingLatency(int steps, int farSteps, double near, double far, NcclProtocol protocol)
    {
        // Every step of a ring over a network still posts to the adapter: 1 µs, thrice for Simple.
        var overhead = _nodes == 1 ? 0 : protocol == NcclProtocol.Simple ? 3.0 : 1.0;
        return (steps - farSteps) * Math.Max(near, overhead) + farSteps * far;
    }

    double RingBandwidth(NcclProtocol protocol)
    {
        var bus = Math.Min(_bus, _network);
        return protocol switch
        {
            NcclProtocol.LL => Math.Min(_llBound, 0.5 * bus),
            NcclProtocol.LL128 => 0.92 * bus,
            _ => bus,
        };
    }

    (double Near, double Far) Latencies(NcclAlgorithm algorithm, NcclProtocol protocol)
    {
        var near = (_pcie ? NcclConstants.Pcie : NcclConstants.NvLink)[(int)algorithm][(int)protocol];
        // One device a node: the latency of the network is fully exposed, as in a tree.
        var far = NcclConstants.Network[_perNode == 1 ? (int)NcclAlgorithm.Tree : (int)algorithm][(int)protocol];
        return (near, far);
    }

    static AlgorithmCost Cost(string name, double latency, double bandwidth, double sent, double[]? correction = null) =>
        new(name, latency * 1e-6, 1e-9 / bandwidth, sent, Correction: correction);
}
