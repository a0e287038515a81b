using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Says why a model does not fit and what would.</summary>
public static class FitFindings
{
    /// <summary>The shortfall, and the least change of sharding or format that removes it.</summary>
    public static Finding Of(EngineModel engine)
    {
        var plan = engine.Plan;
        var accelerator = plan.System.Accelerator;
        var have = accelerator.Memory.Aggregate(default(Bytes), (sum, tier) => sum + tier.Capacity);
        var text = $"The model does not fit: each device needs {engine.Memory.WeightsPerDevice} for weights and lacks {engine.Memory.Shortfall} of its {have}"
            + (accelerator.Memory.Length == 1 ? $" {accelerator.Memory[0].Technology}" : "") + ".";
        return new Finding(FindingLevel.Problem, "does-not-fit", text + Remedy(engine));
    }

    static string Remedy(EngineModel engine)
    {
        var p = engine.Plan.Parallelism;
        var heads = engine.Plan.Model.Layers.Max(layer => layer.Mixer switch
        {
            Workloads.AttentionSpec a => a.Heads,
            Workloads.LatentAttentionSpec a => a.Heads,
            Workloads.RecurrentSpec r => r.Heads,
            _ => 1,
        });
        for (var tensor = p.Tensor * 2; tensor <= heads && tensor <= 64; tensor *= 2)
            if (heads % tensor == 0 && Fits(engine, p with { Tensor = tensor })) return $" It fits on {p.DevicesPerEngine / p.Tensor * tensor} devices, tensor-parallel {tensor}.";
        return " No tensor parallelism up to 64 makes it fit; narrower weights or a tier of larger capacity would.";
    }

    static bool Fits(EngineModel engine, ParallelismSpec parallelism)
    {
        var plan = engine.Plan with { Parallelism = parallelism };
        return Drafting.Memory(plan, Drafting.Operators(plan)).Fits;
    }
}
