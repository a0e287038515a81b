using Orrery.Simulation;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads.Traces;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Tests.Traffic;

public sealed class TrafficFitTests
{
    [Theory]
    [InlineData(GapFamily.Poisson, 1)]
    [InlineData(GapFamily.Gamma, 0.4)]
    [InlineData(GapFamily.Gamma, 2.5)]
    [InlineData(GapFamily.Weibull, 0.5)]
    [InlineData(GapFamily.Weibull, 3)]
    [InlineData(GapFamily.Constant, 0)]
    public void The_family_rate_and_variation_of_gaps_are_recovered(GapFamily family, double cv)
    {
        var fit = Fit(Spec() with { Arrivals = new() { Family = family, Rate = new(5), Cv = cv } });
        Assert.Equal(family, fit.Spec.Arrivals.Family);
        Assert.Equal(5, fit.Spec.Arrivals.Rate.Value, 0.02 + 5 * 4 * cv / Math.Sqrt(20_000));
        Assert.Equal(cv, fit.Spec.Arrivals.Cv, 0.1 * cv);
        Assert.Empty(fit.Spec.Arrivals.Profile);
        Assert.InRange(fit.HeldOut.GapKs, 0, 0.03);
        Assert.Equal(20_000, fit.Spec.Requests);
    }

    [Fact]
    public void Lengths_and_their_correlation_are_recovered()
    {
        var spec = Spec() with { Input = new LogNormalLength(300, 0.8), Output = new EmpiricalLength([1, 40, 45, 900, 1000]), LengthCorrelation = 0.4 };
        var fit = Fit(spec);
        var input = Assert.IsType<LogNormalLength>(fit.Spec.Input);
        Assert.Equal(300, input.Median, 300 * 4 * 0.8 / Math.Sqrt(20_000));
        Assert.Equal(0.8, input.Sigma, 0.02);
        var output = Assert.IsType<EmpiricalLength>(fit.Spec.Output).Quantiles;
        Assert.Equal(101, output.Length);
        Assert.Equal([1, 40, 45, 900, 1000], [output[0], output[25], output[50], output[75], output[100]], (want, got) => Math.Abs(want - got) <= Math.Max(3, 0.03 * want));
        Assert.Equal(0.4, fit.Spec.LengthCorrelation, 0.02);
        Assert.InRange(fit.HeldOut.InputKs, 0, 0.02);
        Assert.InRange(fit.HeldOut.OutputKs, 0, 0.025);
        Assert.Equal(new ConstantLength(7), Fit(Spec() with { Output = new ConstantLength(7) }).Spec.Output);
    }

    [Fact]
    public void A_profile_is_recovered_and_none_is_imagined()
    {
        var profile = Enumerable.Range(0, 24).Select(hour => 1 + 0.6 * Math.Sin(hour * Math.PI / 12)).ToArray();
        var fit = Fit(Spec() with { Arrivals = new() { Family = GapFamily.Gamma, Cv = 1.5, Rate = new(5), Profile = [.. profile], Period = new(4000) } });
        Assert.Equal(GapFamily.Gamma, fit.Spec.Arrivals.Family);
        Assert.Equal(1.5, fit.Spec.Arrivals.Cv, 0.1);
        Assert.Equal(4000, fit.Spec.Arrivals.Period.Value, 100.0);
        Assert.Equal(profile, fit.Spec.Arrivals.Profile, (want, got) => Math.Abs(want - got) < 0.25);
        Assert.InRange(fit.Spec.Arrivals.Profile.Average(), 1 - 1e-9, 1 + 1e-9);
    }

    [Fact]
    public void Traffic_of_days_is_folded_into_one_day()
    {
        var day = Enumerable.Range(0, 24).Select(hour => hour < 8 ? 0.25 : 1.375).ToArray();
        var fit = Fit(Spec() with { Arrivals = new() { Rate = new(20_000 / (3.5 * 86400)), Profile = [.. day] } });
        Assert.Equal(new Seconds(86400), fit.Spec.Arrivals.Period);
        Assert.Equal(day, fit.Spec.Arrivals.Profile, (want, got) => Math.Abs(want - got) < 0.2);
        Assert.Equal(20_000 / (3.5 * 86400), fit.Spec.Arrivals.Rate.Value, 0.003);
    }

    [Fact]
    public void A_coarse_clock_does_not_make_traffic_bursty()
    {
        var source = new Listed(Generate(Spec(), 20_000).Select(request => request with { Arrival = SimTime.FromSeconds(Math.Floor(request.Arrival.TotalSeconds / 3) * 3) }));
        var fit = TrafficFit.Of(source);
        Assert.Equal(GapFamily.Poisson, fit.Spec.Arrivals.Family);
    }

