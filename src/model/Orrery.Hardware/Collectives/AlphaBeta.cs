namespace Orrery.Hardware.Collectives;

/// <summary>
/// Latency-and-bandwidth (α–β) costs of collectives by topology.
/// α is the time of an empty message between neighbours: across the switch where there is one, over one wire where there is none.
/// Sources: Chan et al., "Collective communication: theory, practice, and experience", 2007; Thakur et al., "Optimization of collective
/// communication operations in MPICH", 2005; for tori, jax-ml/scaling-book, sharding.md.
/// </summary>
static class AlphaBeta
{
    /// <summary>The algorithms that suit a link among <paramref name="ranks"/> devices, a device alone included.</summary>
    public static Fabric Over(LinkSpec link, int ranks)
    {
        if (ranks == 1) return Fabric.Alone;
        var n = (double)ranks;
        var alpha = link.Latency.Value;
        var beta = 1 / (link.Bandwidth.Value * link.Efficiency);
        var neighbours = Math.Max(1, link.DomainSize - 1);
        return link.Topology switch
        {
            Topology.Switch => Switched(n, alpha, beta, 1, link.InNetworkReduction ? 1 : 0, oneShot: true),
            Topology.FatTree => Switched(n, alpha, beta, 1, link.InNetworkReduction ? 2 : 0, oneShot: false),
            // Half the bisection of a fat tree (N/4 links), and all-to-all crosses it.
            Topology.Dragonfly => Switched(n, alpha, beta, 2, link.InNetworkReduction ? 2 : 0, oneShot: false),
            Topology.FullMesh => FullMesh(n, alpha, beta * neighbours),
            Topology.Ring => Torus([ranks], 1, alpha, beta),
            Topology.Torus2D => Torus(TorusShape.Of(ranks, 2), 2, alpha, beta),
            Topology.Torus3D => Torus(TorusShape.Of(ranks, 3), 3, alpha, beta),
            Topology.Torus => Torus(TorusShape.Of(ranks, link.Dimensions), link.Dimensions, alpha, beta),
            Topology.Hypercube => Hypercube(n, alpha, beta * Log2(link.DomainSize)),
            // Bytes pass the host on their way, which forwards about half of what the devices' own links could carry.
            Topology.Bus => Switched(n, alpha, 2 * beta, 1, 0, oneShot: true),
            _ => throw new ArgumentOutOfRangeException(nameof(link), link.Topology, "unknown topology"),
        };
    }

    static double Log2(double n) => Math.Max(1, Math.Ceiling(Math.Log2(n)));

    static Fabric Switched(double n, double alpha, double beta, double allToAllLoad, double inNetworkHops, bool oneShot)
    {
        var (log, share) = (Log2(n), (n - 1) / n);
        // Direct stores to every peer at once need a load-store fabric; over a network a message to each peer costs its own α.
        var directSteps = oneShot ? 1 : n - 1;
        AlgorithmCost[] gathers =
        [
            new("ring", (n - 1) * alpha, share * beta, share),
            new("recursive doubling", log * alpha, share * beta, share),
            new("direct", directSteps * alpha, share * beta, share),
        ];
        AlgorithmCost[] reduce =
        [
            new("ring", 2 * (n - 1) * alpha, 2 * share * beta, 2 * share),
            new("tree", 2 * log * alpha, 2 * beta, 2),
            new("recursive doubling", log * alpha, log * beta, log),
            new("Rabenseifner", 2 * log * alpha, 2 * share * beta, 2 * share),
            new("one-shot", directSteps * alpha, (n - 1) * beta, n - 1),
            new("two-shot", 2 * directSteps * alpha, 2 * share * beta, 2 * share),
        ];
        AlgorithmCost inNetwork = new("in-network", inNetworkHops * alpha, beta, 1);
        // Switches copy what a device sends once to all others; those that reduce take all and send each its part of the sum.
        AlgorithmCost multicast = new("multicast", inNetworkHops * alpha, share * beta, 1 / n);
        AlgorithmCost scatter = new("in-network", inNetworkHops * alpha, share * beta, share);
        var plain = inNetworkHops == 0;
        return new(
            plain ? new(reduce) : new([.. reduce, inNetwork]),
            plain ? new(gathers) : new([.. gathers, multicast]),
            plain ? new(gathers) : new([.. gathers, scatter]),
            new(new AlgorithmCost("direct", alpha, share * allToAllLoad * beta, share)),
            new(new AlgorithmCost("direct", alpha, beta, 1)));
    }

    /// <summary>Every pair has a wire of its own, and a pair gets no more than that wire.</summary>
    static Fabric FullMesh(double n, double alpha, double wire)
    {
        var share = (n - 1) / n;
        AlgorithmSet gather = new(new AlgorithmCost("direct", alpha, wire / n, share));
        return new(
            new(new("one-shot", alpha, wire, n - 1), new("two-shot", 2 * alpha, 2 * wire / n, 2 * share)),
            gather, gather, gather,
            new(new AlgorithmCost("direct", alpha, wire, 1)));
    }

    /// <summary>
    /// Bidirectional rings along each axis, all axes at once; latency of a hop hides behind the transfer of the one before.
    /// Axes are taken to close on themselves.
    /// </summary>
    static Fabric Torus(ReadOnlySpan<int> axes, int ports, double alpha, double beta)
    {
        double n = 1, hops = 0, used = 0, exchange = 0, forwarded = 0;
        foreach (var axis in axes)
        {
            n *= axis;
            hops += axis / 2;
            if (axis > 1) used++;
            var distance = (axis * axis / 4) / (double)axis;
            exchange = Math.Max(exchange, distance * ports * beta);
            forwarded += distance;
        }
        var (share, perAxis) = ((n - 1) / n, beta * ports / used);
        AlgorithmSet gather = new(new AlgorithmCost("bidirectional ring", hops * alpha, share * perAxis, share, Overlaps: true));
        return new(
            new(
                new("bidirectional ring", 2 * hops * alpha, 2 * share * perAxis, 2 * share, Overlaps: true),
                new("flood", hops * alpha, (n - 1) * perAxis, n - 1, Overlaps: true)),
            gather, gather,
            new(new AlgorithmCost("dimension order", hops * alpha, exchange, forwarded, Overlaps: true)),
            new(new AlgorithmCost("direct", alpha, 2 * ports * beta, 1)));
    }

    /// <summary>One wire per dimension; the data is cut so that every step uses all of them.</summary>
    static Fabric Hypercube(double n, double alpha, double wire)
    {
        var (log, share) = (Log2(n), (n - 1) / n);
        AlgorithmSet gather = new(new AlgorithmCost("recursive doubling", log * alpha, share * wire / log, share));
        return new(
            new(
                new("Rabenseifner", 2 * log * alpha, 2 * share * wire / log, 2 * share),
                new("recursive doubling", log * alpha, wire, log)),
            gather, gather,
            new(new AlgorithmCost("dimension order", log * alpha, wire / 2, log / 2)),
            new(new AlgorithmCost("direct", alpha, wire, 1)));
    }
}
