using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

/// <summary>Which way a metric is better.</summary>
public enum Better
{
    /// <summary>Neither: it describes.</summary>
    Neither,

    /// <summary>Less is better.</summary>
    Lower,

    /// <summary>More is better.</summary>
    Higher,
}

/// <summary>A number that every system of a run has, and how to show it.</summary>
/// <param name="Path">Its path in the JSON of a system, e.g. <c>simulated.ttft.p99Seconds</c>.</param>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Better">Which way is better.</param>
/// <param name="Of">Reads it; null where the system has none.</param>
public sealed record Metric(string Path, string Group, string Label, FigureKind Kind, Better Better, Func<SystemResult, double?> Of)
{
    /// <summary>Where four in five measured systems would lie; null where the metric has no ranges, and the result where the system has none.</summary>
    public Func<RangesOfRun, PredictedRange>? Range { get; init; }

    /// <summary>The range behind a system's number as people read it, <c>(11–16 ms)</c>, with <c>≈</c> where nothing like the system was measured; empty where there is none.</summary>
    public string RangeText(SystemResult system)
    {
        if (Range is null || system.Simulated?.Ranges is not { } ranges) return "";
        if (ranges.TrafficBound && Kind == FigureKind.TokensPerSecond) return " (set by the traffic)";
        var range = Range(ranges);
        return FigureText.Range(Kind, range.Low, range.High) is { } text ? $" ({(ranges.Unmeasured ? "≈ " : "")}{text})" : "";
    }

    /// <summary>The number as people read it; <c>–</c> where there is none.</summary>
    public string Text(double? value) => value is { } number ? FigureText.Format(Kind, number) : "–";
}
