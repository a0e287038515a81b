using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Whether the model fits the devices, and what would fit where it does not.</summary>
static class FitCheck
{
    static readonly NumberFormat[] Narrower = [NumberFormat.Fp8, NumberFormat.Mxfp4];

    public static void Check(SystemPlan plan, SourceSpan at, SourceSpan serving, DiagnosticBag diagnostics)
    {
        var memory = Plan(plan);
        if (memory.Fits)
        {
            FrontCheck.CheckRoom(plan, memory, serving, diagnostics);
            return;
        }
        var devices = plan.Parallelism.DevicesPerEngine;
        diagnostics.Error(DiagnosticRules.DoesNotFit, at,
            $"'{plan.Model.Name}' in {plan.Precision.Weights.Name} does not fit {plan.System.Accelerator.Name}: each of an engine's {devices} devices holds {Text(memory.WeightsPerDevice)} of weights and lacks {Text(memory.Shortfall)}",
            Hint(plan));
    }

    static string Hint(SystemPlan plan)
    {
        var offers = new List<string>();
        if (MoreDevices(plan) is { } wider) offers.Add($"'count: {wider.DevicesPerEngine}' with 'parallelism: {{ tp: {wider.Tensor}{(wider.Pipeline > 1 ? $", pp: {wider.Pipeline}" : "")} }}'");
        foreach (var format in Narrower)
        {
            if (format.BytesPerElement >= plan.Precision.Weights.BytesPerElement) continue;
            var narrow = plan with { Precision = plan.Precision with { Weights = format, Experts = plan.Precision.Experts is { } e && e.BytesPerElement < format.BytesPerElement ? e : null } };
            if (!Plan(narrow).Fits) continue;
            offers.Add($"'precision: {{ weights: {format.Name} }}'");
            break;
        }
        return offers.Count == 0
            ? "not even 64 devices fit it with this placement; add memory, or place the weights in a larger tier"
            : string.Join(", or ", offers) + (offers.Count == 1 ? " fits" : " fit");
    }

    // The fewest devices per engine that fit, of the powers of two: tensor ranks within a domain first, then pipeline stages.
    static ParallelismSpec? MoreDevices(SystemPlan plan)
    {
        var heads = Sharding.Heads(plan.Model);
        var domain = plan.System.Accelerator.ScaleUp?.DomainSize ?? 1;
        for (var devices = 2; devices <= 64; devices *= 2)
        {
            if (devices <= plan.Parallelism.DevicesPerEngine) continue;
            var tensor = devices;
            while (tensor > domain || heads % tensor != 0) tensor /= 2;
            var wider = new ParallelismSpec(tensor, devices / tensor);
            if (wider.Pipeline <= plan.Model.Layers.Length && Plan(plan with { Parallelism = wider }).Fits) return wider;
        }
        return null;
    }

    static MemoryPlan Plan(SystemPlan plan) => Drafting.Memory(plan, Drafting.Operators(plan));

    static string Text(Bytes bytes) => QuantityText.Format(bytes, 3);
}
