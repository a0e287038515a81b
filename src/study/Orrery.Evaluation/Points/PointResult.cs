using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>What one operating point shows; SI base units, named as in <see cref="RunResult"/>.</summary>
public sealed record PointResult
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = RunResult.CurrentSchemaVersion;

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The accelerator.</summary>
    public required string Accelerator { get; init; }

    /// <summary>How many.</summary>
    public required int Devices { get; init; }

    /// <summary>Sharding.</summary>
    public required string Parallelism { get; init; }

    /// <summary>Formats.</summary>
    public required string Precision { get; init; }

    /// <summary>What was asked: <c>prefill</c>, <c>decode</c> or <c>request</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Sequences that an engine works on together.</summary>
    public required double Batch { get; init; }

    /// <summary>Users of the closed loop, where there is one.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Prompt tokens of a request.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Tokens that a request generates.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Whether the model fits; where not, only <see cref="Findings"/> is there.</summary>
    public required bool Fits { get; init; }

    /// <summary>Time of the step asked for: the prompts' for <c>prefill</c>, one token's for <c>decode</c> and <c>request</c>, or with speculation one draft's.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Time to first token; absent for <c>decode</c>.</summary>
    public double? TtftSeconds { get; init; }

    /// <summary>Time per output token after the first; absent for <c>prefill</c>.</summary>
    public double? TpotSeconds { get; init; }

    /// <summary>Arrival to last token; for <c>request</c>.</summary>
    public double? E2eSeconds { get; init; }

    /// <summary>What drafting does to the step; absent without speculation.</summary>
    public PointSpeculation? Speculation { get; init; }

    /// <summary>What a decode step loads from a slower tier; absent for <c>prefill</c> and where all weights lie near.</summary>
    public OffloadResult? Offload { get; init; }

    /// <summary>Intensity and footprint of its operators, and whether arithmetic, bandwidth or capacity bounds them.</summary>
    public IntensityResult? Intensity { get; init; }

    /// <summary>Rates over all engines.</summary>
    public PointThroughput? Throughput { get; init; }

    /// <summary>Energy and power.</summary>
    public PointEnergy? Energy { get; init; }

    /// <summary>Money.</summary>
    public CostResult? Cost { get; init; }

    /// <summary>Carbon.</summary>
    public CarbonResult? Carbon { get; init; }

    /// <summary>Where measured hardware would lie four times in five: time to first token of users in a closed loop; absent where no such measurements bear on it.</summary>
    public PredictedRange? TtftRange { get; init; }

    /// <summary>The same of the time per output token.</summary>
    public PredictedRange? TpotRange { get; init; }

    /// <summary>The same of output tokens per second.</summary>
    public PredictedRange? OutputTokensPerSecondRange { get; init; }

    /// <summary>The same of money per million output tokens.</summary>
    public PredictedRange? DollarsPerMillionTokensRange { get; init; }

    /// <summary>What takes most of the time.</summary>
    public string? Bottleneck { get; init; }

    /// <summary>A step of the phase, operator by operator: the prompts' for <c>prefill</c>, else one token's.</summary>
    public ImmutableArray<OperatorResult> Operators { get; init; } = [];

    /// <summary>Each tier's contents.</summary>
    public ImmutableArray<TierResult> Memory { get; init; } = [];

    /// <summary>What it means.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];
}

/// <summary>Rates over all engines of a system.</summary>
public sealed record PointThroughput(double RequestsPerSecond, double InputTokensPerSecond, double OutputTokensPerSecond, double OutputTokensPerSecondPerDevice);

/// <summary>Energy and power of accelerators and hosts.</summary>
public sealed record PointEnergy(double AcceleratorWatts, double HostWatts, double JoulesPerToken, double JoulesPerRequest);
