using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class EncodeTests
{
    const double Step = 4e-3;

    static readonly AffineTimer Timer = new(Step, 6e-6, 5e-9);

    static ServingSetup Setup(EncodePool? encode, IStepTimer? timer = null) => new()
    {
        Timer = timer ?? Timer,
        Kv = new KvLayout([1000], 0, new Bytes(1e9)),
        Spec = new ServingSpec { MaxBatchedTokens = 1024, MaxSequences = 64 },
        Encode = encode,
    };

    static EncodePool Pool(double perBatch = 0, double perToken = 0, double bandwidth = 1e18, double latency = 0, int engines = 1, int budget = 8192) => new()
    {
        Timer = new EncoderTimer(perBatch, perToken),
        BytesPerToken = new(8192),
        SendBandwidth = new(bandwidth),
        Latency = new(latency),
        Replicas = engines,
        MaxBatchedTokens = budget,
    };

    static ServingSetup Apart(ServingSetup setup) => setup with
    {
        Prefill = new PrefillPool { Timer = setup.Timer, Kv = setup.Kv, Spec = setup.Spec, SendBandwidth = new(1e9), ReceiveBandwidth = new(1e9) },
    };

    static List<Request> Mixed(double rate, Func<RandomSource, int> media, long count = 2000)
    {
        var source = new RandomSource(11);
        return [.. Traffic.Poisson(5, rate, count, static s => (1 + s.NextInt(700), 1 + s.NextInt(100))).Select(r => media(source) is var m && m == 0 ? r : r with { InputTokens = r.InputTokens + m, EncoderTokens = m })];
    }

    static (ServingResult Result, List<RequestOutcome> Outcomes) Run(IEnumerable<Request> requests, ServingSetup setup)
    {
        var outcomes = new List<RequestOutcome>();
        return (ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add }), outcomes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_request_alone_takes_its_encoding_then_the_way_of_its_embeddings_then_the_rest(bool apart)
    {
        var setup = Setup(Pool(3e-3, 1e-5, 1e8, 2e-4), new AffineTimer(Step));
        var (result, outcomes) = Run([new Request(0, SimTime.Zero, 700, 20) { EncoderTokens = 500 }], apart ? Apart(setup) : setup);

        var encoded = 3e-3 + 500 * 1e-5 + 500 * 8192 / 1e8 + 2e-4;
        Assert.Equal(encoded + Step, outcomes[0].FirstToken.Value, 1e-11);
        Assert.Equal(encoded, outcomes[0].FirstScheduled.Value, 1e-11);
        Assert.Equal(encoded + Step, result.Ttft.Max.Value, 1e-6);
        Assert.Equal(encoded + 20 * Step + (apart ? 44 * 16 * 1000 / 1e9 : 0), outcomes[0].Finish.Value, 1e-11);
        Assert.Equal(("encode", 1L, 3e-3 + 500 * 1e-5), (result.Pools[^1].Name, result.Pools[^1].Steps, Math.Round(result.Pools[^1].BusyTime.Value, 11)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_media_the_pool_changes_nothing(bool apart, bool front)
    {
        var requests = Mixed(60, static _ => 0);
        var plain = Setup(null);
        if (apart) plain = Apart(plain);
        if (front) plain = plain with { Spec = plain.Spec with { Admission = new() { Concurrency = 8 } } };
        var (alone, expected) = Run(requests, plain);
        var (with, actual) = Run(requests, plain with { Encode = Pool(3e-3, 1e-5) });
        Assert.Equal(expected, actual);
        Assert.Equal((alone.Steps, alone.Total.Joules, alone.MeanWaiting), (with.Steps, with.Total.Joules, with.MeanWaiting));
        Assert.Equal(0, with.Pools[^1].BusyTime.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_encoder_that_takes_no_time_is_no_encoder(bool apart)
    {
        var requests = Mixed(40, static s => s.NextInt(2) * 576);
        ServingSetup Of(EncodePool? pool) => apart ? Apart(Setup(pool)) : Setup(pool);
        var (_, expected) = Run(requests, Of(null)); // the test's engines have no encoder themselves
        var (_, actual) = Run(requests, Of(Pool()));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Engines_do_not_encode_what_comes_encoded()
    {
        var requests = Mixed(40, static _ => 300, 200);
        long Encoded(EncodePool? pool)
        {
            var timer = new CountingTimer(Timer);
            Run(requests, Setup(pool, timer));
            return timer.EncoderTokens;
        }
        Assert.Equal(requests.Sum(static r => (long)r.EncoderTokens), Encoded(null));
        Assert.Equal(0, Encoded(Pool(1e-3)));
    }

    [Theory]
    [InlineData(1, 8192, 1e9)]
    [InlineData(3, 600, 1e8)]
    [InlineData(2, 1, 1e7)]
    public void Every_token_is_encoded_once_and_every_second_is_counted_once(int engines, int budget, double bandwidth)
    {
        var requests = Mixed(15, static s => s.NextInt(3) * 400);
        var (result, _) = Run(requests, Setup(Pool(2e-3, 5e-5, bandwidth, 1e-4, engines, budget)));

        Assert.Equal(requests.Count, result.Completed);
        Assert.Equal(requests.Sum(static r => (double)r.EncoderTokens), result.Pools[^1].Total.Flops, 1e-3);
        Assert.Equal(result.Total.Joules, result.Pools.Sum(static p => p.Total.Joules), result.Total.Joules * 1e-12);
        var byLittle = result.Completed / result.Makespan.Value * result.E2e.Mean.Value;
        Assert.Equal(byLittle, result.MeanRunning + result.MeanWaiting, byLittle * 1e-9);
    }

    [Fact]
    public void An_encoder_serves_in_order_in_batches_within_its_budget()
    {
        Request[] requests = [.. new[] { 100, 300, 300, 500, 900, 10 }.Select(static (tokens, i) => new Request(i, SimTime.Zero, 1000, 1) { EncoderTokens = tokens })];
        var (result, outcomes) = Run(requests, Setup(Pool(1e-2, budget: 600), new AffineTimer(1e-6)));
        // The first begins alone, since it comes to an idle encoder; then two fit together, and one that is larger than the budget goes by itself.
        double[] batches = [1, 2, 2, 3, 4, 5];
        Assert.Equal(batches, outcomes.OrderBy(static o => o.Id).Select(static o => Math.Round(o.FirstScheduled.Value / 1e-2, 2)));
        Assert.Equal(5, result.Pools[^1].Steps);
    }

    [Fact]
    public void A_busy_encoder_is_a_queue_with_constant_service()
    {
        var requests = Mixed(90, static _ => 100, 60_000).Select(static r => r with { InputTokens = 101, OutputTokens = 1 });
        var (_, outcomes) = Run(requests, Setup(Pool(8e-3, budget: 1), new AffineTimer(1e-9)) with { Replicas = 8 });
        var wait = outcomes.Average(static o => (o.FirstScheduled - o.Arrival).Value) - 8e-3;
        var load = 90 * 8e-3;
        Assert.Equal(8e-3 * load / (2 * (1 - load)), wait, 0.05 * wait); // M/D/1
    }

    [Fact]
    public void Who_gives_up_at_the_encoder_leaves_its_place_to_the_next()
    {
        var setup = Setup(Pool(1e-2, budget: 1), new AffineTimer(1e-6));
        setup = setup with { Spec = setup.Spec with { Clients = new() { FirstTokenTimeout = new(0.025) } } };
        var requests = Enumerable.Range(0, 6).Select(static i => new Request(i, new SimTime(i < 4 ? 0 : 22_000_000_000), 10, 2) { EncoderTokens = 5 }).ToList();
        var (result, outcomes) = Run(requests, setup);
        // Two are encoded before the others give up at 25 ms: one of those in its batch, which goes on for nobody, and one that waited; then the last two are served.
        RequestStatus[] expected = [RequestStatus.Completed, RequestStatus.Completed, RequestStatus.TimedOut, RequestStatus.TimedOut, RequestStatus.Completed, RequestStatus.TimedOut];
        Assert.Equal(expected, outcomes.OrderBy(static o => o.Id).Select(static o => o.Status));
        Assert.Equal(0.04, outcomes.Single(static o => o.Id == 4).FirstScheduled.Value, 1e-9);
        Assert.Equal(5, result.Pools[^1].Steps);
    }

    [Fact]
    public void A_request_that_loses_its_replica_is_encoded_again()
    {
        var setup = Setup(Pool(1e-2), new AffineTimer(Step)) with { Replicas = 2 };
        setup = setup with { Spec = setup.Spec with { Faults = new() { Crashes = [new(0, new(0.02), null), ], OnCrash = OnCrash.Move } } };
        var (result, outcomes) = Run([new Request(0, SimTime.Zero, 10, 20) { EncoderTokens = 5 }], setup);
        Assert.Equal(RequestStatus.Completed, outcomes[0].Status);
        Assert.Equal(2, result.Pools[^1].Steps);
        Assert.Equal(0.02 + 0.01 + 18 * Step, outcomes[0].Finish.Value, 1e-9); // two tokens were out
    }

    sealed class CountingTimer(IStepTimer timer) : IStepTimer
    {
        public long EncoderTokens { get; private set; }

        public System.Collections.Immutable.ImmutableArray<Reach> Reaches => timer.Reaches;

        public void Evaluate(in StepShape shape, out StepCost cost)
        {
            EncoderTokens += shape.EncoderTokens;
            timer.Evaluate(shape, out cost);
        }
    }
}
