using System.Collections.Immutable;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Turns a simulation's sums into rates, shares, energy, money and carbon.</summary>
static class SimulatedSummary
{
    public static SimulatedResult Of(EngineModel engine, Plan plan, ServingResult served, AnalyticResult analytic, IReadOnlyList<string>? tenants = null)
    {
        var seconds = served.Makespan.Value;
        double Rate(double amount) => seconds > 0 ? amount / seconds : 0;
        var tokens = Rate(served.OutputTokens);
        var power = engine.Pools.Zip(served.Pools, (pool, did) => Power(pool, did, seconds)).Sum();
        var life = plan.Operation.Utilisation ?? 1;
        var system = engine.Plan.System;
        var moving = KvTierEconomy.Watts(served);
        var hosts = engine.Pools.Sum(pool => pool.Plan.System.HostWatts().Value) + moving;
        var lifeTokens = tokens * life;
        var saturated = analytic.Curve[^1];
        ImmutableArray<PoolPower> pools = [.. engine.Pools.Zip(served.Pools, (pool, did) => Lifelong(pool, Power(pool, did, seconds), life))];
        pools = pools.SetItem(0, pools[0] with { Watts = pools[0].Watts + life * moving, SaturationWatts = saturated.JoulesPerToken * saturated.OutputTokensPerSecond }); // of all of them
        if (engine.Encode is not null) pools = pools.SetItem(pools.Length - 1, pools[^1] with { SaturationWatts = pools[^1].Watts }); // the curve knows no media
        var lifePower = pools.Sum(pool => pool.Watts);
        var facility = lifePower * plan.Operation.Pue;

        var cost = Economy.Cost(pools, plan.Operation, lifeTokens, saturated.OutputTokensPerSecond);

        return new SimulatedResult
        {
            Requests = new RequestCounts(
                served.Arrived, served.Completed, served.Rejected, served.Good, served.InputTokens, served.OutputTokens, served.CachedTokens, served.Preemptions),
            Ttft = Latency(served.Ttft),
            Tpot = Latency(served.Tpot),
            Itl = Latency(served.Itl),
            E2e = Latency(served.E2e),
            Queueing = Latency(served.Queueing),
            WarmUp = served.WarmUp is { } warmUp ? new(warmUp.Rule.ToString(), warmUp.Time.Value, warmUp.LeftOut, warmUp.Measured, warmUp.IsSteady) : null,
            Throughput = new ThroughputResult(Rate(served.Completed), Rate(served.InputTokens), tokens, tokens / engine.Pools.Sum(pool => pool.Plan.System.Count), seconds),
            Goodput = Goodput(served),
            Objectives = Objectives.Check(plan.Slo, served),
            Utilisation = Utilisation(engine, served.Pools[0], served),
            Queue = new QueueOfRun(
                served.Queue.Mean, served.Queue.P50, served.Queue.P90, served.Queue.P99, served.Queue.Max, served.Queue.BlockedShare,
                served.Queue.PreemptedRequests, served.Queue.MostPreemptions, served.Queue.RecomputedTokens),
            Tenants = TenantSummary.Of(engine, plan.Traffic.Tenants, served, tenants ?? [], cost),
            Speculation = Speculation(served),
            Energy = new EnergyResult(
                power, hosts, facility,
                PerToken(lifePower, lifeTokens), PerToken(power, tokens), PerToken(facility, lifeTokens), (power + hosts) * seconds),
            Cost = cost,
            Carbon = Economy.Carbon(pools, plan.Operation, lifeTokens),
            Merit = Merits.Of(pools, plan.Operation, saturated.OutputTokensPerSecond),
            DataCentre = Merits.Fill(pools, plan.Operation, saturated.OutputTokensPerSecond),
            Access = served.Front is { } front ? Access(front) : null,
            Distributions = [Cdf("ttft", served.TtftCdf), Cdf("tpot", served.TpotCdf), Cdf("e2e", served.E2eCdf)],
            KvTiers = KvTierSummary.Of(served),
            Timeline = [.. served.Timeline.Select(point => new TimelineResult(point.Start.Value, point.Running, point.Waiting, point.KvUtilisation, point.OutputTokensPerSecond))],
        };
    }

