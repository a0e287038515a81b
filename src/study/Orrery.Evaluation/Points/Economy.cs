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
    public static CostResult Cost(SystemSpec system, OperationSpec operation, Watts itPower, double tokensPerSecond, Watts saturationPower, double saturationTokensPerSecond)
    {
        var assumptions = Assumptions(operation);
        var cost = TotalCostOfOwnership.Of(system, assumptions, itPower);
        var saturated = TotalCostOfOwnership.Of(system, assumptions, saturationPower);
        return new CostResult(
            cost.Total.Value * 3600,
            PerMillion(cost.Total.Value, tokensPerSecond),
            PerMillion(saturated.Total.Value, saturationTokensPerSecond),
            system.Accelerator.Rent is { } rent ? PerMillion(rent.Value * system.Count, tokensPerSecond) : null,
            [.. cost.Parts.Select(part => new NamedValue(part.Name, part.Amount.Value * 3600))]);
    }

    /// <summary>Carbon per million tokens. Embodied carbon is spread over the system's life.</summary>
    public static CarbonResult Carbon(SystemSpec system, OperationSpec operation, Watts itPower, double tokensPerSecond)
    {
        var second = new Seconds(1);
        var operational = PerMillion(OperationalCarbon.Of(itPower, second, operation.Pue, operation.CarbonIntensity).Value * 1000, tokensPerSecond);
        var embodied = EmbodiedCarbon.Of(system);
        var low = PerMillion(embodied.Low.Value * 1000 / operation.Lifetime.Value, tokensPerSecond);
        var high = PerMillion(embodied.High.Value * 1000 / operation.Lifetime.Value, tokensPerSecond);
        return new CarbonResult(
            operational, low, high, operational + low, operational + high,
            [.. embodied.Models.Select(model => new NamedValue(model.Name, model.Amount.Value))]);
    }

    static double PerMillion(double perSecond, double tokensPerSecond) => tokensPerSecond > 0 ? perSecond / tokensPerSecond * 1e6 : 0;
}
