using System.Collections.Immutable;

namespace Orrery.Evaluation;

// The records below are the product's JSON, field by field: names in camel case, SI base units spelt out in the name.
// A field may be added within a schema version; none is renamed or changes its meaning.

/// <summary>What a run of a scenario shows: every system, side by side.</summary>
public sealed record RunResult
{
    /// <summary>The version of this shape that current code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Version of the product that made it.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Identity of the run: SHA-256 of scenario, seed and product version, in hex.</summary>
    public required string RunId { get; init; }

    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>SHA-256 of the resolved scenario.</summary>
    public required string ScenarioHash { get; init; }

    /// <summary>Seed of every random stream.</summary>
    public required long Seed { get; init; }

    /// <summary>The traffic in one line, e.g. <c>azure-conversation-2023 ×2, 19,366 requests</c>.</summary>
    public required string Traffic { get; init; }

    /// <summary>The objectives, e.g. <c>ttft-p99 ≤ 2 s</c>.</summary>
    public required ImmutableArray<string> Objectives { get; init; }

    /// <summary>The grid and its carbon intensity.</summary>
    public required string Grid { get; init; }

    /// <summary>The systems, in the scenario's order.</summary>
    public required ImmutableArray<SystemResult> Systems { get; init; }

    /// <summary>What the comparison means, in plain words.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }
}

/// <summary>One system's part of a run.</summary>
public sealed record SystemResult
{
    /// <summary>The system's name in the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>The accelerator's title.</summary>
    public required string Accelerator { get; init; }

    /// <summary>How many.</summary>
    public required int Devices { get; init; }

    /// <summary>Engines.</summary>
    public required int Replicas { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Sharding, e.g. <c>TP 8</c>.</summary>
    public required string Parallelism { get; init; }

    /// <summary>Formats, e.g. <c>weights fp8, activations fp8, KV fp8</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The serving engine and the release whose overheads count, e.g. <c>vllm 0.19.0</c>; absent where none is named.</summary>
    public string? Engine { get; init; }

    /// <summary>What times of kernels rest on, e.g. <c>measured on this accelerator (hopper)</c>; absent in results of versions that did not tell.</summary>
    public string? Efficiencies { get; init; }

    /// <summary>Power that each accelerator is held to; absent without a cap.</summary>
    public double? PowerCapWatts { get; init; }

    /// <summary>Tiers and what lies in them.</summary>
    public required ImmutableArray<TierResult> Memory { get; init; }

    /// <summary>Whether the model fits; where it does not, nothing but <see cref="Memory"/>, <see cref="ShortfallBytes"/> and <see cref="Findings"/> is there.</summary>
    public required bool Fits { get; init; }

    /// <summary>Bytes missing on one device; absent where the model fits.</summary>
    public double? ShortfallBytes { get; init; }

    /// <summary>The operating points worked out without a queue.</summary>
    public AnalyticResult? Analytic { get; init; }

    /// <summary>What the traffic sees.</summary>
    public SimulatedResult? Simulated { get; init; }

    /// <summary>The pools of engines where prompts or encoding are apart from the rest, those that generate first; absent where every engine does all.</summary>
    public ImmutableArray<PoolOfSystem>? Pools { get; init; }

    /// <summary>What each kind of its accelerators takes to make; absent in results of versions that did not tell.</summary>
    public ImmutableArray<MakingResult>? Making { get; init; }

    /// <summary>What limits it, in a few words, e.g. <c>memory bandwidth (hbm)</c>.</summary>
    public string? Bottleneck { get; init; }

    /// <summary>Numbers that rest on assumptions.</summary>
    public required ImmutableArray<string> Assumptions { get; init; }

    /// <summary>What the result means, in plain words.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }
}

/// <summary>Engines of one kind within a system.</summary>
public sealed record PoolOfSystem
{
    /// <summary><c>decode</c> and <c>prefill</c> where prompts are apart, else <c>serve</c>; <c>encode</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The accelerator's title.</summary>
    public required string Accelerator { get; init; }

    /// <summary>How many.</summary>
    public required int Devices { get; init; }

    /// <summary>Engines.</summary>
    public required int Replicas { get; init; }

    /// <summary>Sharding.</summary>
    public required string Parallelism { get; init; }

