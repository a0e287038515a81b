using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class WarmUpTests
{
    static (ServingResult Result, List<RequestOutcome> Outcomes) Serve(IEnumerable<Request> requests, WarmUpSpec warmUp, int sequences = 1)
    {
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), new ServingSetup
        {
            Timer = new AffineTimer(1e-3),
            Kv = new KvLayout([1.0], 0, new Bytes(1e9)),
            Spec = new ServingSpec { MaxSequences = sequences },
            Bounds = new RequestBounds(E2e: new Seconds(0.3)),
            WarmUp = warmUp,
            Sink = outcomes.Add,
        });
        return (result, outcomes);
    }

    const double MeanOutput = 50, Utilisation = 0.9;

    static IEnumerable<Request> Geometric(ulong seed, long count, int atOnce = 0) => Enumerable.Range(0, atOnce).Select(i => new Request(i, SimTime.Zero, 1, (int)MeanOutput))
        .Concat(Traffic.Poisson(seed, Utilisation / (MeanOutput * 1e-3), count, static s => (1, 1 + (int)Traffic.Exponential(s, -1 / Math.Log(1 - 1 / MeanOutput)))));

    // Pollaczek and Khinchine, for geometric service times: E[S²] = m(2m − 1) steps².
    const double Theory = Utilisation / (MeanOutput * 1e-3) * MeanOutput * (2 * MeanOutput - 1) * 1e-6 / (2 * (1 - Utilisation)) + MeanOutput * 1e-3;

    [Theory]
    [InlineData("auto", 0, 500, 150, 0.9)] // starts empty: too fast
    [InlineData("share", 0, 500, 150, 0.7)]
    [InlineData("auto", 30, 2000, 50, 0.7)] // starts with a backlog: too slow
    public void Without_its_warm_up_a_queue_is_nearer_to_theory(string rule, int atOnce, int count, int replications, double most)
    {
        double raw = 0, steady = 0;
        for (var seed = 1UL; seed <= (ulong)replications; seed++)
        {
            raw += Serve(Geometric(seed, count, atOnce), WarmUpSpec.None).Result.E2e.Mean.Value / replications;
            var result = Serve(Geometric(seed, count, atOnce), rule == "auto" ? WarmUpSpec.Auto : WarmUpSpec.OfRequests(0.2)).Result;
            steady += result.E2e.Mean.Value / replications;
        }
        Assert.True(Math.Abs(steady - Theory) < most * Math.Abs(raw - Theory), $"theory {Theory}, all {raw}, steady {steady}");
    }

    public static TheoryData<string> Rules => ["auto", "time", "share"];

    static WarmUpSpec Rule(string name) => name switch { "auto" => WarmUpSpec.Auto, "time" => WarmUpSpec.For(new Seconds(7.3)), _ => WarmUpSpec.OfRequests(0.12) };

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_counts_is_what_arrives_after_the_time_that_is_stated(string rule)
    {
        var (result, outcomes) = Serve(Geometric(3, 3000, 300), Rule(rule), sequences: 3);
        var warmUp = result.WarmUp!;
        Assert.True(warmUp.IsSteady && warmUp.LeftOut > 0, warmUp.ToString());
        var counting = outcomes.FindAll(o => o.Arrival >= warmUp.Time);
        Assert.Equal((3300 - counting.Count, counting.Count), ((int)warmUp.LeftOut, (int)warmUp.Measured));
        Assert.Equal(counting.Count, result.E2e.Count);
        Assert.Equal(counting.Average(static o => o.Finish.Value - o.Arrival.Value), result.E2e.Mean.Value, 1e-9);
        Assert.Equal(counting.Max(static o => o.FirstToken.Value - o.Arrival.Value), result.Ttft.Max.Value, 1e-9);
        Assert.Equal(counting.Count(static o => o.Finish.Value - o.Arrival.Value <= 0.3), result.Good);
        Assert.Equal(3300, result.Completed);
        if (rule == "time") Assert.Equal(7.3, warmUp.Time.Value, 1e-9);
        if (rule == "share") Assert.InRange(warmUp.LeftOut / 3300.0, 0.12, 0.12 + 2 / 64.0);
    }

    [Fact]
    public void All_but_latencies_and_what_was_good_are_those_of_the_whole_run()
    {
        var (all, _) = Serve(Geometric(3, 1000, 100), WarmUpSpec.None, 4);
        var (steady, _) = Serve(Geometric(3, 1000, 100), WarmUpSpec.Auto, 4);
        Assert.Null(all.WarmUp);
        Assert.Equal(
            (all.Arrived, all.Completed, all.OutputTokens, all.Steps, all.Makespan, all.Total.Seconds, all.MeanRunning, all.MeanWaiting, all.Queue),
            (steady.Arrived, steady.Completed, steady.OutputTokens, steady.Steps, steady.Makespan, steady.Total.Seconds, steady.MeanRunning, steady.MeanWaiting, steady.Queue));
        Assert.True(steady.Itl.Count < all.Itl.Count);
    }

    [Fact]
    public void A_load_that_only_grows_has_no_steady_state_and_nothing_is_left_out()
    {
        // Twice what one sequence at a time can serve.
        var (result, _) = Serve(Traffic.Poisson(1, 40, 2000, static _ => (1, 50)), WarmUpSpec.Auto);
        Assert.False(result.WarmUp!.IsSteady);
        Assert.Equal((0, 2000, 0.0), ((int)result.WarmUp.LeftOut, (int)result.WarmUp.Measured, result.WarmUp.Time.Value));
        Assert.Equal(2000, result.E2e.Count);
    }

    [Fact]
    public void A_few_requests_are_no_series()
    {
        var (result, _) = Serve(Geometric(1, 8), WarmUpSpec.Auto);
        Assert.False(result.WarmUp!.IsSteady);
        Assert.Equal(8, result.E2e.Count);
    }
}
