using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>A request's two lengths, drawn together: a Gaussian copula gives them their rank correlation.</summary>
sealed class LengthPair
{
    readonly LengthDistribution _input, _output;
    readonly double _correlation, _independence;

    /// <exception cref="ArgumentException">The specification describes no lengths.</exception>
    public LengthPair(SyntheticTrafficSpec spec)
    {
        if (!(spec.LengthCorrelation is >= -1 and <= 1)) throw new ArgumentException("A correlation lies between -1 and 1.", nameof(spec));
        _input = new(spec.Input);
        _output = new(spec.Output);
        // Spearman's ρ of a Gaussian copula of correlation r is (6/π)·asin(r/2) (Pearson 1907).
        _correlation = 2 * Math.Sin(Math.PI * spec.LengthCorrelation / 6);
        _independence = Math.Sqrt(Math.Max(0, 1 - _correlation * _correlation));
    }

    /// <summary>The next two, from the streams of each.</summary>
    public (int Input, int Output) Next(RandomSource inputs, RandomSource outputs)
    {
        var first = inputs.NextNormal();
        var second = _correlation * first + _independence * outputs.NextNormal();
        return (_input.Quantile(NormalDistribution.Cdf(first)), _output.Quantile(NormalDistribution.Cdf(second)));
    }
}