    /// <summary>Steps of all of them.</summary>
    public required long Steps { get; init; }

    /// <summary>Share of the requests that the pool could serve at the traffic's mean lengths, its cache full.</summary>
    public required double Load { get; init; }

    /// <summary>Share of the makespan in which a step ran, mean over engines.</summary>
    public required double Busy { get; init; }

    /// <summary>Share of peak arithmetic while busy.</summary>
    public required double Compute { get; init; }

    /// <summary>Share of peak read bandwidth while busy, by tier.</summary>
    public required ImmutableArray<NamedValue> Memory { get; init; }

    /// <summary>Mean share of the key-value cache in use.</summary>
    public required double KvMean { get; init; }

    /// <summary>Largest share of the key-value cache in use.</summary>
    public required double KvPeak { get; init; }
}

/// <summary>What the traffic sees on one system.</summary>
public sealed record SimulatedResult
{
    /// <summary>Requests that arrived, finished, were impossible, met the objectives.</summary>
    public required RequestCounts Requests { get; init; }

    /// <summary>Time to first token.</summary>
    public required LatencyResult Ttft { get; init; }

    /// <summary>Time per output token after the first, mean over each request.</summary>
    public required LatencyResult Tpot { get; init; }

    /// <summary>Gaps between tokens.</summary>
    public required LatencyResult Itl { get; init; }

    /// <summary>Arrival to last token.</summary>
    public required LatencyResult E2e { get; init; }

    /// <summary>Arrival to first scheduling.</summary>
    public required LatencyResult Queueing { get; init; }

    /// <summary>What was left out of latencies, their distributions, objectives and goodput; absent where everything counts.</summary>
    public WarmUpOfRun? WarmUp { get; init; }

    /// <summary>Rates over the makespan.</summary>
    public required ThroughputResult Throughput { get; init; }

    /// <summary>Rates of requests that met the objectives.</summary>
    public required GoodputResult Goodput { get; init; }

    /// <summary>Whether each bound on a percentile holds.</summary>
    public required ImmutableArray<ObjectiveResult> Objectives { get; init; }

    /// <summary>What became of drafted tokens; absent without speculation.</summary>
    public SpeculationResult? Speculation { get; init; }

    /// <summary>How busy the parts are.</summary>
    public required UtilisationResult Utilisation { get; init; }

    /// <summary>Queues of replicas, what stands before them, and what preemptions cost; absent in results of versions that did not tell.</summary>
    public QueueOfRun? Queue { get; init; }

    /// <summary>Who the traffic is from, and what each sees and owes; absent where requests name no tenants.</summary>
    public TenantsResult? Tenants { get; init; }

    /// <summary>Energy and power.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Money.</summary>
    public required CostResult Cost { get; init; }

    /// <summary>Carbon.</summary>
    public required CarbonResult Carbon { get; init; }

    /// <summary>What the system gives for what it takes, at saturation; absent where that is not known.</summary>
    public MeritResult? Merit { get; init; }

    /// <summary>The system copied until it fills the scenario's data centre; absent without one.</summary>
    public DataCentreResult? DataCentre { get; init; }

    /// <summary>What happened between clients and engines; absent where requests go straight to engines and wait for ever.</summary>
    public AccessResult? Access { get; init; }

    /// <summary>Distributions for plotting.</summary>
    public required ImmutableArray<Distribution> Distributions { get; init; }

    /// <summary>What tiers outside the accelerators' caches did; absent where there are none.</summary>
    public KvTiersResult? KvTiers { get; init; }

    /// <summary>The run over time.</summary>
    public required ImmutableArray<TimelineResult> Timeline { get; init; }

    /// <summary>What sessions see; absent where the traffic has none.</summary>
    public SessionResult? Sessions { get; init; }

