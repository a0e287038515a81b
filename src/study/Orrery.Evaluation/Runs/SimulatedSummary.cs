using System.Collections.Immutable;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Turns a simulation's sums into rates, shares, energy, money and carbon.</summary>
static class SimulatedSummary
{
    public static SimulatedResult Of(EngineModel engine, Plan plan, ServingResult served, AnalyticResult analytic)
    {
        var seconds = served.Makespan.Value;
        double Rate(double amount) => seconds > 0 ? amount / seconds : 0;
        var tokens = Rate(served.OutputTokens);
        var power = Power(engine, served);
        var life = plan.Operation.Utilisation ?? 1;
        var system = engine.Plan.System;

        // Outside the share of its life in which it serves as simulated the system stands idle.
        var hosts = system.HostWatts().Value;
        var idle = engine.Steps!.IdleWatts * engine.Plan.Replicas + hosts;
        var lifePower = new Watts(life * (power + hosts) + (1 - life) * idle);
        var lifeTokens = tokens * life;
        var saturated = analytic.Curve[^1];
        var facility = lifePower.Value * plan.Operation.Pue;

        return new SimulatedResult
        {
            Requests = new RequestCounts(
                served.Arrived, served.Completed, served.Rejected, served.Good, served.InputTokens, served.OutputTokens, served.CachedTokens, served.Preemptions),
            Ttft = Latency(served.Ttft),
            Tpot = Latency(served.Tpot),
            Itl = Latency(served.Itl),
            E2e = Latency(served.E2e),
            Queueing = Latency(served.Queueing),
            Throughput = new ThroughputResult(Rate(served.Completed), Rate(served.InputTokens), tokens, tokens / system.Count, seconds),
            Goodput = Goodput(served, Rate),
            Objectives = Objectives.Check(plan.Slo, served),
            Utilisation = Utilisation(engine, served),
            Energy = new EnergyResult(
                power, hosts, facility,
                PerToken(lifePower.Value, lifeTokens), PerToken(power, tokens), PerToken(facility, lifeTokens), (power + hosts) * seconds),
            Cost = Economy.Cost(
                system, plan.Operation, lifePower, lifeTokens, new Watts(saturated.JoulesPerToken * saturated.OutputTokensPerSecond), saturated.OutputTokensPerSecond),
            Carbon = Economy.Carbon(system, plan.Operation, lifePower, lifeTokens),
            Distributions = [Cdf("ttft", served.TtftCdf), Cdf("tpot", served.TpotCdf), Cdf("e2e", served.E2eCdf)],
            Timeline = [.. served.Timeline.Select(point => new TimelineResult(point.Start.Value, point.Running, point.Waiting, point.KvUtilisation, point.OutputTokensPerSecond))],
        };
    }

    static double PerToken(double watts, double tokensPerSecond) => tokensPerSecond > 0 ? watts / tokensPerSecond : 0;

    // All accelerators: what the steps took, and idle power between them.
    static double Power(EngineModel engine, ServingResult served)
    {
        var seconds = served.Makespan.Value;
        if (seconds <= 0) return 0;
        var idle = Math.Max(0, seconds * engine.Plan.Replicas - served.BusyTime.Value);
        return (served.Total.Joules + engine.Steps!.IdleWatts * idle) / seconds;
    }

    static GoodputResult Goodput(ServingResult served, Func<double, double> rate)
    {
        var share = served.Arrived > 0 ? (double)served.Good / served.Arrived : 0;
        var tokensPerRequest = served.Completed > 0 ? (double)served.OutputTokens / served.Completed : 0;
        return new GoodputResult(rate(served.Good), rate(served.Good) * tokensPerRequest, share);
    }

    static UtilisationResult Utilisation(EngineModel engine, ServingResult served)
    {
        var busy = served.BusyTime.Value;
        var devices = engine.Plan.Parallelism.DevicesPerEngine;
        var accelerator = engine.Plan.System.Accelerator;
        double Share(double amount, double rate) => busy > 0 && rate > 0 ? amount / (rate * devices * busy) : 0;
        var link = (accelerator.ScaleUp ?? accelerator.ScaleOut)?.Bandwidth.Value ?? 0;
        return new UtilisationResult
        {
            Busy = served.Makespan.Value > 0 ? busy / (served.Makespan.Value * engine.Plan.Replicas) : 0,
            Compute = busy > 0 ? served.Total.ComputeSeconds / busy : 0,
            Memory = [.. accelerator.Memory.Select((tier, i) => new NamedValue(tier.Name, Share(served.Total.ReadBytes[i], tier.ReadBandwidth.Value)))],
            Links = Share(served.Total.LinkBytes, link),
            KvMean = served.MeanKvUtilisation,
            KvPeak = served.PeakKvUtilisation,
            MeanRunning = served.MeanRunning,
            MeanWaiting = served.MeanWaiting,
        };
    }

    static LatencyResult Latency(LatencySummary l) => new(l.Mean.Value, l.P50.Value, l.P90.Value, l.P99.Value, l.Max.Value, l.Count);

    static Distribution Cdf(string metric, ImmutableArray<CdfPoint> points)
        => new(metric, [.. points.Select(point => point.Value)], [.. points.Select(point => point.Probability)]);
}
