using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class LawTests
{
    static readonly AffineTimer Timer = new(4e-3, 6e-6, 5e-9, 1e-6);
    static readonly AffineTimer EveryStep = new(4e-3, 6e-6, 5e-9, 1e-6) { IsConvex = false };

    static ServingSetup Setup(int blocks = 100_000, int replicas = 1, ServingSpec? spec = null) => new()
    {
        Timer = Timer,
        Kv = new KvLayout([1.0], 0, new Bytes(16.0 * blocks)),
        Spec = spec ?? new ServingSpec { MaxBatchedTokens = 1024, MaxSequences = 64 },
        Replicas = replicas,
    };

    static IEnumerable<Request> Mixed(double rate, long count = 4000, ulong seed = 3) =>
        Traffic.Poisson(seed, rate, count, static s => (1 + s.NextInt(700), 1 + s.NextInt(200)));

    public static TheoryData<string, string> EveryPolicy()
    {
        var data = new TheoryData<string, string>();
        foreach (var scheduler in Schedulers.SchedulerTable.All)
            foreach (var router in Routers.RouterTable.All)
                data.Add(scheduler.Name, router.Name);
        return data;
    }

    [Theory]
    [MemberData(nameof(EveryPolicy))]
    public void Every_token_asked_for_comes_out_once_whatever_the_policies_and_however_often_sequences_are_preempted(string scheduler, string router)
    {
        var requests = Mixed(120, 1500).ToList();
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), Setup(250, 3, new ServingSpec { MaxBatchedTokens = 300, MaxSequences = 32, Scheduler = scheduler, Router = router }) with { Sink = outcomes.Add });

        Assert.True(result.Preemptions > 100, $"{result.Preemptions} preemptions");
        Assert.Equal(requests.Count, result.Completed);
        Assert.Equal(requests.Sum(static r => (long)r.OutputTokens), result.OutputTokens);
        Assert.Equal(requests.Sum(static r => (long)r.InputTokens), result.InputTokens);
        Assert.Equal(result.OutputTokens - result.Completed, result.Itl.Count);
        Assert.Equal(requests.Select(static r => r.Id), outcomes.Select(static o => o.Id).Order());
        Assert.All(outcomes, static o => Assert.True(o.Arrival.Value < o.FirstToken.Value && o.FirstToken.Value <= o.Finish.Value));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(1, 30)]
    [InlineData(4, 60)]
    public void Requests_in_the_system_are_arrival_rate_times_time_in_it(int replicas, double rate)
    {
        var result = ServingSimulation.Run(new Traffic(Mixed(rate)), Setup(900, replicas));
        var byLittle = result.Completed / result.Makespan.Value * result.E2e.Mean.Value;
        Assert.Equal(byLittle, result.MeanRunning + result.MeanWaiting, byLittle * 1e-9);
    }

    [Fact]
    public void Gaps_between_tokens_add_up_to_the_time_after_first_tokens_even_with_preemptions()
    {
        foreach (var scheduler in Schedulers.SchedulerTable.All)
        {
            var after = 0.0;
            var result = ServingSimulation.Run(new Traffic(Mixed(40)), Setup(400, 1, new ServingSpec { MaxBatchedTokens = 300, Scheduler = scheduler.Name })
                with { Sink = o => after += o.Finish.Value - o.FirstToken.Value });
            Assert.True(result.Preemptions > 100);
            Assert.Equal(after, result.Itl.Mean.Value * result.Itl.Count, after * 1e-9);
        }
    }

    [Fact]
    public void At_low_load_every_request_takes_what_it_takes_alone()
    {
        // One step for the prompt, then one for each further token, the first of which attends to the prompt and the first output.
        var requests = Enumerable.Range(0, 200).Select(static i => new Request(i, SimTime.FromSeconds(i), 100, 20));
        var result = ServingSimulation.Run(new Traffic(requests), Setup());
        var prompt = 4e-3 + 100 * 6e-6 + 100 * 5e-9 + 1e-6;
        var decodes = 19 * (4e-3 + 6e-6 + 1e-6) + Enumerable.Range(101, 19).Sum() * 5e-9;
        Assert.Equal(prompt, result.Ttft.Mean.Value, 1e-9);
        Assert.Equal(prompt + decodes, result.E2e.Max.Value, 1e-9);
        Assert.Equal(decodes / 19, result.Tpot.Mean.Value, 1e-9);
        Assert.Equal(0, result.Queueing.Max.Value);
        Assert.Equal(200 * 20, result.Steps);
        Assert.Equal(200 * (prompt + decodes), result.BusyTime.Value, 1e-6);
        Assert.Equal(result.BusyTime.Value, result.Total.Seconds, 1e-6);
        Assert.Equal(100 * result.Total.Seconds, result.Total.Joules, 1e-6);
    }

    [Fact]
    public void First_come_is_first_scheduled_and_the_shortest_prompt_can_overtake()
    {
        Assert.True(InOrder("chunked-prefill"));
        Assert.True(InOrder("prefill-first"));
        Assert.False(InOrder("shortest-prompt"));

        static bool InOrder(string scheduler)
        {
            var first = new List<(long Id, double First)>();
            ServingSimulation.Run(new Traffic(Mixed(60, 1000)), Setup(2000, 1, new ServingSpec { MaxBatchedTokens = 300, MaxSequences = 20, Scheduler = scheduler })
                with { Sink = o => first.Add((o.Id, o.FirstToken.Value)) });
            return first.OrderBy(static f => f.Id).Zip(first.OrderBy(static f => f.Id).Skip(1)).All(static pair => pair.First.First <= pair.Second.First);
        }
    }

    [Fact]
    public void Pausing_decodes_brings_first_tokens_sooner_and_later_ones_in_bursts()
    {
        ServingResult Of(string scheduler) => ServingSimulation.Run(new Traffic(Mixed(30)), Setup(100_000, 1, new ServingSpec { MaxBatchedTokens = 512, Scheduler = scheduler }));
        var (chunked, first) = (Of("chunked-prefill"), Of("prefill-first"));
        Assert.True(first.Ttft.Mean.Value < chunked.Ttft.Mean.Value);
        Assert.True(first.Itl.Max.Value > chunked.Itl.Max.Value);
    }

    [Fact]
    public void No_step_carries_more_than_the_bounds_on_tokens_sequences_and_cache()
    {
        var spec = new ServingSpec { MaxBatchedTokens = 256, MaxSequences = 12, BlockTokens = 16 };
        var (tokens, sequences, attended) = (0, 0, 0.0);
        var watched = new WatchedTimer(EveryStep, shape =>
        {
            tokens = Math.Max(tokens, shape.Tokens);
            sequences = Math.Max(sequences, shape.DecodeSequences + shape.PrefillSequences);
            attended = Math.Max(attended, shape.DecodeAttended[0] + shape.PrefillAttended[0]);
        });
        var result = ServingSimulation.Run(new Traffic(Mixed(40)), Setup(300, 1, spec) with { Timer = watched });
        Assert.Equal(256, tokens);
        Assert.Equal(12, sequences);
        Assert.InRange(attended, 0.9 * 300 * 16, 300 * 16);
        Assert.InRange(result.PeakKvUtilisation, 0.99, 1);
    }

    [Fact]
    public void Requests_longer_than_the_cache_or_the_context_are_rejected_and_the_longest_that_fit_are_served()
    {
        Request[] requests = [new(0, default, 321, 10), new(1, default, 300, 21), new(2, default, 300, 22), new(3, default, 100, 151), new(4, default, 100, 150)];
        ServingResult Of(int context) => ServingSimulation.Run(new Traffic(requests), Setup(20) with { ContextLength = context });
        Assert.Equal((5, 2, 3), Counts(Of(int.MaxValue))); // 20 blocks hold 320 tokens; the last output is never cached
        Assert.Equal((5, 4, 1), Counts(Of(250)));

        static (long, long, long) Counts(ServingResult r) => (r.Arrived, r.Rejected, r.Completed);
    }

    [Fact]
    public void The_same_run_twice_is_the_same_to_the_last_bit_and_a_random_router_depends_on_the_seed_alone()
    {
        List<RequestOutcome> Of(long seed, string router)
        {
            var outcomes = new List<RequestOutcome>();
            ServingSimulation.Run(new Traffic(Mixed(80)), Setup(600, 4, new ServingSpec { Router = router }) with { Sink = outcomes.Add, Seed = seed });
            return outcomes;
        }
        Assert.Equal(Of(1, "random"), Of(1, "random"));
        Assert.NotEqual(Of(1, "random"), Of(2, "random"));
        Assert.Equal(Of(1, "round-robin"), Of(2, "round-robin"));
    }

    [Fact]
    public void Equal_replicas_in_turn_serve_interleaved_traffic_as_each_would_its_share()
    {
        var spec = new ServingSpec { MaxBatchedTokens = 1024, Router = "round-robin" };
        var requests = Mixed(60, 1000).ToList();
        var together = new List<RequestOutcome>();
        ServingSimulation.Run(new Traffic(requests), Setup(600, 2, spec) with { Sink = together.Add });
        for (var replica = 0; replica < 2; replica++)
        {
            var alone = new List<RequestOutcome>();
            ServingSimulation.Run(new Traffic(requests.Where(r => r.Id % 2 == replica)), Setup(600, 1, spec) with { Sink = alone.Add });
            Assert.Equal(alone.Select(o => o with { Replica = replica }), together.Where(o => o.Replica == replica));
        }
    }

    [Fact]
    public void Bounds_on_a_request_decide_what_is_good()
    {
        var outcomes = new List<RequestOutcome>();
        var bounds = new RequestBounds(new Seconds(0.05), new Seconds(5.2e-3), new Seconds(0.5));
        var result = ServingSimulation.Run(new Traffic(Mixed(20)), Setup() with { Bounds = bounds, Sink = outcomes.Add });
        var good = outcomes.Count(static o => o.FirstToken.Value - o.Arrival.Value <= 0.05 && o.Finish.Value - o.Arrival.Value <= 0.5
            && (o.OutputTokens == 1 || (o.Finish.Value - o.FirstToken.Value) / (o.OutputTokens - 1) <= 5.2e-3));
        Assert.Equal(good, result.Good);
        Assert.InRange(good, 100, 3900);
    }

    [Fact]
    public void The_timeline_integrates_to_the_whole_run()
    {
        var result = ServingSimulation.Run(new Traffic(Mixed(40)), Setup(700, 2));
        Assert.InRange(result.Timeline.Length, 100, 200);
        var starts = result.Timeline.Select(static p => p.Start.Value).Append(result.Makespan.Value).ToArray();
        double Integral(Func<TimelinePoint, double> of) => result.Timeline.Select((p, i) => of(p) * (starts[i + 1] - starts[i])).Sum();
        Assert.Equal(result.OutputTokens, Integral(static p => p.OutputTokensPerSecond), 1e-3);
        Assert.Equal(result.MeanRunning, Integral(static p => p.Running) / result.Makespan.Value, 1e-6);
        Assert.Equal(result.MeanWaiting, Integral(static p => p.Waiting) / result.Makespan.Value, 1e-6);
        Assert.Equal(result.MeanKvUtilisation, Integral(static p => p.KvUtilisation) / result.Makespan.Value, 1e-6);
    }
}