    /// <summary>How far measured systems may be from these numbers; absent where no measurements bear on the system, or that was not asked for.</summary>
    public RangesOfRun? Ranges { get; init; }
}

/// <summary>What was left out at the beginning of a run, so that latencies are those of a steady state.</summary>
/// <param name="Rule">The rule, as the scenario writes it.</param>
/// <param name="Seconds">Time from the first arrival in which nothing counts.</param>
/// <param name="RequestsLeftOut">Requests that arrived in it.</param>
/// <param name="RequestsMeasured">Requests that arrived later.</param>
/// <param name="Steady">False where the rule found no steady state and left nothing out.</param>
public sealed record WarmUpOfRun(string Rule, double Seconds, long RequestsLeftOut, long RequestsMeasured, bool Steady);

/// <summary>The queue of a replica over time and all replicas, what stands before it, and what preemptions cost.</summary>
/// <param name="Mean">Requests waiting at one replica, mean over time.</param>
/// <param name="P50">No more wait half of the time.</param>
/// <param name="P90">No more wait 90 % of the time.</param>
/// <param name="P99">No more wait 99 % of the time.</param>
/// <param name="Max">Most that waited at one replica.</param>
/// <param name="BlockedShare">Share of the time in which the cache had no room for the next request, mean over replicas.</param>
/// <param name="PreemptedRequests">Finished requests that lost their cache at least once.</param>
/// <param name="MostPreemptions">Most often that one of them did.</param>
/// <param name="RecomputedTokens">Tokens computed again because their cache was lost.</param>
public sealed record QueueOfRun(
    double Mean, double P50, double P90, double P99, double Max, double BlockedShare, long PreemptedRequests, int MostPreemptions, long RecomputedTokens);

/// <summary>Tenants side by side, over the whole run.</summary>
/// <param name="Each">The tenants, those that the scenario names first.</param>
/// <param name="ServiceFairness">Jain's index of service over weight: 1 where all tenants get the same, 1/n where one of n gets everything.</param>
/// <param name="SlowdownFairness">Jain's index of slowdowns.</param>
/// <param name="SecondsPerInputToken">Device time that a prompt token which was not in the prefix cache counts as service.</param>
/// <param name="SecondsPerOutputToken">Device time that an output token counts as service.</param>
/// <param name="Dollars">Cost of the run, which the bills add up to.</param>
public sealed record TenantsResult(
    ImmutableArray<TenantResult> Each, double ServiceFairness, double SlowdownFairness, double SecondsPerInputToken, double SecondsPerOutputToken, double Dollars);

/// <summary>What one tenant sees, gets and owes.</summary>
public sealed record TenantResult
{
    /// <summary>Its name; <c>(none)</c> for requests that name none.</summary>
    public required string Name { get; init; }

    /// <summary>The service that it is due, against the weights of the others.</summary>
    public required double Weight { get; init; }

    /// <summary>Its requests and tokens.</summary>
    public required RequestCounts Requests { get; init; }

    /// <summary>Time to first token, within 1 %.</summary>
    public required LatencyResult Ttft { get; init; }

    /// <summary>Time per output token after the first, within 1 %.</summary>
    public required LatencyResult Tpot { get; init; }

    /// <summary>Arrival to last token, within 1 %.</summary>
    public required LatencyResult E2e { get; init; }

    /// <summary>Arrival to first scheduling, within 1 %.</summary>
    public required LatencyResult Queueing { get; init; }

    /// <summary>Share of its requests that met every per-request objective.</summary>
    public required double GoodShare { get; init; }

    /// <summary>Mean time end to end over what a request of its mean lengths takes alone.</summary>
    public required double Slowdown { get; init; }

    /// <summary>Its share of all service.</summary>
    public required double ServiceShare { get; init; }

    /// <summary>Its bill: that share of the run's cost, to the nano-dollar.</summary>
    public required double Dollars { get; init; }

