using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>Gaps between arrivals in units of their mean.</summary>
sealed class GapDistribution
{
    readonly double _shape;
    readonly double _scale;

    /// <param name="family">The family.</param>
    /// <param name="cv">Coefficient of variation of gamma and Weibull gaps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The coefficient lies outside 0.01 to 100.</exception>
    public GapDistribution(GapFamily family, double cv)
    {
        Family = family;
        if (family is GapFamily.Constant or GapFamily.Poisson) return;
        if (!(cv is >= 0.01 and <= 100)) throw new ArgumentOutOfRangeException(nameof(cv), cv, "A coefficient of variation lies between 0.01 and 100.");
        _shape = family == GapFamily.Gamma ? 1 / (cv * cv) : WeibullShape(cv);
        _scale = family == GapFamily.Gamma ? 1 / _shape : Math.Exp(-GammaDistribution.LogGamma(1 + 1 / _shape));
    }

    public GapFamily Family { get; }

    public double Next(RandomSource random) => Family switch
    {
        GapFamily.Constant => 1,
        GapFamily.Poisson => random.NextExponential(1),
        GapFamily.Gamma => random.NextGamma(_shape, _scale),
        _ => random.NextWeibull(_shape, _scale),
    };

    /// <summary>The probability of a gap at or under <paramref name="x"/> mean gaps.</summary>
    public double Cdf(double x) => Family switch
    {
        GapFamily.Constant => x >= 1 ? 1 : 0,
        _ when x <= 0 => 0,
        GapFamily.Poisson => 1 - Math.Exp(-x),
        GapFamily.Gamma => GammaDistribution.Cdf(_shape, _scale, x),
        _ => 1 - Math.Exp(-Math.Pow(x / _scale, _shape)),
    };

    // cv² + 1 = Γ(1 + 2/k) / Γ(1 + 1/k)² falls as the shape k grows: bisection on its logarithm.
    static double WeibullShape(double cv)
    {
        double low = Math.Log(0.1), high = Math.Log(1000);
        var target = Math.Log(1 + cv * cv);
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            var k = Math.Exp(middle);
            if (GammaDistribution.LogGamma(1 + 2 / k) - 2 * GammaDistribution.LogGamma(1 + 1 / k) > target) low = middle;
            else high = middle;
        }
        return Math.Exp(low);
    }
}
