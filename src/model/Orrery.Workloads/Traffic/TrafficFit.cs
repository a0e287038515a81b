namespace Orrery.Workloads.Traffic;

/// <summary>Synthetic traffic fitted to requests, and how well it fits.</summary>
/// <param name="Spec">The traffic.</param>
/// <param name="Quality">Of the fit, on the requests it was made of.</param>
/// <param name="HeldOut">Of a fit made of every other request, on those in between: what to expect of requests that were not seen.</param>
public sealed record TrafficFitResult(SyntheticTrafficSpec Spec, TrafficFitQuality Quality, TrafficFitQuality HeldOut);

/// <summary>How well synthetic traffic resembles requests; 0 is perfect.</summary>
/// <param name="InputKs">Kolmogorov-Smirnov distance of prompt lengths: the largest difference of the two distribution functions.</param>
/// <param name="OutputKs">The same of output lengths.</param>
/// <param name="GapKs">The same of gaps between arrivals, measured in expected arrivals where the rate has a profile.</param>
/// <param name="RateError">Mean absolute difference of arrivals in a slice of time from what is expected there, over their mean.</param>
public sealed record TrafficFitQuality(double InputKs, double OutputKs, double GapKs, double RateError);

/// <summary>Fits synthetic traffic to requests: the rate's profile, the family of gaps, lengths and their correlation.</summary>
public static class TrafficFit
{
    /// <summary>Requests that a fit takes at least.</summary>
    public const int LeastRequests = 20;

    /// <summary>Fits every request of a source, which are held in memory as 16 bytes each.</summary>
    /// <exception cref="ArgumentException">There are fewer than <see cref="LeastRequests"/>, or all arrive at once.</exception>
    public static TrafficFitResult Of(IRequestSource source)
    {
        List<double> arrivals = [];
        List<int> inputs = [], outputs = [];
        while (source.TryNext(out var request))
        {
            arrivals.Add(request.Arrival.TotalSeconds);
            inputs.Add(request.InputTokens);
            outputs.Add(request.OutputTokens);
        }
        if (arrivals.Count < LeastRequests) throw new ArgumentException($"{arrivals.Count} requests are too few for a fit; it takes {LeastRequests}.", nameof(source));

        var timing = new ArrivalSample(arrivals);
        var input = new LengthSample(inputs);
        var output = new LengthSample(outputs);
        var spec = new SyntheticTrafficSpec
        {
            Arrivals = timing.Fit(parity: null),
            Input = input.Fit(),
            Output = output.Fit(),
            LengthCorrelation = RankCorrelation.Of(inputs, outputs),
            Requests = arrivals.Count,
        };
        var whole = timing.Score(spec.Arrivals, parity: null);
        var held = timing.Score(timing.Fit(parity: 0), parity: 1);
        return new(spec,
            new(input.Distance(spec.Input), output.Distance(spec.Output), whole.GapKs, whole.RateError),
            new(input.HeldOutDistance, output.HeldOutDistance, held.GapKs, held.RateError));
    }
}
