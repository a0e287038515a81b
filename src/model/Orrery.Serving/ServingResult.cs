using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Sessions;

namespace Orrery.Serving;

/// <summary>Mean and percentiles of one latency over the requests that finished (gaps between tokens: over all gaps).</summary>
/// <param name="Count">Number of samples.</param>
/// <param name="Mean">Mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Largest.</param>
/// <param name="Samples">All samples, for other percentiles.</param>
public sealed record LatencySummary(long Count, Seconds Mean, Seconds P50, Seconds P90, Seconds P99, Seconds Max, QuantileSketch Samples)
{
    /// <summary>Any percentile, in percent; 0 stands for the mean. Zero where there are no samples.</summary>
    public Seconds At(double percentile) => Count == 0 ? default : percentile <= 0 ? Mean : new(Samples.Quantile(percentile / 100));

    internal static LatencySummary Of(QuantileSketch sketch) => sketch.Count == 0
        ? new(0, default, default, default, default, default, sketch)
        : new(sketch.Count, new(sketch.Mean), new(sketch.Quantile(0.5)), new(sketch.Quantile(0.9)), new(sketch.Quantile(0.99)), new(sketch.Max), sketch);
}

/// <summary>A point of an empirical distribution.</summary>
/// <param name="Value">The value, in seconds.</param>
/// <param name="Probability">Share of samples at or under it.</param>
public readonly record struct CdfPoint(double Value, double Probability);

/// <summary>The state of all replicas averaged over one slice of time.</summary>
/// <param name="Start">Start of the slice.</param>
/// <param name="Running">Sequences running.</param>
/// <param name="Waiting">Requests waiting.</param>
/// <param name="KvUtilisation">Share of the cache in use.</param>
/// <param name="OutputTokensPerSecond">Tokens generated per second.</param>
public readonly record struct TimelinePoint(Seconds Start, double Running, double Waiting, double KvUtilisation, double OutputTokensPerSecond);

/// <summary>What happened to a request, for per-request output.</summary>
/// <param name="Id">The request.</param>
/// <param name="Arrival">When it arrived.</param>
/// <param name="FirstToken">When its first token was out.</param>
/// <param name="Finish">When its last token was out.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Tokens generated.</param>
/// <param name="CachedTokens">Prompt tokens found in the prefix cache.</param>
/// <param name="Preemptions">Times it lost its cache.</param>
/// <param name="Replica">Where it ran.</param>
/// <param name="Status">How it ended. One that did not complete has no time of its first token (not a number), and as its output what its client got.</param>
/// <param name="Attempts">Times its client sent it.</param>
public readonly record struct RequestOutcome(
    long Id, Seconds Arrival, Seconds FirstToken, Seconds Finish, int InputTokens, int OutputTokens, int CachedTokens, int Preemptions, int Replica,
    RequestStatus Status = RequestStatus.Completed, int Attempts = 1)
{
    /// <summary>When it was first in a step.</summary>
    public Seconds FirstScheduled { get; init; }

    /// <summary>The conversation it belongs to; -1 where unknown.</summary>
    public long Session { get; init; }

    /// <summary>Its class.</summary>
    public int Priority { get; init; }

    /// <summary>Whose it is; -1 where unknown.</summary>
    public int Tenant { get; init; }
}

/// <summary>What one tenant saw, over the whole run.</summary>
public sealed record TenantServed
{
    /// <summary>The tenant: a place among the names of the traffic's.</summary>
    public required int Tenant { get; init; }

    /// <summary>Requests that arrived.</summary>
    public required long Arrived { get; init; }

    /// <summary>Requests that finished.</summary>
    public required long Completed { get; init; }

    /// <summary>Requests that can never run.</summary>
    public required long Rejected { get; init; }

    /// <summary>Requests that met every per-request bound of the SLO.</summary>
    public required long Good { get; init; }

    /// <summary>Prompt tokens of finished requests.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens generated for finished requests.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Prompt tokens found in the prefix cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Times that its finished requests lost their cache.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Time to first token, within 1 %.</summary>
    public required LatencySummary Ttft { get; init; }

    /// <summary>Time per output token after the first, within 1 %.</summary>
    public required LatencySummary Tpot { get; init; }

    /// <summary>Arrival to last token, within 1 %.</summary>
    public required LatencySummary E2e { get; init; }

    /// <summary>Arrival to first scheduling, within 1 %.</summary>
    public required LatencySummary Queueing { get; init; }
}

/// <summary>The queue of a replica, over time and all replicas; what stands before it, and what preemptions cost.</summary>
/// <param name="Mean">Requests waiting at one replica, mean over time.</param>
/// <param name="P50">Half of the time there are no more.</param>
/// <param name="P90">90 % of the time there are no more.</param>
/// <param name="P99">99 % of the time there are no more.</param>
/// <param name="Max">Most that waited at one replica.</param>
/// <param name="BlockedShare">Share of the time in which the cache had no room for the next request, mean over replicas.</param>
/// <param name="PreemptedRequests">Finished requests that lost their cache at least once.</param>
/// <param name="MostPreemptions">Most often that one of them did.</param>
/// <param name="RecomputedTokens">Tokens that were in the cache of a sequence that lost it, and had to be computed again.</param>
public sealed record QueueResult(
    double Mean, double P50, double P90, double P99, double Max, double BlockedShare, long PreemptedRequests, int MostPreemptions, long RecomputedTokens);

