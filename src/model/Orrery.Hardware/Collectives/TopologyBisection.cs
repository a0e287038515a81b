namespace Orrery.Hardware.Collectives;

/// <summary>The narrowest cut of a topology into halves: what all-to-all traffic must pass.</summary>
public static class TopologyBisection
{
    /// <summary>
    /// Wires that a cut of <paramref name="ranks"/> devices into halves severs, each wire as wide as one port of a device: a switched device
    /// has one port, a torus two a dimension, a hypercube one a dimension, a full mesh one to each peer.
    /// </summary>
    /// <param name="topology">The wiring.</param>
    /// <param name="ranks">Devices, at least two.</param>
    /// <param name="dimensions">Dimensions of a <see cref="Topology.Torus"/>.</param>
    public static double Wires(Topology topology, int ranks, int dimensions = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 2);
        return topology switch
        {
            Topology.Ring => OfAxes([ranks]),
            Topology.Torus2D => OfAxes(TorusShape.Of(ranks, 2)),
            Topology.Torus3D => OfAxes(TorusShape.Of(ranks, 3)),
            Topology.Torus => OfAxes(TorusShape.Of(ranks, dimensions)),
            Topology.Hypercube or Topology.Switch or Topology.FatTree => ranks / 2.0,
            Topology.Dragonfly => ranks / 4.0,
            Topology.FullMesh => (ranks / 2) * ((ranks + 1) / 2),
            Topology.Bus => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(topology), topology, "unknown topology"),
        };
    }

    /// <summary>Bandwidth across that cut, one way, of a link's devices.</summary>
    public static double BytesPerSecond(LinkSpec link, int ranks)
    {
        var ports = link.Topology switch
        {
            Topology.Ring => 2,
            Topology.Torus2D => 4,
            Topology.Torus3D => 6,
            Topology.Torus => 2 * link.Dimensions,
            Topology.Hypercube => Math.Max(1, Math.Ceiling(Math.Log2(link.DomainSize))),
            Topology.FullMesh => Math.Max(1, link.DomainSize - 1),
            _ => 1,
        };
        return Wires(link.Topology, ranks, link.Dimensions) * link.Bandwidth.Value / ports;
    }

    // A plane across one axis severs two wires of each line along it, one where a line has only two devices.
    static double OfAxes(ReadOnlySpan<int> axes)
    {
        var (all, least) = (1, double.PositiveInfinity);
        foreach (var axis in axes) all *= axis;
        foreach (var axis in axes)
            if (axis > 1) least = Math.Min(least, all / axis * (axis > 2 ? 2 : 1));
        return least;
    }
}
