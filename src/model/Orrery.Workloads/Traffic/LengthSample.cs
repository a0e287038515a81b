using System.Collections.Immutable;

namespace Orrery.Workloads.Traffic;

/// <summary>Lengths seen, and the distribution that stands for them: log-normal where that is as good as the empirical one.</summary>
sealed class LengthSample
{
    // How much worse a log-normal may be and still be preferred for its two parameters.
    const double KsMargin = 0.005;
    const double MeanMargin = 0.02;

    readonly int[] _sorted;
    readonly bool _isLogNormal;

    public LengthSample(List<int> lengths)
    {
        _sorted = Sorted(lengths);
        int[] even = Sorted(lengths.Where((_, i) => i % 2 == 0)), odd = Sorted(lengths.Where((_, i) => i % 2 == 1));
        LengthSpec empirical = Empirical(even), logNormal = LogNormal(even);
        var empiricalDistance = Distance(empirical, odd);
        var logNormalDistance = Distance(logNormal, odd);
        _isLogNormal = even[0] < even[^1] && logNormalDistance <= empiricalDistance + KsMargin
            && Math.Abs(Mean(logNormal) / even.Average() - 1) <= MeanMargin;
        HeldOutDistance = _isLogNormal ? logNormalDistance : empiricalDistance;
    }

    /// <summary>Distance from odd requests of the distribution fitted to even ones.</summary>
    public double HeldOutDistance { get; }

    public LengthSpec Fit() => _isLogNormal ? LogNormal(_sorted) : Empirical(_sorted);

    public double Distance(LengthSpec spec) => Distance(spec, _sorted);

    static int[] Sorted(IEnumerable<int> lengths) => [.. lengths.Order()];

    static LengthSpec Empirical(int[] sorted)
    {
        if (sorted[0] == sorted[^1]) return new ConstantLength(sorted[0]);
        var quantiles = new double[sorted.Length < 2000 ? 41 : 101];
        for (var i = 0; i < quantiles.Length; i++)
        {
            var at = (double)i / (quantiles.Length - 1) * (sorted.Length - 1);
            var below = Math.Min((int)at, sorted.Length - 2);
            quantiles[i] = Math.Round(sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]));
        }
        // The straight line to the longest length of all would make a heavy tail heavier. Capacity follows the mean, so the
        // last quantile is set where the mean is the sample's.
        var mean = quantiles.Sum() - (quantiles[0] + quantiles[^1]) / 2;
        var excess = 2 * (mean - sorted.Average() * (quantiles.Length - 1));
        quantiles[^1] = Math.Round(Math.Clamp(quantiles[^1] - excess, quantiles[^2], quantiles[^1]));
        var spec = new EmpiricalLength([.. quantiles]);
        return spec with { Max = Math.Max(spec.Max, sorted[^1]) };
    }

    static LogNormalLength LogNormal(int[] sorted)
    {
        var mean = sorted.Average(length => Math.Log(length));
        var sigma = Math.Sqrt(sorted.Average(length => Math.Pow(Math.Log(length) - mean, 2)));
        return new(Math.Exp(mean), sigma) { Min = sorted[0], Max = sorted[^1] };
    }

    static double Mean(LengthSpec spec)
    {
        const int points = 10_000;
        var law = new LengthDistribution(spec);
        var sum = 0.0;
        for (var i = 0; i < points; i++) sum += law.Quantile((i + 0.5) / points);
        return sum / points;
    }

    // Both functions step at whole lengths only, so the largest difference is at a length seen or just below one.
    static double Distance(LengthSpec spec, int[] sorted)
    {
        var law = new LengthDistribution(spec);
        var largest = 0.0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            var below = Math.Abs(law.Cdf(sorted[start] - 1) - (double)start / sorted.Length);
            var at = Math.Abs(law.Cdf(sorted[start]) - (double)end / sorted.Length);
            largest = Math.Max(largest, Math.Max(below, at));
        }
        return largest;
    }
}
