using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>Operating points worked out without a queue.</summary>
public sealed record AnalyticResult
{
    /// <summary>Prompt length of the points: the traffic's mean.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Output length of the points: the traffic's mean.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>One request alone: time to first token.</summary>
    public required double UnloadedTtftSeconds { get; init; }

    /// <summary>One request alone: time per output token.</summary>
    public required double UnloadedTpotSeconds { get; init; }

    /// <summary>Most sequences that the cache of all replicas holds at mean length.</summary>
    public required double MaxConcurrency { get; init; }

    /// <summary>Output rate of all replicas at that concurrency or at the scheduler's bound.</summary>
    public required double SaturationOutputTokensPerSecond { get; init; }

    /// <summary>Requests per second at saturation.</summary>
    public required double SaturationRequestsPerSecond { get; init; }

    /// <summary>Throughput against latency at growing concurrency.</summary>
    public required ImmutableArray<OperatingPoint> Curve { get; init; }

    /// <summary>A prefill of the mean prompt, operator by operator.</summary>
    public required ImmutableArray<OperatorResult> PrefillOperators { get; init; }

    /// <summary>A decode step at the simulated mean batch, operator by operator.</summary>
    public required ImmutableArray<OperatorResult> DecodeOperators { get; init; }

    /// <summary>What drafting does to that decode step, in closed form; absent without speculation.</summary>
    public PointSpeculation? Speculation { get; init; }

    /// <summary>What that decode step loads from a slower tier; absent where all weights lie near.</summary>
    public OffloadResult? Offload { get; init; }

    /// <summary>Contributions to the sums and exchanges of that decode step that are those of an earlier one, on average; absent where all are waited for.</summary>
    public double? StaleContributions { get; init; }

    /// <summary>Intensity and footprint of its operators, and whether arithmetic, bandwidth or capacity bounds them; absent in results of versions that did not tell.</summary>
    public IntensityResult? Intensity { get; init; }

    /// <summary>The ceilings of the roofline.</summary>
    public required RooflineResult Roofline { get; init; }
}

/// <summary>One point of the curve of throughput against latency.</summary>
/// <param name="Concurrency">Sequences in flight, all replicas together.</param>
/// <param name="TpotSeconds">Time per output token.</param>
/// <param name="TtftSeconds">Time to first token.</param>
/// <param name="OutputTokensPerSecond">Tokens generated per second.</param>
/// <param name="JoulesPerToken">IT energy per output token.</param>
public sealed record OperatingPoint(double Concurrency, double TpotSeconds, double TtftSeconds, double OutputTokensPerSecond, double JoulesPerToken);

/// <summary>One operator of a step, summed over the layers of one engine's slowest device.</summary>
public sealed record OperatorResult
{
    /// <summary>The operator, e.g. <c>mlp.up</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Times it runs in a step.</summary>
    public required double Count { get; init; }

    /// <summary>Its time in a step.</summary>
    public required double Seconds { get; init; }

    /// <summary>Its energy in a step, all devices, idle power apart.</summary>
    public required double Joules { get; init; }

    /// <summary>Its arithmetic, one device.</summary>
    public required double Flops { get; init; }

    /// <summary>Bytes it moves in memory, one device.</summary>
    public required double MemoryBytes { get; init; }

    /// <summary>Bytes it sends, one device.</summary>
    public required double LinkBytes { get; init; }

    /// <summary>What bounds it: <c>compute</c>, the name of a tier, <c>network</c> or <c>launch</c>.</summary>
    public required string Bound { get; init; }

    /// <summary>The engine it computes on, e.g. <c>fp8</c>.</summary>
    public required string Engine { get; init; }
}

/// <summary>The ceilings of one device's roofline.</summary>
/// <param name="Engines">Peak rates by engine, FLOP/s.</param>
/// <param name="Tiers">Peak bandwidths by tier, B/s.</param>
public sealed record RooflineResult(ImmutableArray<NamedValue> Engines, ImmutableArray<NamedValue> Tiers);

/// <summary>A number with a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The number, in SI base units.</param>
public sealed record NamedValue(string Name, double Value);