/// <summary>What became of drafted tokens.</summary>
/// <param name="Steps">Decode steps, one for each sequence in them.</param>
/// <param name="Drafts">Those of them that verified a draft.</param>
/// <param name="Drafted">Tokens drafted.</param>
/// <param name="Accepted">Tokens that stood.</param>
/// <param name="Kept">Tokens that stood and were still wanted: a request ends with its last.</param>
public readonly record struct SpeculationTotals(long Steps, long Drafts, long Drafted, long Accepted, long Kept)
{
    /// <summary>Mean number of tokens out of a verification, the one that always comes included.</summary>
    public double MeanLength => Drafts > 0 ? 1 + (double)Accepted / Drafts : 1;
}

/// <summary>What the engines of one pool did.</summary>
/// <param name="Name"><c>serve</c> where engines do everything, otherwise <c>prefill</c> or <c>decode</c>.</param>
/// <param name="Replicas">Engines.</param>
/// <param name="Steps">Steps of all of them.</param>
/// <param name="Total">Sum over the steps.</param>
/// <param name="BusyTime">Sum over engines of the time in which a step ran.</param>
/// <param name="MeanKvUtilisation">Time average of the share of the cache in use.</param>
/// <param name="PeakKvUtilisation">Largest share of the cache in use.</param>
public sealed record PoolResult(string Name, int Replicas, long Steps, StepCost Total, Seconds BusyTime, double MeanKvUtilisation, double PeakKvUtilisation);

/// <summary>What a simulation of traffic on the replicas of one system shows.</summary>
public sealed record ServingResult
{
    /// <summary>Requests that arrived.</summary>
    public required long Arrived { get; init; }

    /// <summary>Requests that finished.</summary>
    public required long Completed { get; init; }

    /// <summary>Requests that can never run: longer than the cache or the model's context.</summary>
    public required long Rejected { get; init; }

    /// <summary>Prompt tokens of finished requests.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens generated for finished requests.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Prompt tokens found in the prefix cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Times a sequence lost its cache to make room.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Engine steps, all replicas together.</summary>
    public required long Steps { get; init; }

    /// <summary>First arrival to last completion.</summary>
    public required Seconds Makespan { get; init; }

    /// <summary>Time to first token.</summary>
    public required LatencySummary Ttft { get; init; }

    /// <summary>Time per output token after the first, mean over each request; requests of one token have none.</summary>
    public required LatencySummary Tpot { get; init; }

    /// <summary>Gaps between tokens; with speculation between what comes out together, one a step, as vLLM counts them.</summary>
    public required LatencySummary Itl { get; init; }

    /// <summary>Arrival to last token.</summary>
    public required LatencySummary E2e { get; init; }

    /// <summary>Arrival to first scheduling.</summary>
    public required LatencySummary Queueing { get; init; }

    /// <summary>Requests that met every per-request bound of the SLO.</summary>
    public required long Good { get; init; }

    /// <summary>Sum over all steps of all replicas.</summary>
    public required StepCost Total { get; init; }

    /// <summary>What became of drafted tokens; null without speculation.</summary>
    public SpeculationTotals? Speculation { get; init; }

    /// <summary>Sum over replicas of the time in which a step ran.</summary>
    public required Seconds BusyTime { get; init; }

    /// <summary>Time average of sequences running, over all replicas.</summary>
    public required double MeanRunning { get; init; }

    /// <summary>Time average of requests waiting, over all replicas.</summary>
    public required double MeanWaiting { get; init; }

    /// <summary>Time average of the share of the cache in use.</summary>
    public required double MeanKvUtilisation { get; init; }

    /// <summary>Largest share of the cache in use.</summary>
    public required double PeakKvUtilisation { get; init; }

    /// <summary>What tiers outside the engines' caches did; null where there are none.</summary>
    public KvOutsideResult? Outside { get; init; }

    /// <summary>What each pool of engines did: one, or prefill and decode apart.</summary>
    public required ImmutableArray<PoolResult> Pools { get; init; }

    /// <summary>What was left out of latencies, their distributions and <see cref="Good"/>; null where everything counts.</summary>
    public WarmUpResult? WarmUp { get; init; }

    /// <summary>Queues and preemptions, over the whole run.</summary>
    public required QueueResult Queue { get; init; }

    /// <summary>What each tenant saw; empty where requests name none.</summary>
    public ImmutableArray<TenantServed> Tenants { get; init; } = [];

    /// <summary>What happened between clients and engines; null where requests go straight to engines and wait for ever.</summary>
    public FrontResult? Front { get; init; }

    /// <summary>Distribution of time to first token, about a hundred points.</summary>
    public required ImmutableArray<CdfPoint> TtftCdf { get; init; }

    /// <summary>Distribution of time per output token.</summary>
    public required ImmutableArray<CdfPoint> TpotCdf { get; init; }

    /// <summary>Distribution of end-to-end time.</summary>
    public required ImmutableArray<CdfPoint> E2eCdf { get; init; }

    /// <summary>The run in about two hundred slices.</summary>
    public required ImmutableArray<TimelinePoint> Timeline { get; init; }

    /// <summary>What sessions have seen; null where the traffic has none.</summary>
    public SessionSummary? Sessions { get; init; }
}
