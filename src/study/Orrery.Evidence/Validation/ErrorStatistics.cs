namespace Orrery.Evidence;

/// <summary>How far predictions are from what was measured. Errors are relative to the measured number.</summary>
/// <param name="Points">Points.</param>
/// <param name="MedianError">Median of absolute errors.</param>
/// <param name="MeanError">Mean of absolute errors.</param>
/// <param name="Bias">Median of signed errors; positive where we say more.</param>
/// <param name="NinetiethError">The absolute error that one point in ten exceeds.</param>
/// <param name="RankCorrelation">Spearman's rank correlation; NaN where there are fewer than three points.</param>
public sealed record ErrorStatistics(int Points, double MedianError, double MeanError, double Bias, double NinetiethError, double RankCorrelation)
{
    /// <summary>Statistics of some points; null where there are none.</summary>
    public static ErrorStatistics? Of(IReadOnlyCollection<EvidencePoint> points)
    {
        if (points.Count == 0) return null;
        var signed = points.Select(point => point.Error).Order().ToArray();
        var absolute = points.Select(point => Math.Abs(point.Error)).Order().ToArray();
        return new(points.Count, Quantile(absolute, 0.5), absolute.Average(), Quantile(signed, 0.5), Quantile(absolute, 0.9),
            RankCorrelations.Spearman([.. points.Select(point => point.Measured)], [.. points.Select(point => point.Predicted)]));
    }

    /// <summary>A quantile of ordered numbers, straight between neighbours.</summary>
    public static double Quantile(ReadOnlySpan<double> ordered, double share)
    {
        var at = share * (ordered.Length - 1);
        var below = (int)at;
        return below + 1 < ordered.Length ? double.Lerp(ordered[below], ordered[below + 1], at - below) : ordered[below];
    }
}

/// <summary>Correlation of ranks.</summary>
static class RankCorrelations
{
    /// <summary>Spearman's coefficient, ties at their mean rank; NaN for fewer than three pairs or where one side is constant.</summary>
    public static double Spearman(double[] a, double[] b)
    {
        if (a.Length < 3) return double.NaN;
        double[] x = Ranks(a), y = Ranks(b);
        double meanX = x.Average(), meanY = y.Average(), xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }

        return xy / Math.Sqrt(xx * yy);
    }

    static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort((double[])values.Clone(), order);
        var ranks = new double[values.Length];
        for (var i = 0; i < order.Length;)
        {
            var end = i;
            while (end + 1 < order.Length && values[order[end + 1]].Equals(values[order[i]])) end++;
            for (var j = i; j <= end; j++) ranks[order[j]] = (i + end) / 2.0;
            i = end + 1;
        }

        return ranks;
    }
}
