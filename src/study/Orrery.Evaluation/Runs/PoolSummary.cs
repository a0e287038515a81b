using System.Collections.Immutable;
using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>Tells the pools of a system apart.</summary>
static class PoolSummary
{
    /// <summary>Each pool; null where there is one, which is the system.</summary>
    public static ImmutableArray<PoolOfSystem>? Of(EngineModel engine, ServingResult served, AnalyticResult analytic)
    {
        if (engine.Prefill is not { } prefill) return null;
        var split = new SplitPools(engine, prefill, Math.Max(1, (int)Math.Round(analytic.InputTokens)), Math.Max(1, (int)Math.Round(analytic.OutputTokens)));
        var rate = served.Makespan.Value > 0 ? served.Completed / served.Makespan.Value : 0;
        var most = analytic.MaxConcurrency / engine.Plan.Replicas;
        return
        [
            Of(engine, served.Pools[0], served.Makespan.Value, rate / split.DecodeRate(Math.Max(1, Math.Min(engine.Serving.MaxSequences, most)))),
            Of(prefill, served.Pools[1], served.Makespan.Value, rate / split.PrefillRate),
        ];
    }

    static PoolOfSystem Of(EngineModel engine, PoolResult did, double seconds, double load)
    {
        var (plan, busy) = (engine.Plan, did.BusyTime.Value);
        var devices = plan.Parallelism.DevicesPerEngine;
        return new PoolOfSystem
        {
            Name = did.Name,
            Accelerator = plan.System.Accelerator.Title,
            Devices = plan.System.Count,
            Replicas = plan.Replicas,
            Parallelism = Describe.Parallelism(plan.Parallelism, plan.Replicas),
            Steps = did.Steps,
            Load = load,
            Busy = seconds > 0 ? busy / (seconds * plan.Replicas) : 0,
            Compute = busy > 0 ? did.Total.ComputeSeconds / busy : 0,
            Memory = [.. plan.System.Accelerator.Memory.Select((tier, i) => new NamedValue(tier.Name, busy > 0 ? did.Total.ReadBytes[i] / (tier.ReadBandwidth.Value * devices * busy) : 0))],
            KvMean = did.MeanKvUtilisation,
            KvPeak = did.PeakKvUtilisation,
        };
    }
}
