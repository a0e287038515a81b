namespace Orrery.Evidence;

/// <summary>How far off predictions of a table's kernels are that the fit has not seen.</summary>
/// <param name="Set">The table.</param>
/// <param name="Fold">How they were held back: <c>at random</c>, <c>by whole shape</c> or <c>by whole system</c>.</param>
/// <param name="Errors">The statistics.</param>
/// <param name="Covered">Share within the 80 % interval of those that were fitted to.</param>
public sealed record UnseenKernels(string Set, string Fold, ErrorStatistics Errors, double Covered)
{
    /// <summary>The statistics of each table and fold of a report.</summary>
    public static IEnumerable<UnseenKernels> Of(ValidationReport report)
        => report.UnseenKernels.GroupBy(prediction => (prediction.Point.Set, prediction.Fold))
            .Select(group => new UnseenKernels(group.Key.Set, group.Key.Fold, ErrorStatistics.Of([.. group.Select(prediction => prediction.Point)])!, group.Average(prediction => prediction.WithinInterval ? 1.0 : 0)))
            .OrderBy(unseen => unseen.Set, StringComparer.Ordinal);
}
