using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Store;

/// <summary>One metric of one system in two runs.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Metric">The metric.</param>
/// <param name="A">Its value in the first run; null where that has none.</param>
/// <param name="B">Its value in the second.</param>
/// <param name="RelativeChange">(B − A) / |A|; null where it is not defined.</param>
public sealed record RunDifference(string System, Metric Metric, double? A, double? B, double? RelativeChange)
{
    /// <summary>Every metric that either run has, system by system; systems are matched by name.</summary>
    public static ImmutableArray<RunDifference> Between(RunResult a, RunResult b) =>
    [
        .. from name in a.Systems.Concat(b.Systems).Select(system => system.Name).Distinct()
           let first = a.Systems.FirstOrDefault(system => system.Name == name)
           let second = b.Systems.FirstOrDefault(system => system.Name == name)
           from metric in Metrics.All
           let before = first is null ? null : metric.Of(first)
           let after = second is null ? null : metric.Of(second)
           where before is not null || after is not null
           select new RunDifference(name, metric, before, after, Change(before, after)),
    ];

    static double? Change(double? before, double? after)
    {
        if (before is not { } from || after is not { } to || !double.IsFinite(from) || !double.IsFinite(to)) return null;
        if (from == to) return 0;
        return from == 0 ? null : (to - from) / Math.Abs(from);
    }
}

/// <summary>Two runs held against each other.</summary>
/// <param name="A">What the first identity led to.</param>
/// <param name="B">What the second led to.</param>
/// <param name="Rows">The differences; empty unless both were found.</param>
public sealed record RunComparison(RunLookup A, RunLookup B, ImmutableArray<RunDifference> Rows);