    [Fact]
    public void Too_little_to_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TrafficFit.Of(new Listed(Generate(Spec(), 19))));
        Assert.Throws<ArgumentException>(() => TrafficFit.Of(new Listed(Generate(Spec(), 50).Select(request => request with { Arrival = SimTime.Zero }))));
    }

    [Fact]
    public void An_entry_of_the_catalog_reads_as_documented()
    {
        var spec = new SyntheticTrafficSpec
        {
            Arrivals = new() { Family = GapFamily.Gamma, Rate = new(5.4), Cv = 1.3, Profile = [0.9, 1.1], Period = new(3600) },
            Input = new EmpiricalLength([1, 20, 300.5]),
            Output = new LogNormalLength(120, 1.1) { Min = 2, Max = 1000 },
            LengthCorrelation = 0.1,
            Requests = 19366,
        };
        Assert.Equal("""
            title: "Chat: an example"
            source: own
            arrivals:
              family: gamma
              rate: 5.4/s
              cv: 1.3
              profile: [0.9, 1.1]
              period: 1 h
            input:
              kind: empirical
              quantiles: [1, 20, 300.5]
            output: { kind: log-normal, median: 120, sigma: 1.1, min: 2, max: 1000 }
            length-correlation: 0.1
            requests: 19366
            fit: { input-ks: 0.01, output-ks: 0.02, gap-ks: 0.03, rate-error: 0.001 }

            """, TrafficYaml.Write(spec, new(0.01, 0.02, 0.03, 0.001), "Chat: an example", "own"));
    }

    [NeedsSharedFact("traces/AzureLLMInferenceTrace_conv.csv")]
    public void Traffic_fitted_to_azure_resembles_azure()
    {
        using var stream = File.OpenRead(Path.Combine(Repository.Shared!, "traces", "AzureLLMInferenceTrace_conv.csv"));
        var trace = new List<Request>();
        var reader = new TraceReader(stream);
        while (reader.TryNext(out var request)) trace.Add(request);
        var fit = TrafficFit.Of(new Listed(trace));
        var drawn = Generate(fit.Spec, trace.Count);
        Assert.Equal(24, fit.Spec.Arrivals.Profile.Length);
        Assert.Equal(trace[^1].Arrival.TotalSeconds, drawn[^1].Arrival.TotalSeconds, 0.03 * trace[^1].Arrival.TotalSeconds);
        Assert.Equal(1, drawn.Average(request => request.InputTokens) / trace.Average(request => request.InputTokens), 0.02);
        Assert.Equal(1, drawn.Average(request => request.OutputTokens) / trace.Average(request => request.OutputTokens), 0.02);
        foreach (var q in new[] { 0.05, 0.25, 0.5, 0.75, 0.9, 0.99 })
            Assert.Equal(1, Quantile(drawn, q) / Quantile(trace, q), 0.05);

        static double Quantile(List<Request> requests, double q) => requests.Select(request => request.OutputTokens).Order().ElementAt((int)(q * requests.Count));
    }

    [NeedsSharedFact("traces/AzureLLMInferenceTrace_code.csv")]
    public void The_catalog_holds_what_the_fit_prints()
    {
        using var stream = File.OpenRead(Path.Combine(Repository.Shared!, "traces", "AzureLLMInferenceTrace_code.csv"));
        var fit = TrafficFit.Of(new TraceReader(stream));
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Catalog, "traffic", "azure-code-2023.yaml")),
            TrafficYaml.Write(fit.Spec, fit.HeldOut, "Azure LLM inference, code completion, November 2023", "azure-llm-2023"));
    }

    static SyntheticTrafficSpec Spec() => new()
    {
        Arrivals = new() { Rate = new(5) },
        Input = new LogNormalLength(300, 1),
        Output = new ExponentialLength(100),
    };

    static TrafficFitResult Fit(SyntheticTrafficSpec spec) => TrafficFit.Of(new Listed(Generate(spec, 20_000)));

    static List<Request> Generate(SyntheticTrafficSpec spec, int count)
    {
        var source = new SyntheticTraffic(spec, new RandomStreams(17));
        var requests = new List<Request>();
        while (requests.Count < count && source.TryNext(out var request)) requests.Add(request);
        return requests;
    }

    sealed class Listed(IEnumerable<Request> requests) : IRequestSource
    {
        readonly IEnumerator<Request> _requests = requests.GetEnumerator();

        public bool TryNext(out Request request)
        {
            var more = _requests.MoveNext();
            request = more ? _requests.Current : default;
            return more;
        }
    }
}
