namespace Orrery.Evidence.Tests;

public sealed class ErrorStatisticsTests
{
    static EvidencePoint Point(double measured, double predicted)
        => new() { Set = "s", Id = "i", Metric = Metric.Tpot, System = "a", Model = "m", Measured = measured, Predicted = predicted };

    [Fact]
    public void Errors_are_relative_to_what_was_measured_and_bias_keeps_their_sign()
    {
        var statistics = ErrorStatistics.Of([Point(10, 8), Point(10, 9), Point(10, 14)])!;

        Assert.Equal(3, statistics.Points);
        Assert.Equal(0.2, statistics.MedianError, 12);
        Assert.Equal((0.2 + 0.1 + 0.4) / 3, statistics.MeanError, 12);
        Assert.Equal(-0.1, statistics.Bias, 12);
        Assert.Equal(0.2 + 0.8 * 0.2, statistics.NinetiethError, 12);
    }

    [Fact]
    public void No_points_have_no_statistics() => Assert.Null(ErrorStatistics.Of([]));

    [Fact]
    public void Ranks_agree_with_a_table_worked_out_by_hand()
    {
        // Spearman's example without ties: 1 - 6·Σd²/(n(n²-1)) with d² = 1, 1, 0, 1, 1.
        Assert.Equal(1 - 6.0 * 4 / (5 * 24), RankCorrelations.Spearman([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]), 12);
        Assert.Equal(1, RankCorrelations.Spearman([1, 10, 100], [3, 4, 5]), 12);
        Assert.Equal(-1, RankCorrelations.Spearman([1, 10, 100], [5, 4, 3]), 12);
        // Ties at their mean rank: Pearson's correlation of (1, 2.5, 2.5, 4) and (1, 2, 3, 4).
        Assert.Equal(4.5 / Math.Sqrt(4.5 * 5), RankCorrelations.Spearman([1, 2, 2, 3], [1, 2, 3, 4]), 12);
    }
}
