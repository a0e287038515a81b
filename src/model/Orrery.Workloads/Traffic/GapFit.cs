namespace Orrery.Workloads.Traffic;

/// <summary>The family and variation that come nearest to gaps of mean one.</summary>
/// <param name="Family">The family.</param>
/// <param name="Cv">Its coefficient of variation.</param>
/// <param name="Ks">Its Kolmogorov-Smirnov distance from the gaps.</param>
readonly record struct GapFit(GapFamily Family, double Cv, double Ks)
{
    const double PoissonMargin = 0.005; // how much worse a Poisson process may be and still be preferred for having no parameter
    const double VariationMargin = 0.02; // how much worse the gaps' own variation may be and still be kept
    const double LeastCv = 0.05, LargestCv = 20;

    /// <summary>The fit to ascending gaps.</summary>
    public static GapFit Of(double[] gaps)
    {
        var cv = Math.Sqrt(gaps.Average(gap => (gap - 1) * (gap - 1)));
        if (cv < LeastCv) return At(GapFamily.Constant, 0, gaps);
        var poisson = At(GapFamily.Poisson, 1, gaps);
        var gamma = Nearest(GapFamily.Gamma, cv, gaps);
        var weibull = Nearest(GapFamily.Weibull, cv, gaps);
        var other = gamma.Ks <= weibull.Ks ? gamma : weibull;
        return poisson.Ks <= other.Ks + PoissonMargin ? poisson : other;
    }

    /// <summary>The largest difference of a law's distribution function from that of ascending gaps.</summary>
    public static double Distance(GapDistribution law, ReadOnlySpan<double> gaps)
    {
        // A law without width: the share that is not equal to it, rounding apart.
        if (law.Family == GapFamily.Constant) return gaps.ToArray().Count(gap => Math.Abs(gap - 1) > 1e-6) / (double)gaps.Length;
        var largest = 0.0;
        for (int start = 0, end; start < gaps.Length; start = end)
        {
            for (end = start + 1; end < gaps.Length && gaps[end] == gaps[start];) end++;
            var p = law.Cdf(gaps[start]);
            largest = Math.Max(largest, Math.Max(p - (double)start / gaps.Length, (double)end / gaps.Length - p));
        }
        return largest;
    }

    static GapFit At(GapFamily family, double cv, double[] gaps) => new(family, cv, Distance(new(family, cv), gaps));

    // Queues feel the variance, so a law keeps that of the gaps where it then fits about as well as it can. A few silences
    // may blow the variance up beyond anything that fits the rest; the law that comes nearest is then taken.
    static GapFit Nearest(GapFamily family, double cv, double[] gaps)
    {
        var own = At(family, Math.Clamp(cv, LeastCv, LargestCv), gaps);
        var few = gaps.Length <= 1000 ? gaps : Enumerable.Range(0, 1000).Select(i => gaps[(int)((i + 0.5) / 1000 * gaps.Length)]).ToArray();
        var coarse = NearestOf(LeastCv, LargestCv, 24);
        var step = Math.Pow(LargestCv / LeastCv, 1.0 / 24);
        var nearest = NearestOf(Math.Max(LeastCv, coarse / step), Math.Min(LargestCv, coarse * step), 16);
        var best = At(family, nearest, gaps);
        return own.Ks <= best.Ks + VariationMargin ? own : best;

        double NearestOf(double low, double high, int steps) => Enumerable.Range(0, steps + 1)
            .Select(i => low * Math.Pow(high / low, (double)i / steps))
            .MinBy(candidate => Distance(new(family, candidate), few));
    }
}
