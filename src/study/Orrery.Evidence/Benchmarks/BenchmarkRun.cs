using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>One run of a serving benchmark: the load that it put on a system, and what it measured.</summary>
public sealed record BenchmarkRun
{
    /// <summary>How messages name it: its file, and its place there where the file has several.</summary>
    public required string Name { get; init; }

    /// <summary>Users in a closed loop; null where requests come at <see cref="Rate"/> or as recorded.</summary>
    public int? Users { get; init; }

    /// <summary>Requests a second that were sent; null in a closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>Shape of the gamma distribution of the times between requests: 1 for Poisson.</summary>
    public double Burstiness { get; init; } = 1;

    /// <summary>Requests that were sent; null where not told.</summary>
    public int? Requests { get; init; }

    /// <summary>Prompt tokens of a request, mean.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Generated tokens of a request, mean.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>The requests one by one, in the order in which they were sent; empty where the benchmark kept means only.</summary>
    public ImmutableArray<BenchmarkRequest> Each { get; init; } = [];

    /// <summary>What was measured.</summary>
    public required ImmutableArray<BenchmarkFigure> Figures { get; init; }

    /// <summary>The model, as the benchmark names it; null where it does not.</summary>
    public string? Model { get; init; }

    /// <summary>Requests that failed, or whose tokens and times are not all there: left out of everything else.</summary>
    public int Failed { get; init; }

    /// <summary>How the file was read where it is not what it seems.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether requests come when the benchmark sent them, one by one.</summary>
    internal bool IsRecorded => Users is null && !Each.IsEmpty && Each[0].Sent is not null;
}

/// <summary>What a benchmark measures.</summary>
public enum BenchmarkMetric
{
    /// <summary>Time to first token, in seconds.</summary>
    Ttft,

    /// <summary>Time per output token after the first, in seconds.</summary>
    Tpot,

    /// <summary>From sending to the last token, in seconds.</summary>
    E2e,

    /// <summary>Output tokens a second of all requests together.</summary>
    Throughput,
}

/// <summary>One measured number.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Value">Mean over requests; tokens a second for <see cref="BenchmarkMetric.Throughput"/>.</param>
/// <param name="IsMedian">Whether it is the median instead.</param>
public readonly record struct BenchmarkFigure(BenchmarkMetric Metric, double Value, bool IsMedian = false);

/// <summary>One request of a benchmark.</summary>
/// <param name="Sent">Seconds after the first; null where not recorded.</param>
/// <param name="InputTokens">Prompt.</param>
/// <param name="OutputTokens">Tokens that came.</param>
/// <param name="Ttft">Time to first token, in seconds.</param>
/// <param name="E2e">From sending to the last token, in seconds.</param>
public readonly record struct BenchmarkRequest(double? Sent, int InputTokens, int OutputTokens, double Ttft, double E2e)
{
    /// <summary>Time per output token after the first; null where there is but one.</summary>
    public double? Tpot => OutputTokens > 1 ? (E2e - Ttft) / (OutputTokens - 1) : null;
}