    /// <summary>The bill per million output tokens.</summary>
    public required double DollarsPerMillionTokens { get; init; }
}

/// <summary>Counts of requests.</summary>
public sealed record RequestCounts(long Arrived, long Completed, long Rejected, long Good, long InputTokens, long OutputTokens, long CachedTokens, long Preemptions);

/// <summary>Mean and percentiles of a latency.</summary>
public sealed record LatencyResult(double MeanSeconds, double P50Seconds, double P90Seconds, double P99Seconds, double MaxSeconds, long Count);

/// <summary>Rates over the makespan.</summary>
public sealed record ThroughputResult(double RequestsPerSecond, double InputTokensPerSecond, double OutputTokensPerSecond, double OutputTokensPerSecondPerDevice, double MakespanSeconds);

/// <summary>Rates of requests that met the objectives.</summary>
public sealed record GoodputResult(double RequestsPerSecond, double OutputTokensPerSecond, double Share);

/// <summary>One objective, held against the run.</summary>
public sealed record ObjectiveResult(string Name, double BoundSeconds, double ActualSeconds, bool Met);

/// <summary>What became of drafted tokens.</summary>
/// <param name="MeanAcceptLength">Mean tokens out of a verification, the one that always comes included.</param>
/// <param name="MeanLookahead">Mean tokens drafted by a sequence for a decode step.</param>
/// <param name="TokensPerStep">Mean tokens that a sequence got out of a decode step; what a request no longer wanted is not counted.</param>
/// <param name="DraftedTokens">Tokens drafted.</param>
/// <param name="WastedTokens">Those of them that did not stand, or that nobody wanted any more.</param>
/// <param name="DraftTimeShare">Share of the busy time that drafting took.</param>
public sealed record SpeculationResult(double MeanAcceptLength, double MeanLookahead, double TokensPerStep, long DraftedTokens, long WastedTokens, double DraftTimeShare);

/// <summary>How busy the parts are.</summary>
public sealed record UtilisationResult
{
    /// <summary>Share of the makespan in which a step ran, mean over replicas.</summary>
    public required double Busy { get; init; }

    /// <summary>Share of peak arithmetic while busy (MFU).</summary>
    public required double Compute { get; init; }

    /// <summary>Share of peak read bandwidth while busy, by tier (MBU).</summary>
    public required ImmutableArray<NamedValue> Memory { get; init; }

    /// <summary>Share of link bandwidth while busy.</summary>
    public required double Links { get; init; }

    /// <summary>Mean share of the key-value cache in use.</summary>
    public required double KvMean { get; init; }

    /// <summary>Largest share of the key-value cache in use.</summary>
    public required double KvPeak { get; init; }

    /// <summary>Mean sequences running, all replicas together.</summary>
    public required double MeanRunning { get; init; }

    /// <summary>Mean requests waiting, all replicas together.</summary>
    public required double MeanWaiting { get; init; }
}

/// <summary>Energy and power, means over the makespan.</summary>
public sealed record EnergyResult(double AcceleratorWatts, double HostWatts, double FacilityWatts, double JoulesPerToken, double AcceleratorJoulesPerToken, double FacilityJoulesPerToken, double TotalJoules);

/// <summary>Money per unit of work, and its parts.</summary>
public sealed record CostResult(double DollarsPerHour, double DollarsPerMillionTokens, double DollarsPerMillionTokensAtSaturation, double? RentDollarsPerMillionTokens, ImmutableArray<NamedValue> PartsDollarsPerHour);

/// <summary>Carbon per million output tokens.</summary>
public sealed record CarbonResult(
    double OperationalGramsPerMillionTokens, double EmbodiedLowGramsPerMillionTokens, double EmbodiedHighGramsPerMillionTokens,
    double TotalLowGramsPerMillionTokens, double TotalHighGramsPerMillionTokens, ImmutableArray<NamedValue> EmbodiedModelsKilogramsPerDevice);

/// <summary>A distribution for plotting.</summary>
/// <param name="Metric">The metric, e.g. <c>ttft</c>.</param>
/// <param name="Seconds">Values, ascending.</param>
/// <param name="Probability">Share at or under each.</param>
public sealed record Distribution(string Metric, ImmutableArray<double> Seconds, ImmutableArray<double> Probability);

/// <summary>One slice of the run.</summary>
public sealed record TimelineResult(double StartSeconds, double Running, double Waiting, double KvUtilisation, double OutputTokensPerSecond);

/// <summary>How much a finding matters.</summary>
public enum FindingLevel
{
    /// <summary>Worth knowing.</summary>
    Hint,

    /// <summary>Worth changing something for.</summary>
    Warning,

    /// <summary>The system cannot do the job.</summary>
    Problem,
}

/// <summary>What a result means, in plain words, with its evidence.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Id">Stable name of the rule that found it.</param>
/// <param name="Text">One or two sentences.</param>
public sealed record Finding(FindingLevel Level, string Id, string Text);
