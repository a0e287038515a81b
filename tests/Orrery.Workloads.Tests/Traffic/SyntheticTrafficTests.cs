using System.Text;
using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Tests.Traffic;

public sealed class SyntheticTrafficTests
{
    const int Many = 40_000;

    public static TheoryData<LengthSpec, Func<int, double>> Lengths() => new()
    {
        { new UniformLength { Min = 10, Max = 30 }, k => Math.Clamp((k - 9) / 21.0, 0, 1) },
        { new LogNormalLength(120, 1.1), k => NormalDistribution.Cdf(Math.Log((k + 0.5) / 120) / 1.1) },
        { new LogNormalLength(120, 1.1) { Min = 50, Max = 400 }, k => k < 50 ? 0 : k >= 400 ? 1 : NormalDistribution.Cdf(Math.Log((k + 0.5) / 120) / 1.1) },
        { new ExponentialLength(200), k => 1 - Math.Exp(-(k + 0.5) / 200) },
        { new EmpiricalLength([10, 20, 100, 100, 500]), k => k < 10 ? 0 : k < 20 ? 0.25 * (k - 9.5) / 10 : k < 100 ? 0.25 + 0.25 * (k - 19.5) / 80 : k < 500 ? 0.75 + 0.25 * (k - 99.5) / 400 : 1 },
        { new ConstantLength(77), k => k < 77 ? 0 : 1 },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Lengths_follow_their_law(LengthSpec spec, Func<int, double> law)
    {
        var drawn = Take(Spec() with { Input = spec }, Many).Select(request => request.InputTokens).Order().ToArray();
        for (int start = 0, end; start < Many; start = end)
        {
            for (end = start; end < Many && drawn[end] == drawn[start];) end++;
            // sqrt(n)·D passes 1.95 once in a thousand seeds
            Assert.True(Math.Abs(end / (double)Many - law(drawn[start])) * Math.Sqrt(Many) < 1.95, $"share at {drawn[start]}: {end / (double)Many} for {law(drawn[start])}");
        }
    }

    [Theory]
    [InlineData(GapFamily.Constant, 0)]
    [InlineData(GapFamily.Poisson, 1)]
    [InlineData(GapFamily.Gamma, 0.5)]
    [InlineData(GapFamily.Gamma, 2.5)]
    [InlineData(GapFamily.Weibull, 0.4)]
    [InlineData(GapFamily.Weibull, 1.7)]
    public void Gaps_have_the_rate_and_the_variation_asked_for(GapFamily family, double cv)
    {
        var times = Take(Spec() with { Arrivals = new() { Family = family, Rate = new(5), Cv = cv } }, Many).Select(request => request.Arrival.TotalSeconds).ToArray();
        var gaps = times.Zip(times.Prepend(0), (later, earlier) => later - earlier).ToArray();
        Assert.Equal(0.2, gaps.Average(), 0.2 * (0.001 + 4 * cv / Math.Sqrt(Many)));
        Assert.Equal(cv, Math.Sqrt(gaps.Average(gap => Math.Pow(gap / 0.2 - 1, 2))), 0.001 + 0.06 * cv);
    }

    [Fact]
    public void Requests_that_virtual_time_ends_before_are_not_left_out_silently()
    {
        // One in ten and a half days: the tenth comes on day 105.
        var slow = new TrafficSpec { Synthetic = Spec() with { Arrivals = new() { Family = GapFamily.Constant, Rate = new(1.1e-6) }, Requests = 20 } };
        int Taken(TrafficSpec spec)
        {
            var source = TrafficSource.Open(spec, new RandomStreams(1));
            var taken = 0;
            while (source.TryNext(out _)) taken++;
            return taken;
        }

        Assert.Contains("only 10 of 20 requests", Assert.Throws<ArrivalsEndException>(() => Taken(slow)).Message, StringComparison.Ordinal);
        Assert.Contains("only 10 of 20 requests", Assert.Throws<ArrivalsEndException>(() => Taken(slow with { Synthetic = Spec() with { Arrivals = new() { Family = GapFamily.Constant, Rate = new(1.1) }, Requests = 20 }, Scale = 1e-6 })).Message, StringComparison.Ordinal);
        Assert.Equal(10, Taken(slow with { Requests = 10 }));
        Assert.Equal(5, Taken(slow with { Duration = new(5e6) }));
    }

    [Fact]
    public void A_profile_shapes_the_rate_and_repeats()
    {
        var arrivals = new ArrivalSpec { Rate = new(10), Profile = [0, 1, 3, 0, 2], Period = new(100) };
        var counts = new int[5];
        var requests = Take(Spec() with { Arrivals = arrivals }, 60_000);
        foreach (var request in requests) counts[(int)(request.Arrival.TotalSeconds % 100 / 20)]++;
        Assert.Equal(0, counts[0] + counts[3]);
        Assert.Equal([10_000, 30_000, 20_000], [counts[1], counts[2], counts[4]], (want, got) => Math.Abs(want - got) < 4 * Math.Sqrt(want));
        Assert.Equal(6_000, requests[^1].Arrival.TotalSeconds, 100.0);
    }

    [Theory]
    [InlineData(-0.6)]
    [InlineData(0)]
    [InlineData(0.8)]
    public void Lengths_have_the_rank_correlation_asked_for(double correlation)
    {
        var spec = Spec() with { LengthCorrelation = correlation, Input = new LogNormalLength(5000, 1), Output = new ExponentialLength(3000) };
        var requests = Take(spec, Many);
        double[] x = Ranks(requests, request => request.InputTokens), y = Ranks(requests, request => request.OutputTokens);
        var mean = (Many - 1) / 2.0;
        var spearman = x.Zip(y, (a, b) => (a - mean) * (b - mean)).Sum() / x.Sum(a => (a - mean) * (a - mean));
        Assert.Equal(correlation, spearman, 0.02);

        static double[] Ranks(List<Request> requests, Func<Request, int> key)
        {
            var ranks = new double[requests.Count];
            var rank = 0;
            foreach (var request in requests.OrderBy(key)) ranks[request.Id] = rank++;
            return ranks;
        }
    }

    [Fact]
    public void The_seed_decides_everything_and_one_law_never_shifts_the_draws_of_another()
    {
        var first = Take(Spec(), 100);
        Assert.Equal(first, Take(Spec(), 100));
        Assert.NotEqual(first, Take(Spec(), 100, seed: 2));
        var other = Take(Spec() with { Output = new ConstantLength(3) }, 100);
        Assert.Equal(first.Select(request => (request.Arrival, request.InputTokens)), other.Select(request => (request.Arrival, request.InputTokens)));
    }

    [Fact]
    public void Scale_divides_gaps_and_limits_cut()
    {
        var whole = DrainSpec(new() { Synthetic = Spec() with { Requests = 500 } });
        Assert.Equal(500, whole.Count);
        var faster = DrainSpec(new() { Synthetic = Spec() with { Requests = 500 }, Scale = 4 });
        Assert.Equal(whole.Select(request => request.Arrival.TotalSeconds / 4), faster.Select(request => request.Arrival.TotalSeconds), (a, b) => Math.Abs(a - b) < 2e-12);
        Assert.Equal(whole.Take(20), DrainSpec(new() { Synthetic = Spec(), Requests = 20 }));
        var cut = DrainSpec(new() { Synthetic = Spec() with { Requests = 5 }, Duration = new(3) });
        Assert.Equal(whole.Where(request => request.Arrival.TotalSeconds <= 3), cut);
        Assert.True(cut.Count > 5, "a duration replaces the traffic's own count");
    }

    [Fact]
    public void A_trace_is_scaled_and_cut_alike()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("arrival_s,input_tokens,output_tokens\n5,1,1\n7,1,1\n9,1,1\n11,1,1\nx,1,1\n"));
        var source = TrafficSource.Open(new() { File = "t.csv", Scale = 2, Duration = new(2) }, new RandomStreams(1), file);
        Assert.Equal([0, 1, 2], Drain(source).Select(request => request.Arrival.TotalSeconds));
    }

    [Fact]
    public void What_is_no_traffic_is_refused()
    {
        SyntheticTrafficSpec[] wrong =
        [
            Spec() with { Arrivals = new() { Rate = new(0) } },
            Spec() with { Arrivals = new() { Rate = new(double.NaN) } },
            Spec() with { Arrivals = new() { Rate = new(1), Profile = [0, 0] } },
            Spec() with { Arrivals = new() { Rate = new(1), Profile = [1, -1, 2] } },
            Spec() with { Arrivals = new() { Rate = new(1), Period = new(0) } },
            Spec() with { Arrivals = new() { Rate = new(1), Family = GapFamily.Gamma, Cv = 0 } },
            Spec() with { LengthCorrelation = 1.1 },
            Spec() with { Input = new ConstantLength(0) },
            Spec() with { Input = new UniformLength { Min = 5, Max = 4 } },
            Spec() with { Input = new LogNormalLength(double.NaN, 1) },
            Spec() with { Input = new ExponentialLength(-1) },
            Spec() with { Input = new EmpiricalLength([5, 4]) },
            Spec() with { Input = new EmpiricalLength([5]) },
        ];
        Assert.All(wrong, spec => Assert.ThrowsAny<ArgumentException>(() => new SyntheticTraffic(spec, new RandomStreams(1))));
        Assert.Throws<ArgumentException>(() => TrafficSource.Open(new() { Synthetic = Spec(), Scale = 0 }, new RandomStreams(1)));
        Assert.Throws<ArgumentException>(() => TrafficSource.Open(new(), new RandomStreams(1)));
    }

    static SyntheticTrafficSpec Spec() => new()
    {
        Arrivals = new() { Rate = new(5) },
        Input = new LogNormalLength(300, 1),
        Output = new ExponentialLength(100),
    };

    static List<Request> Take(SyntheticTrafficSpec spec, int count, ulong seed = 1)
    {
        var source = new SyntheticTraffic(spec, new RandomStreams(seed));
        var requests = new List<Request>();
        while (requests.Count < count && source.TryNext(out var request)) requests.Add(request);
        return requests;
    }

    static List<Request> DrainSpec(TrafficSpec spec) => Drain(TrafficSource.Open(spec, new RandomStreams(1)));

    static List<Request> Drain(TrafficSource source)
    {
        var requests = new List<Request>();
        while (source.TryNext(out var request)) requests.Add(request);
        return requests;
    }
}
