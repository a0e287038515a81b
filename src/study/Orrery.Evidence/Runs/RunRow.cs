namespace Orrery.Evidence;

/// <summary>One statistic of a run of an engine: what was measured beside what we say.</summary>
/// <param name="Run">The run.</param>
/// <param name="Source">Who measured it, or computed it.</param>
/// <param name="Metric"><c>TTFT</c>, <c>TPOT</c> or <c>E2E</c>.</param>
/// <param name="Statistic"><c>mean</c> or a percentile: <c>p99</c>.</param>
/// <param name="Measured">In seconds; null where this run has no measured requests.</param>
/// <param name="Ours">In seconds.</param>
/// <param name="Bound">How far off the error may be, relative to the measured number; null where nothing is asked.</param>
public sealed record RunRow(string Run, string Source, string Metric, string Statistic, double? Measured, double Ours, double? Bound)
{
    /// <summary>Error over the measured number, positive where we say more; null where nothing was measured.</summary>
    public double? Error => Measured is { } measured ? Ours / measured - 1 : null;

    /// <summary>Whether the error is within its bound; null where one of them is missing.</summary>
    public bool? Holds => Error is { } error && Bound is { } bound ? Math.Abs(error) <= bound : null;

    /// <summary><c>held</c>, <c>missed</c>, <c>no bound</c> or <c>not measured here</c>.</summary>
    public string Word => Holds switch
    {
        true => "held",
        false => "missed",
        null => Measured is null ? "not measured here" : "no bound",
    };
}
