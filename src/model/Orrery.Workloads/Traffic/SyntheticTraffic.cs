using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>Requests drawn from a specification, without end; the same streams give the same requests.</summary>
public sealed class SyntheticTraffic : IRequestSource
{
    readonly ArrivalProcess _arrivals;
    readonly LengthDistribution _input;
    readonly LengthDistribution _output;
    readonly RandomSource _inputDraws;
    readonly RandomSource _outputDraws;
    readonly double _correlation;
    readonly double _independence;
    long _taken;

    /// <summary>The traffic of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="streams">Gives the streams <c>arrivals</c>, <c>input-length</c> and <c>output-length</c>.</param>
    /// <exception cref="ArgumentException">The specification describes no traffic.</exception>
    public SyntheticTraffic(SyntheticTrafficSpec spec, RandomStreams streams)
    {
        if (!(spec.LengthCorrelation is >= -1 and <= 1)) throw new ArgumentException("A correlation lies between -1 and 1.", nameof(spec));
        _arrivals = new(spec.Arrivals, streams.Get("arrivals"));
        _input = new(spec.Input);
        _output = new(spec.Output);
        _inputDraws = streams.Get("input-length");
        _outputDraws = streams.Get("output-length");
        // Spearman's ρ of a Gaussian copula of correlation r is (6/π)·asin(r/2) (Pearson 1907).
        _correlation = 2 * Math.Sin(Math.PI * spec.LengthCorrelation / 6);
        _independence = Math.Sqrt(Math.Max(0, 1 - _correlation * _correlation));
    }

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        request = default;
        if (!_arrivals.TryNext(out var arrival)) return false;
        var first = _inputDraws.NextNormal();
        var second = _correlation * first + _independence * _outputDraws.NextNormal();
        request = new(_taken++, arrival, _input.Quantile(NormalDistribution.Cdf(first)), _output.Quantile(NormalDistribution.Cdf(second)));
        return true;
    }
}
