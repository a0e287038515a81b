using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>Every measured number beside ours, with statistics.</summary>
public sealed record ValidationReport
{
    const int WorstPoints = 10;

    /// <summary>Dimensions that statistics are split by.</summary>
    public static readonly ImmutableArray<(string Name, Func<EvidencePoint, string> Of)> Dimensions =
    [
        ("phase", point => point.Phase),
        ("system", point => point.System),
        ("model", point => point.Model),
        ("engine", point => point.Engine),
        ("precision", point => point.Precision),
        ("batch", point => point.BatchBand),
    ];

    /// <summary>The points.</summary>
    public required ImmutableArray<EvidencePoint> Points { get; init; }

    /// <summary>Rows that no prediction can be set beside.</summary>
    public required ImmutableArray<Unmapped> Unmapped { get; init; }

    /// <summary>Serving runs predicted by overheads that were fitted without them; empty where that was not asked for.</summary>
    public ImmutableArray<UnseenPrediction> Unseen { get; init; } = [];

    /// <summary>Kernels predicted by fits that have not seen them; empty where that was not asked for.</summary>
    public ImmutableArray<UnseenPrediction> UnseenKernels { get; init; } = [];

    /// <summary>Runs of engines as a whole, statistic by statistic; empty where none were simulated.</summary>
    public ImmutableArray<RunRow> Runs { get; init; } = [];

    /// <summary>Statistics of each set and metric.</summary>
    public ImmutableArray<GroupStatistics> Totals => [.. Group(Points, "all", _ => "all")];

    /// <summary>Statistics of each set and metric, split by every dimension that has more than one value.</summary>
    public IEnumerable<GroupStatistics> Splits()
        => from metric in Points.GroupBy(point => (point.Set, point.Metric))
           from dimension in Dimensions
           where metric.Select(dimension.Of).Distinct(StringComparer.Ordinal).Skip(1).Any()
           from split in Group([.. metric], dimension.Name, dimension.Of)
           select split;

    /// <summary>The points that are furthest off in a set, by ratio, each with what may be behind it.</summary>
    public static ImmutableArray<EvidencePoint> Worst(IEnumerable<EvidencePoint> points)
        => [.. points.OrderByDescending(point => Math.Abs(Math.Log(point.Predicted / point.Measured))).Take(WorstPoints)];

    static IEnumerable<GroupStatistics> Group(IReadOnlyCollection<EvidencePoint> points, string dimension, Func<EvidencePoint, string> of)
        => points.GroupBy(point => (point.Set, point.Metric, Value: of(point)))
            .Select(group => new GroupStatistics(group.Key.Set, group.Key.Metric, dimension, group.Key.Value, ErrorStatistics.Of([.. group])!));
}

/// <summary>Statistics of the points of a set that have something in common.</summary>
/// <param name="Set">The set.</param>
/// <param name="Metric">What is measured.</param>
/// <param name="Dimension">What they have in common: <c>all</c>, <c>system</c>, <c>model</c>, <c>phase</c>, <c>batch</c>, <c>engine</c> or <c>precision</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Errors">The statistics.</param>
public sealed record GroupStatistics(string Set, Metric Metric, string Dimension, string Value, ErrorStatistics Errors);
