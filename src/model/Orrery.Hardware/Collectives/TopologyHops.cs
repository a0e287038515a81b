namespace Orrery.Hardware.Collectives;

/// <summary>Distances in a topology, in wires between two devices of a domain.</summary>
/// <param name="Mean">Mean over all pairs, a device with itself included.</param>
/// <param name="Max">The diameter.</param>
public readonly record struct TopologyHops(double Mean, int Max)
{
    /// <summary>
    /// Distances among <paramref name="ranks"/> devices. Switched fabrics count the wires to and from the farthest switch that a path needs:
    /// two through one switch, four through leaf and spine, five through two groups of a dragonfly by its minimal route.
    /// </summary>
    /// <param name="topology">The wiring.</param>
    /// <param name="ranks">Devices.</param>
    /// <param name="dimensions">Dimensions of a <see cref="Topology.Torus"/>.</param>
    public static TopologyHops Of(Topology topology, int ranks, int dimensions = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        var others = (ranks - 1) / (double)ranks;
        var log = (int)Math.Ceiling(Math.Log2(ranks));
        return topology switch
        {
            _ when ranks == 1 => new(0, 0),
            Topology.FullMesh => new(others, 1),
            Topology.Switch or Topology.Bus => new(2 * others, 2),
            Topology.FatTree => new(4 * others, 4),
            Topology.Dragonfly => new(5 * others, 5),
            Topology.Hypercube => new(log / 2.0, log),
            Topology.Ring => OfAxes([ranks]),
            Topology.Torus2D => OfAxes(TorusShape.Of(ranks, 2)),
            Topology.Torus3D => OfAxes(TorusShape.Of(ranks, 3)),
            Topology.Torus => OfAxes(TorusShape.Of(ranks, dimensions)),
            _ => throw new ArgumentOutOfRangeException(nameof(topology), topology, "unknown topology"),
        };
    }

    static TopologyHops OfAxes(ReadOnlySpan<int> axes)
    {
        var (mean, max) = (0.0, 0);
        foreach (var axis in axes)
        {
            mean += axis * axis / 4 / (double)axis;
            max += axis / 2;
        }
        return new(mean, max);
    }
}
