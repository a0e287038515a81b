using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Economics;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>A scenario with every name looked up and every default filled in: all that a run needs.</summary>
public sealed record Plan
{
    /// <summary>The scenario's name.</summary>
    public required string Name { get; init; }

    /// <summary>The traffic.</summary>
    public required TrafficSpec Traffic { get; init; }

    /// <summary>The objectives.</summary>
    public required SloSpec Slo { get; init; }

    /// <summary>The candidates, in the scenario's order.</summary>
    public required ImmutableArray<SystemPlan> Systems { get; init; }

    /// <summary>Where and how long they run.</summary>
    public required OperationSpec Operation { get; init; }

    /// <summary>The traffic as one of the systems is served with it.</summary>
    public TrafficSpec TrafficOf(SystemPlan system) => system.Context is { } context && Traffic.Synthetic is { Session: { } session } synthetic
        ? Traffic with { Synthetic = synthetic with { Session = session with { Context = context } } }
        : Traffic;

    /// <summary>What of the beginning of a run counts in no latency.</summary>
    public WarmUpSpec WarmUp { get; init; } = WarmUpSpec.None;

    /// <summary>Seed of every random stream.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>SHA-256 of the canonical resolved plan (without the seed), in hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>One candidate, ready to evaluate.</summary>
public sealed record SystemPlan
{
    /// <summary>The hardware.</summary>
    public required SystemSpec System { get; init; }

    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>Its formats.</summary>
    public required PrecisionSpec Precision { get; init; }

    /// <summary>How an engine is spread over devices.</summary>
    public required ParallelismSpec Parallelism { get; init; }

    /// <summary>What lies in which tier.</summary>
    public required PlacementSpec Placement { get; init; }

    /// <summary>How weights come from a slower tier with every step; null where they all lie near.</summary>
    public OffloadSpec? Offload { get; init; }

    /// <summary>How requests are served.</summary>
    public required ServingSpec Serving { get; init; }

    /// <summary>How optimistic the timing is.</summary>
    public PerformanceMode Mode { get; init; } = PerformanceMode.Calibrated;

    /// <summary>Where step times come from; null for the operator model.</summary>
    public TimingSpec? Timing { get; init; }

    /// <summary>Whether kernels of this very accelerator were measured, rather than those of others of its architecture.</summary>
    public bool KernelsMeasured { get; init; }

    /// <summary>What a benchmark told of this very system; null where none did.</summary>
    public SystemCalibration? Calibration { get; init; }

    /// <summary>Engines that only compute prompts; null where every engine does both. They have the same name and model, and no such engines of their own.</summary>
    public SystemPlan? Prefill { get; init; }

    /// <summary>How their prompts come to the engines that generate; null without them.</summary>
    public HandOffSpec? HandOff { get; init; }

    /// <summary>Engines that only encode images and sound, with the model's encoder, which those of the system then lack; null where they encode themselves.</summary>
    public SystemPlan? Encode { get; init; }

    /// <summary>How what they make comes to the engines that compute prompts; null without them.</summary>
    public EmbeddingsSpec? Embeddings { get; init; }

    /// <summary>What of the past a session's prompt holds on this system; null for what the traffic says.</summary>
    public ContextSpec? Context { get; init; }

    /// <summary>Numbers behind this system that rest on an assumption: what, and whose.</summary>
    public ImmutableArray<AssumedNumber> Assumed { get; init; } = [];

    /// <summary>Engines that the system holds, those for prompts alone apart.</summary>
    public int Replicas => System.Count / Parallelism.DevicesPerEngine;

    /// <summary>Accelerators, those of <see cref="Prefill"/> and <see cref="Encode"/> included.</summary>
    public int Devices => System.Count + (Prefill?.System.Count ?? 0) + (Encode?.System.Count ?? 0);

    /// <summary>So many of the system in one.</summary>
    public SystemPlan Times(int copies)
    {
        var system = System with { Count = System.Count * copies };
        return this with { System = system, Prefill = Prefill?.Times(copies).Beside(system), Encode = Encode?.Times(copies).Beside(system) };
    }

