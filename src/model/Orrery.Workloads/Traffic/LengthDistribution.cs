using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>A distribution of whole lengths, both ways: the length at a probability, and the probability of a length.</summary>
sealed class LengthDistribution
{
    readonly LengthSpec _spec;

    /// <exception cref="ArgumentException">The specification describes no distribution.</exception>
    public LengthDistribution(LengthSpec spec)
    {
        _spec = spec;
        var problem = spec switch
        {
            { Min: < 1 } => "a length is at least 1",
            _ when spec.Max < spec.Min => "the longest length is less than the shortest",
            ConstantLength { Tokens: < 1 } => "a length is at least 1",
            LogNormalLength { Median: not > 0 } or LogNormalLength { Sigma: not >= 0 } => "a log-normal length has a positive median and a sigma of at least 0",
            ExponentialLength { Mean: not > 0 } => "an exponential length has a positive mean",
            EmpiricalLength { Quantiles: { IsDefault: true } or { Length: < 2 } } => "an empirical length has at least two quantiles",
            EmpiricalLength empirical when Descends(empirical) => "an empirical length's quantiles do not descend",
            _ => null,
        };
        if (problem is not null) throw new ArgumentException(problem, nameof(spec));
    }

    /// <summary>The length that a share <paramref name="p"/> of requests does not exceed.</summary>
    public int Quantile(double p) =>
        _spec is ConstantLength constant ? constant.Tokens : (int)Math.Clamp(Math.Round(Real(p)), _spec.Min, _spec.Max);

    /// <summary>The share of requests of at most <paramref name="tokens"/>.</summary>
    public double Cdf(int tokens)
    {
        if (_spec is ConstantLength constant) return tokens >= constant.Tokens ? 1 : 0;
        if (tokens < _spec.Min) return 0;
        if (tokens >= _spec.Max) return 1;
        var x = tokens + 0.5; // what is below rounds to at most this length
        return _spec switch
        {
            UniformLength => (tokens - _spec.Min + 1.0) / (_spec.Max - _spec.Min + 1.0),
            LogNormalLength { Sigma: 0 } point => x >= point.Median ? 1 : 0,
            LogNormalLength law => NormalDistribution.Cdf(Math.Log(x / law.Median) / law.Sigma),
            ExponentialLength law => 1 - Math.Exp(-x / law.Mean),
            _ => EmpiricalCdf(((EmpiricalLength)_spec).Quantiles.AsSpan(), x),
        };
    }

    double Real(double p) => _spec switch
    {
        UniformLength => _spec.Min - 0.5 + p * (_spec.Max - _spec.Min + 1.0),
        LogNormalLength law => law.Median * Math.Exp(law.Sigma * NormalDistribution.Quantile(p)),
        ExponentialLength law => -Math.Log(1 - p) * law.Mean,
        _ => Interpolate(((EmpiricalLength)_spec).Quantiles.AsSpan(), p),
    };

    static double Interpolate(ReadOnlySpan<double> quantiles, double p)
    {
        var at = p * (quantiles.Length - 1);
        var below = Math.Min((int)at, quantiles.Length - 2);
        return quantiles[below] + (at - below) * (quantiles[below + 1] - quantiles[below]);
    }

    static double EmpiricalCdf(ReadOnlySpan<double> quantiles, double x)
    {
        if (x < quantiles[0]) return 0;
        var above = 1;
        while (above < quantiles.Length && quantiles[above] <= x) above++;
        if (above == quantiles.Length) return 1;
        return (above - 1 + (x - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1])) / (quantiles.Length - 1);
    }

    static bool Descends(EmpiricalLength empirical)
    {
        for (var i = 1; i < empirical.Quantiles.Length; i++)
            if (!(empirical.Quantiles[i] >= empirical.Quantiles[i - 1])) return true;
        return false;
    }
}
