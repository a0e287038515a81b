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
    /// <summary>The number as people read it; <c>–</c> where there is none.</summary>
    public string Text(double? value) => value is { } number ? FigureText.Format(Kind, number) : "–";
}
