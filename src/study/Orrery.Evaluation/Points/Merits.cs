using System.Collections.Immutable;
using Orrery.Hardware.Carbon;
using Orrery.Hardware.Economics;
using Orrery.Scenarios;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Works out what systems give for what they take, and how many a data centre holds.</summary>
static class Merits
{
    /// <summary>Per dollar, joule and kilogram at saturation; null where nothing is known of saturation.</summary>
    public static MeritResult? Of(IReadOnlyList<PoolPower> pools, OperationSpec operation, double tokensPerSecond)
    {
        if (!(tokensPerSecond > 0) || !double.IsFinite(tokensPerSecond)) return null;
        ImmutableArray<PoolPower> saturated = [.. pools.Select(static pool => pool with { Watts = pool.SaturationWatts })];
        var cost = Economy.Cost(saturated, operation, tokensPerSecond, tokensPerSecond);
        var carbon = Economy.Carbon(saturated, operation, tokensPerSecond);
        var watts = operation.Pue * saturated.Sum(static pool => pool.Watts);
        return new(1e6 / cost.DollarsPerMillionTokens, tokensPerSecond / watts, 1e9 / carbon.TotalHighGramsPerMillionTokens, 1e9 / carbon.TotalLowGramsPerMillionTokens);
    }

    /// <summary>Copies of a system in a data centre; null where the scenario has none.</summary>
    public static DataCentreResult? Fill(IReadOnlyList<PoolPower> pools, OperationSpec operation, double tokensPerSecond)
    {
        if (operation.DataCentre is not { } budget) return null;
        var assumptions = Economy.Assumptions(operation);
        var (provided, running, units, capital, carbon) = (0.0, 0.0, (double?)0, 0.0, 0.0);
        foreach (var pool in pools)
        {
            var (system, node) = (pool.System, pool.System.Node);
            // Copies share hosts: each takes as much of them as its accelerators fill.
            var hosts = (double)system.Count / node.AcceleratorsPerNode;
            provided += system.Accelerator.PowerLimit.Value * system.Count + node.HostPower.Value * hosts;
            running += pool.SaturationWatts - node.HostPower.Value * (system.HostCount - hosts);
            units += node.RackUnits is { } each ? each * hosts : null;
            capital += AcceleratorPrice.Of(system.Accelerator, assumptions).Amount.Value * system.Count + node.HostPrice.Value * hosts;
            carbon += EmbodiedCarbon.Of(system.Accelerator).High.Value * system.Count + node.HostEmbodied.Value * hosts;
        }

        carbon += OperationalCarbon.Of(new(running), operation.Lifetime, operation.Pue, operation.CarbonIntensity).Value;
        var need = new DataCentreNeed(new(provided * operation.Pue), units, new(capital), new(carbon));
        return DataCentreFit.Of(budget, need) is not { } fit ? null : new DataCentreResult
        {
            Copies = fit.Copies,
            Devices = fit.Copies * pools.Sum(static pool => (long)pool.System.Count),
            Limit = fit.Limit,
            Used = [.. fit.Used.Select(static used => new NamedValue(used.Name, used.Amount))],
            OutputTokensPerSecond = fit.Copies * tokensPerSecond,
        };
    }
}
