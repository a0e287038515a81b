using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Serving.Tests;

public sealed class SessionTests
{
    static ServingSetup Setup(int replicas = 1, bool prefixCache = true, long tokens = 10_000_000, string router = "least-loaded") => new()
    {
        Timer = new AffineTimer(4e-3, 2e-5, 1e-8),
        Kv = new KvLayout([1.0], 0, new Bytes(tokens)),
        Spec = new ServingSpec { PrefixCache = prefixCache, Router = router, MaxBatchedTokens = 2048 },
        Replicas = replicas,
    };

    static SyntheticTrafficSpec Lengths(SessionSpec? session = null) => new()
    {
        Arrivals = new ArrivalSpec { Rate = new(2) },
        Input = new LogNormalLength(120, 0.9) { Max = 3000 },
        Output = new LogNormalLength(60, 0.7) { Max = 600 },
        Session = session,
        Requests = 3000,
    };

    static ServingResult Run(TrafficSpec traffic, ServingSetup setup, List<RequestOutcome>? outcomes = null) =>
        ServingSimulation.Run(ServedTraffic.Open(traffic, new RandomStreams(9)).Requests, setup with { Sink = outcomes is null ? null : outcomes.Add });

    public static TheoryData<int, int, DurationSpec, double> Loops() => new()
    {
        { 1, 1, new ConstantDuration(new Seconds(1)), 1 },
        { 16, 1, new ConstantDuration(default), 0 },
        { 64, 1, new ExponentialDuration(new Seconds(2)), 2 },
        { 64, 3, new UniformDuration { Min = new Seconds(0), Max = new Seconds(3) }, 1.5 },
        { 24, 2, new LogNormalDuration(new Seconds(1), 0.5), 1 * 1.1331484530668263 }, // e^(σ²/2)
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void Users_are_throughput_times_the_sum_of_response_and_pause(int users, int replicas, DurationSpec think, double mean)
    {
        var result = Run(new TrafficSpec { Synthetic = Lengths() with { Requests = 100L * users + 4000 }, Users = new UsersSpec(users, think) }, Setup(replicas));
        Assert.Equal(result.Arrived, result.Completed);
        // The interactive response-time law (Denning and Buzen 1978). The end, when users run out of requests, is under 2 % of the run.
        var law = result.Completed / result.Makespan.Value * (result.E2e.Mean.Value + mean);
        Assert.InRange(law / users, 0.975, 1.012);
    }

    [Fact]
    public void Each_turn_finds_all_whole_blocks_of_what_was_computed_before()
    {
        var outcomes = new List<RequestOutcome>();
        Run(new TrafficSpec { Synthetic = Lengths(new SessionSpec { Turns = new ConstantLength(6), Think = new ExponentialDuration(new Seconds(3)), SharedTokens = 640, Sessions = 300 }) }, Setup(), outcomes);
        Assert.Equal(1800, outcomes.Count);
        foreach (var session in outcomes.GroupBy(static o => o.Session))
        {
            var turns = session.OrderBy(static o => o.Id).ToList();
            if (turns[0].Id > 0) Assert.Equal(640, turns[0].CachedTokens);
            for (var i = 1; i < turns.Count; i++) Assert.Equal((turns[i - 1].InputTokens + turns[i - 1].OutputTokens - 1) / 16 * 16, turns[i].CachedTokens);
        }
    }

    [Fact]
    public void A_cache_too_small_for_all_histories_forgets_some_and_serves_all_the_same()
    {
        var spec = new TrafficSpec { Synthetic = Lengths(new SessionSpec { Turns = new ConstantLength(8), Think = new ExponentialDuration(new Seconds(20)), Sessions = 200 }) };
        var (large, small, none) = (Run(spec, Setup()), Run(spec, Setup(tokens: 20_000)), Run(spec, Setup(prefixCache: false)));
        Assert.All((ServingResult[])[large, small, none], static r => Assert.Equal((1600, 200), (r.Completed, r.Sessions!.Completed)));
        Assert.InRange(small.CachedTokens, 1, 0.8 * large.CachedTokens);
        Assert.Equal(0, none.CachedTokens);
        Assert.All((ServingResult[])[small, none], r => Assert.Equal((large.InputTokens, large.OutputTokens), (r.InputTokens, r.OutputTokens))); // the same was asked
    }

    [Theory]
    [InlineData("least-loaded")]
    [InlineData("prefix-aware")]
    [InlineData("session-affinity")]
    public void A_session_lasts_as_long_as_its_pauses_and_its_requests(string router)
    {
        var outcomes = new List<RequestOutcome>();
        var result = Run(new TrafficSpec { Synthetic = Lengths(new SessionSpec { Turns = new UniformLength { Min = 1, Max = 9 }, Think = new ConstantDuration(new Seconds(5)), Sessions = 400 }) }, Setup(3, router: router), outcomes);
        var sessions = result.Sessions!;
        Assert.Equal(400, sessions.Completed);
        Assert.Equal(result.Completed, sessions.Requests.Mean * 400, 1e-6);
        Assert.Equal(outcomes.Sum(static o => o.Finish.Value - o.Arrival.Value), sessions.Served.Mean * 400, 1e-3);
        Assert.Equal(sessions.Served.Mean + 5 * (sessions.Requests.Mean - 1), sessions.Duration.Mean, 1e-6);
        if (router == "session-affinity") Assert.All(outcomes.GroupBy(static o => o.Session), static s => Assert.Single(s.Select(static o => o.Replica).Distinct()));
    }

    [Fact]
    public void Agents_that_consolidate_need_less_context_and_agents_that_keep_all_compute_fewer_prompts_while_they_stay_cached()
    {
        SessionSpec Agent(ContextSpec context) => new()
        {
            Turns = new ConstantLength(1), SharedTokens = 320, Sessions = 60, Context = context,
            Tools = new ToolSpec { Calls = new ConstantLength(15), Latency = new ConstantDuration(new Seconds(1)), Returns = new ConstantLength(500) },
        };
        var full = Run(new TrafficSpec { Synthetic = Lengths(Agent(new(ContextKind.Full))) }, Setup());
        var bounded = Run(new TrafficSpec { Synthetic = Lengths(Agent(new(ContextKind.Consolidate, 150))) }, Setup());
        Assert.True(bounded.Sessions!.PeakTokens.Mean < 0.25 * full.Sessions!.PeakTokens.Mean);
        Assert.True(bounded.MeanKvUtilisation < full.MeanKvUtilisation);
        Assert.True(bounded.InputTokens - bounded.CachedTokens > full.InputTokens - full.CachedTokens);
        Assert.Equal(full.OutputTokens + 60 * 16 * 150, bounded.OutputTokens);
    }

    [Fact]
    public void Branches_and_tools_over_replicas_give_the_same_result_every_time()
    {
        var session = new SessionSpec
        {
            Turns = new UniformLength { Min = 1, Max = 3 }, Think = new ExponentialDuration(new Seconds(2)), SharedTokens = 1000, Sessions = 150,
            Tools = new ToolSpec { Calls = new UniformLength { Min = 1, Max = 4 }, Latency = new LogNormalDuration(new Seconds(0.5), 1), Returns = new LogNormalLength(200, 1) { Max = 5000 } },
            Branches = new BranchSpec(new UniformLength { Min = 1, Max = 4 }, new ConstantLength(30), new ConstantLength(80)),
            Reasoning = new ReasoningSpec(new LogNormalLength(100, 1) { Max = 3000 }),
        };
        List<RequestOutcome> first = [], second = [];
        var result = Run(new TrafficSpec { Synthetic = Lengths(session) }, Setup(3, router: "prefix-aware", tokens: 60_000), first);
        Run(new TrafficSpec { Synthetic = Lengths(session) }, Setup(3, router: "prefix-aware", tokens: 60_000), second);
        Assert.Equal(first, second);
        Assert.Equal(150, result.Sessions!.Completed + result.Sessions.Failed);
    }

    [Fact]
    public void Each_request_is_encoded_once_however_often_it_is_computed()
    {
        var media = new MediaSpec(0.5, new UniformLength { Min = 1, Max = 3 }, new ConstantLength(400));
        long asked = 0, encoded = 0;
        var setup = Setup(tokens: 9_000);
        setup = setup with
        {
            Timer = new WatchedTimer(setup.Timer, shape => encoded += shape.EncoderTokens),
            Kv = new KvLayout([1.0], 0, new Bytes(9_000)),
            Spec = setup.Spec with { MaxBatchedTokens = 300, PrefixCache = false }, // prompts in chunks, and preemptions
        };
        var spec = new TrafficSpec { Synthetic = Lengths() with { Media = media, Arrivals = new ArrivalSpec { Rate = new(20) }, Requests = 1000 } };
        var source = ServedTraffic.Open(spec, new RandomStreams(9)).Requests;
        while (source.TryNext(out var request))
        {
            Assert.True(request.EncoderTokens < request.InputTokens);
            asked += request.EncoderTokens;
        }
        var result = Run(spec, setup);
        Assert.True(result.Preemptions > 10);
        Assert.Equal(1000, result.Completed);
        Assert.Equal(asked, encoded);
    }

    [Fact]
    public void A_session_whose_request_can_never_run_ends_there()
    {
        var spec = new TrafficSpec { Synthetic = Lengths(new SessionSpec { Turns = new ConstantLength(50), Sessions = 10 }) };
        var result = Run(spec, Setup() with { ContextLength = 2000 });
        Assert.Equal((0, 10), (result.Sessions!.Completed, result.Sessions.Failed));
        Assert.Equal(10, result.Rejected);
        Assert.Equal(result.Arrived, result.Completed + result.Rejected);
    }
}