    internal SystemPlan Beside(SystemSpec other) => this with { System = System.Beside(other) };
}

/// <summary>How prompts go from the engines that computed them to those that generate.</summary>
/// <param name="Send">Rate at which the cache leaves one engine.</param>
/// <param name="Receive">Rate at which caches reach one engine.</param>
/// <param name="Latency">From the first byte that leaves to the first that arrives.</param>
/// <param name="LocalTokens">Prompts with no more tokens to compute are computed where the rest is generated.</param>
public sealed record HandOffSpec(BytesPerSecond Send, BytesPerSecond Receive, Seconds Latency, int LocalTokens);

/// <summary>How embeddings go from the engines that made them to those that compute prompts.</summary>
/// <param name="Send">Rate at which they leave one engine.</param>
/// <param name="Latency">From the first byte that leaves to the first that arrives.</param>
public sealed record EmbeddingsSpec(BytesPerSecond Send, Seconds Latency);

/// <summary>A number that rests on an assumption.</summary>
/// <param name="Entry">The catalog entry, e.g. <c>accelerators/b200-sxm</c>.</param>
/// <param name="Path">The key within it.</param>
/// <param name="Value">The value as written.</param>
/// <param name="Citation">What it rests on.</param>
public sealed record AssumedNumber(string Entry, string Path, string Value, string Citation);

/// <summary>Service-level objectives: bounds on percentiles; a request is good when it meets every per-request bound.</summary>
public sealed record SloSpec
{
    /// <summary>The bounds; empty where there is no objective.</summary>
    public ImmutableArray<SloBound> Bounds { get; init; } = [];
}

/// <summary>What a bound is on.</summary>
public enum SloMetric
{
    /// <summary>Time to first token.</summary>
    Ttft,

    /// <summary>Time per output token after the first, mean over a request.</summary>
    Tpot,

    /// <summary>Gap between two tokens.</summary>
    Itl,

    /// <summary>Time from arrival to last token.</summary>
    E2e,
}

/// <summary>One bound, e.g. <c>ttft-p99: 2 s</c>.</summary>
/// <param name="Metric">What is bounded.</param>
/// <param name="Percentile">The percentile in percent; 0 stands for the mean.</param>
/// <param name="Bound">The bound.</param>
public sealed record SloBound(SloMetric Metric, double Percentile, Seconds Bound);

/// <summary>Where, how long and at what prices the systems run.</summary>
public sealed record OperationSpec
{
    /// <summary>Name of the grid.</summary>
    public required string Grid { get; init; }

    /// <summary>Carbon intensity of its energy.</summary>
    public required KilogramsPerJoule CarbonIntensity { get; init; }

    /// <summary>Price of energy.</summary>
    public required DollarsPerJoule EnergyPrice { get; init; }

    /// <summary>Facility energy over IT energy.</summary>
    public double Pue { get; init; } = 1.2;

    /// <summary>Years the hardware serves, in seconds.</summary>
    public Seconds Lifetime { get; init; } = new(4 * 365.25 * 86400);

    /// <summary>Share of its life in which the system serves traffic as simulated; null takes what the simulation measured as busy, as is.</summary>
    public double? Utilisation { get; init; }

    /// <summary>What a data centre has that systems are to fill; null where none is given.</summary>
    public DataCentreBudget? DataCentre { get; init; }

    /// <summary>Yearly interest on capital.</summary>
    public double InterestRate { get; init; } = 0.08;

    /// <summary>Yearly maintenance over capital.</summary>
    public double MaintenanceRate { get; init; } = 0.04;

    /// <summary>Price of power and cooling infrastructure, per watt of IT power, over <see cref="FacilityLifetime"/>.</summary>
    public double FacilityDollarsPerWatt { get; init; } = 11;

    /// <summary>Years the facility serves.</summary>
    public Seconds FacilityLifetime { get; init; } = new(12 * 365.25 * 86400);
}
