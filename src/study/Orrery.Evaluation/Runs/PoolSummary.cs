using System.Collections.Immutable;
using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>Tells the pools of a system apart.</summary>
static class PoolSummary
{
    /// <summary>Each pool; null where there is one, which is the system.</summary>
    public static ImmutableArray<PoolOfSystem>? Of(EngineModel engine, ServingResult served, AnalyticResult analytic)
    {
        if (engine.Prefill is null && engine.Encode is null) return null;
        var seconds = served.Makespan.Value;
        var rate = seconds > 0 ? served.Completed / seconds : 0;
        var pools = ImmutableArray.CreateBuilder<PoolOfSystem>();
        if (engine.Prefill is { } prefill)
        {
            var split = new SplitPools(engine, prefill, Math.Max(1, (int)Math.Round(analytic.InputTokens)), Math.Max(1, (int)Math.Round(analytic.OutputTokens)));
            var most = analytic.MaxConcurrency / engine.Plan.Replicas;
            pools.Add(Of(engine, served.Pools[0], seconds, rate / split.DecodeRate(Math.Max(1, Math.Min(engine.Serving.MaxSequences, most)))));
            pools.Add(Of(prefill, served.Pools[1], seconds, rate / split.PrefillRate));
        }
        else pools.Add(Of(engine, served.Pools[0], seconds, rate / analytic.SaturationRequestsPerSecond));
        if (engine.Encode is { } encode) pools.Add(Of(encode, served.Pools[^1], seconds, Load(encode, served.Pools[^1], seconds)));
        return pools.DrainToImmutable();
    }

    // Against full batches.
    static double Load(EngineModel encode, PoolResult did, double seconds)
    {
        encode.Timer!.Evaluate(new() { EncoderTokens = encode.Plan.Serving.MaxBatchedTokens }, out var full);
        return seconds > 0 ? did.Total.Flops / full.Flops * full.Seconds / (seconds * encode.Plan.Replicas) : 0;
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
            Memory = [.. plan.System.Accelerator.Memory.Select((tier, i) => new NamedValue(tier.Name, busy > 0 ? did.Total.ReadBytes[i] / (tier.WidestReadBandwidth.Value * devices * busy) : 0))],
            KvMean = did.MeanKvUtilisation,
            KvPeak = did.PeakKvUtilisation,
        };
    }
}
