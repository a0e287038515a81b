using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Says which keys of a system something else of it leaves nothing to do.</summary>
static class EffectCheck
{
    /// <summary>Notes them.</summary>
    /// <param name="plan">The system.</param>
    /// <param name="system">Its own keys.</param>
    /// <param name="places">Those of <c>placement</c>.</param>
    /// <param name="degrees">Those of <c>parallelism</c>.</param>
    /// <param name="servingAt">Where <c>serving</c> is.</param>
    public static void Check(SystemPlan plan, MappingReader system, MappingReader places, MappingReader degrees, SourceSpan servingAt)
    {
        Nothing(system, SystemKeys.PowerCap, plan.Timing is not null, "step times are those of 'timing'", "remove it, or 'timing'");
        if (plan.Mode != PerformanceMode.Calibrated)
        {
            Nothing(system, SystemKeys.PowerCap, plan.Timing is null, "power is kept in the mode 'calibrated'", "use 'mode: calibrated', or remove it");
            Nothing(system, SystemKeys.Calibration, plan.Calibration is not null, "it holds in the mode 'calibrated'", "use 'mode: calibrated', or remove it");
            if (plan.Serving.Engine is { } engine)
                system.Diagnostics.Note(DiagnosticRules.WithoutEffect, servingAt, $"the engine '{engine.Name}' adds nothing to '{system.Path}': its times hold in the mode 'calibrated'", "use 'mode: calibrated', or remove 'engine'");
        }

        var experts = plan.Model.Layers.Any(static layer => layer.FeedForward is ExpertsSpec);
        Nothing(places, SystemKeys.ExpertsTier, !experts, $"'{plan.Model.Name}' has no experts", "remove it");
        Nothing(places, SystemKeys.HotExperts, !experts || plan.Placement.Experts is null, experts ? "no tier is named for the other experts" : $"'{plan.Model.Name}' has no experts", experts ? "add 'experts: TIER'" : "remove it");
        Nothing(places, SystemKeys.ContextTier, plan.Serving.SharedContext is null, "there is no shared context", "add 'serving: { shared-context: { tokens: … } }', or remove it");
        foreach (var of in new Key[] { SystemKeys.ForSequences, SystemKeys.ForTokens })
            Nothing(places, of, plan.Placement.Rule != PlacementRule.Fastest, "it is of the rule 'fastest'", "add 'rule: fastest', or remove it");
        Nothing(degrees, SystemKeys.HalfBatches, plan.Parallelism.HalfBatches && plan.System.Accelerator.Memory.All(static tier => tier.Processing is null),
            $"no memory of '{plan.System.Accelerator.Name}' computes", "give a tier 'processing', or remove it");
    }

    /// <summary>Notes a key that is given and, where something holds, has nothing to do.</summary>
    public static void Nothing(MappingReader reader, Key key, bool holds, string why, string hint)
    {
        if (holds && reader.Has(key)) reader.Diagnostics.Note(DiagnosticRules.WithoutEffect, reader.At(key), $"'{reader.PathOf(key)}' has no effect: {why}", hint);
    }
}
