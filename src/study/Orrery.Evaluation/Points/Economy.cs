using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Carbon;
using Orrery.Hardware.Economics;
using Orrery.Scenarios;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>What a system costs and emits while it draws a mean power and generates tokens at a mean rate.</summary>
static class Economy
{
    public static Watts HostWatts(this SystemSpec system) => system.Node.HostPower * system.HostCount;

    public static CostAssumptions Assumptions(OperationSpec operation) => new()
    {
        EnergyPrice = operation.EnergyPrice,
        Pue = operation.Pue,
        InterestRate = operation.InterestRate,
        MaintenanceRate = operation.MaintenanceRate,
        Lifetime = operation.Lifetime,
        FacilityDollarsPerWatt = operation.FacilityDollarsPerWatt,
        FacilityLifetime = operation.FacilityLifetime,
    };

    /// <summary>Says so where an accelerator's price is no list price but worked out from its parts.</summary>
    public static IEnumerable<string> EstimatedPrice(SystemSpec system, OperationSpec operation)
    {
        var price = AcceleratorPrice.Of(system.Accelerator, Assumptions(operation));
        if (price.IsEstimate) yield return $"accelerators/{system.Accelerator.Name}: price = {price.Amount} (bill of materials times the usual ratio of price to materials)";
    }

    /// <summary>Money. <paramref name="tokensPerSecond"/> is the mean over the system's life.</summary>
    public static CostResult Cost(ImmutableArray<PoolPower> pools, OperationSpec operation, double tokensPerSecond, double saturationTokensPerSecond)
    {
        var assumptions = Assumptions(operation);
        var costs = pools.Select(pool => TotalCostOfOwnership.Of(pool.System, assumptions, new(pool.Watts))).ToArray();
        var saturated = pools.Sum(pool => TotalCostOfOwnership.Of(pool.System, assumptions, new(pool.SaturationWatts)).Total.Value);
        var total = costs.Sum(cost => cost.Total.Value);
        var rent = pools.Sum(pool => pool.System.Accelerator.Rent?.Value * pool.System.Count ?? double.NaN);
        return new CostResult(
            total * 3600,
            PerMillion(total, tokensPerSecond),
            PerMillion(saturated, saturationTokensPerSecond),
            double.IsNaN(rent) ? null : PerMillion(rent, tokensPerSecond),
            [.. costs[0].Parts.Select((part, i) => new NamedValue(part.Name, costs.Sum(cost => cost.Parts[i].Amount.Value) * 3600))]);
    }

    /// <summary>Carbon per million tokens. Embodied carbon is spread over the system's life.</summary>
    public static CarbonResult Carbon(ImmutableArray<PoolPower> pools, OperationSpec operation, double tokensPerSecond)
    {
        var second = new Seconds(1);
        var operational = PerMillion(OperationalCarbon.Of(new(pools.Sum(pool => pool.Watts)), second, operation.Pue, operation.CarbonIntensity).Value * 1000, tokensPerSecond);
        var embodied = pools.Select(pool => EmbodiedCarbon.Of(pool.System)).ToArray();
        var low = PerMillion(embodied.Sum(pool => pool.Low.Value) * 1000 / operation.Lifetime.Value, tokensPerSecond);
        var high = PerMillion(embodied.Sum(pool => pool.High.Value) * 1000 / operation.Lifetime.Value, tokensPerSecond);
        return new CarbonResult(
            operational, low, high, operational + low, operational + high,
            [.. embodied[0].Models.Select(model => new NamedValue(model.Name, model.Amount.Value))]);
    }

    static double PerMillion(double perSecond, double tokensPerSecond) => tokensPerSecond > 0 ? perSecond / tokensPerSecond * 1e6 : 0;
}

/// <summary>Hardware and its power.</summary>
/// <param name="System">The hardware.</param>
/// <param name="Watts">IT power, hosts included, mean over its life.</param>
/// <param name="SaturationWatts">IT power at saturation.</param>
readonly record struct PoolPower(SystemSpec System, double Watts, double SaturationWatts);
