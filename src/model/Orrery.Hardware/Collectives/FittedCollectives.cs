namespace Orrery.Hardware.Collectives;

/// <summary>Algorithms as a calibration has measured them, in place of those of a model.</summary>
static class FittedCollectives
{
    /// <summary>A fabric with what was measured on its link in place of what is modelled.</summary>
    /// <param name="calibration">The fits; null for none.</param>
    /// <param name="fabric">The model.</param>
    /// <param name="link">The link.</param>
    /// <param name="ranks">Devices.</param>
    public static Fabric Replace(CalibrationSpec? calibration, Fabric fabric, LinkSpec link, int ranks)
    {
        // Who asks for another library than the measured one gets that; a bus has none in the catalog.
        if (calibration is null || (link.Library != CollectiveLibrary.Nccl && link.Topology != Topology.Bus)) return fabric;
        AlgorithmSet Of(Collective kind, AlgorithmSet modelled)
            => calibration.Find(kind, link.Technology) is { } fit && ranks <= fit.Devices ? Algorithms(fit, link, ranks) : modelled;
        return new(Of(Collective.AllReduce, fabric.AllReduce), Of(Collective.AllGather, fabric.AllGather), Of(Collective.ReduceScatter, fabric.ReduceScatter),
            Of(Collective.AllToAll, fabric.AllToAll), Of(Collective.PointToPoint, fabric.PointToPoint));
    }

    /// <summary>A network between domains, whose messages to a neighbour alone are measured.</summary>
    public static Fabric ReplaceSends(CalibrationSpec? calibration, Fabric fabric, LinkSpec link)
        => calibration?.Find(Collective.PointToPoint, link.Technology) is { } fit ? fabric with { PointToPoint = Algorithms(fit, link, 2) } : fabric;

    /// <summary>The protocols of a fit.</summary>
    public static AlgorithmSet Algorithms(CollectiveFit fit, LinkSpec link, int ranks)
    {
        double n = ranks, bandwidth = link.Bandwidth.Value, sharing = Math.Pow(n / 2, fit.Sharing);
        var (steps, sent) = fit.Kind switch
        {
            Collective.AllReduce => (2 * (n - 1), 2 * (n - 1) / n),
            Collective.PointToPoint => (1, 1),
            _ => (n - 1, (n - 1) / n),
        };
        AlgorithmCost Protocol(string name, double launch, double step, double share)
            => new(name, launch, (sent * sharing / share + fit.Copy) / bandwidth, sent, HiddenSeconds: step * steps);
        var fast = Protocol("fast start", fit.Launch.Value, fit.Step.Value, fit.Fast);
        return fit.Bulk > 0 ? new(fast, Protocol("bulk", fit.Launch.Value + fit.Start.Value, fit.BulkStep.Value, fit.Bulk)) : new(fast);
    }
}