    static AccessResult Access(FrontResult front) => new()
    {
        Shed = front.Shed,
        TimedOut = front.TimedOut,
        Failed = front.Failed,
        Cancelled = front.Cancelled,
        Attempts = front.Attempts,
        LimitedAttempts = front.LimitedAttempts,
        QueueFullAttempts = front.QueueFullAttempts,
        LateAttempts = front.LateAttempts,
        OutageAttempts = front.OutageAttempts,
        TimedOutAttempts = front.TimedOutAttempts,
        Crashes = front.Crashes,
        Moves = front.Moves,
        WastedInputTokens = front.WastedInputTokens,
        WastedOutputTokens = front.WastedOutputTokens,
        AdapterLoads = front.AdapterLoads,
        AdapterHits = front.AdapterHits,
        Availability = front.Availability,
        ReplicasUp = [.. front.Up.Select(static slice => new ReplicasUpResult(slice.Start.Value, slice.Mean))],
    };

    static double PerToken(double watts, double tokensPerSecond) => tokensPerSecond > 0 ? watts / tokensPerSecond : 0;

    // All accelerators of a pool: what the steps took, and idle power between them.
    static double Power(EngineModel engine, PoolResult did, double seconds)
    {
        if (seconds <= 0) return 0;
        var idle = Math.Max(0, seconds * engine.Plan.Replicas - did.BusyTime.Value);
        return (did.Total.Joules + engine.Steps!.IdleWatts * idle) / seconds;
    }

    // Outside the share of its life in which it serves as simulated the hardware stands idle.
    static PoolPower Lifelong(EngineModel engine, double power, double life)
    {
        var system = engine.Plan.System;
        var hosts = system.HostWatts().Value;
        var idle = engine.Steps!.IdleWatts * engine.Plan.Replicas + hosts;
        return new(system, life * (power + hosts) + (1 - life) * idle, 0);
    }

    // Over what counts, and the time in which it came.
    static GoodputResult Goodput(ServingResult served)
    {
        var measured = served.WarmUp?.Measured ?? served.Arrived;
        var seconds = served.Makespan.Value - (served.WarmUp?.Time.Value ?? 0);
        var share = measured > 0 ? (double)served.Good / measured : 0;
        var rate = seconds > 0 ? served.Good / seconds : 0;
        var tokensPerRequest = served.Completed > 0 ? (double)served.OutputTokens / served.Completed : 0;
        return new GoodputResult(rate, rate * tokensPerRequest, share);
    }

    static SpeculationResult? Speculation(ServingResult served)
    {
        if (served.Speculation is not { } drafts) return null;
        var steps = Math.Max(1.0, drafts.Steps);
        var busy = served.BusyTime.Value;
        return new(drafts.MeanLength, drafts.Drafted / steps, 1 + drafts.Kept / steps, drafts.Drafted, drafts.Drafted - drafts.Kept, busy > 0 ? served.Total.DraftSeconds / busy : 0);
    }

    // Of the engines that generate: the others are told apart by pool.
    static UtilisationResult Utilisation(EngineModel engine, PoolResult did, ServingResult served)
    {
        var busy = did.BusyTime.Value;
        var devices = engine.Plan.Parallelism.DevicesPerEngine;
        var accelerator = engine.Plan.System.Accelerator;
        double Share(double amount, double rate) => busy > 0 && rate > 0 ? amount / (rate * devices * busy) : 0;
        var link = (accelerator.ScaleUp ?? accelerator.ScaleOut)?.Bandwidth.Value ?? 0;
        return new UtilisationResult
        {
            Busy = served.Makespan.Value > 0 ? busy / (served.Makespan.Value * engine.Plan.Replicas) : 0,
            Compute = busy > 0 ? did.Total.ComputeSeconds / busy : 0,
            Memory = [.. accelerator.Memory.Select((tier, i) => new NamedValue(tier.Name, Share(did.Total.ReadBytes[i], tier.WidestReadBandwidth.Value)))],
            Links = Share(did.Total.LinkBytes, link),
            KvMean = did.MeanKvUtilisation,
            KvPeak = did.PeakKvUtilisation,
            MeanRunning = served.MeanRunning,
            MeanWaiting = served.MeanWaiting,
        };
    }

    public static LatencyResult Latency(LatencySummary l) => new(l.Mean.Value, l.P50.Value, l.P90.Value, l.P99.Value, l.Max.Value, l.Count);

    static Distribution Cdf(string metric, ImmutableArray<CdfPoint> points)
        => new(metric, [.. points.Select(point => point.Value)], [.. points.Select(point => point.Probability)]);
}
