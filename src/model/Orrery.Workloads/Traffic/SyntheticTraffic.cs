using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>Requests drawn from a specification, without end; the same streams give the same requests.</summary>
public sealed class SyntheticTraffic : IRequestSource
{
    readonly ArrivalProcess _arrivals;
    readonly LengthPair _lengths;
    readonly RandomSource _inputDraws;
    readonly RandomSource _outputDraws;
    readonly RandomSource _mediaDraws;
    readonly MediaDraw? _media;
    long _taken;

    /// <summary>The traffic of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="streams">Gives the streams <c>arrivals</c>, <c>input-length</c>, <c>output-length</c> and <c>media</c>.</param>
    /// <exception cref="ArgumentException">The specification describes no traffic of single requests.</exception>
    public SyntheticTraffic(SyntheticTrafficSpec spec, RandomStreams streams)
    {
        if (spec.Session is not null) throw new ArgumentException("Sessions wait for answers: they are opened as such.", nameof(spec));
        _lengths = new(spec);
        _media = MediaDraw.Of(spec.Media);
        _arrivals = new(spec.Arrivals, streams.Get("arrivals"));
        _inputDraws = streams.Get("input-length");
        _outputDraws = streams.Get("output-length");
        _mediaDraws = streams.Get("media");
    }

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        request = default;
        if (!_arrivals.TryNext(out var arrival)) return false;
        var (input, output) = _lengths.Next(_inputDraws, _outputDraws);
        var encoded = _media?.Next(_mediaDraws) ?? 0;
        request = new(_taken++, arrival, input + encoded, output) { EncoderTokens = encoded };
        return true;
    }
}
