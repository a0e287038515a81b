using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class HandOffTests
{
    const double Step = 4e-3, PerToken = 6e-6, BytesPerToken = 1000;

    static readonly AffineTimer Timer = new(Step, PerToken, 5e-9);

    static ServingSetup Setup(int prefill = 1, int decode = 1, double bandwidth = 1e12, double latency = 0, int blocks = 100_000, int local = 0) => new()
    {
        Timer = Timer,
        Kv = Kv(blocks),
        Spec = new ServingSpec { MaxBatchedTokens = 1024, MaxSequences = 64 },
        Replicas = decode,
        Prefill = new PrefillPool
        {
            Timer = Timer,
            Kv = Kv(blocks),
            Spec = new ServingSpec { MaxBatchedTokens = 1024, MaxSequences = 64 },
            Replicas = prefill,
            SendBandwidth = new(bandwidth),
            ReceiveBandwidth = new(bandwidth),
            Latency = new(latency),
            LocalTokens = local,
        },
    };

    static KvLayout Kv(int blocks) => new([BytesPerToken], 0, new Bytes(16 * BytesPerToken * blocks));

    static IEnumerable<Request> Mixed(double rate, long count = 3000, ulong seed = 5) =>
        Traffic.Poisson(seed, rate, count, static s => (1 + s.NextInt(700), 1 + s.NextInt(200)));

    [Fact]
    public void A_request_alone_takes_its_prompt_then_the_way_of_its_cache_then_its_tokens()
    {
        var flat = new AffineTimer(Step);
        var setup = Setup(bandwidth: 1e6, latency: 2e-3) with { Timer = flat };
        var outcomes = new List<RequestOutcome>();
        ServingSimulation.Run(new Traffic([new Request(0, SimTime.Zero, 100, 20)]), setup with { Prefill = setup.Prefill! with { Timer = flat }, Sink = outcomes.Add });

        var way = 7 * 16 * BytesPerToken / 1e6 + 2e-3; // seven blocks hold a hundred tokens
        Assert.Equal(Step, outcomes[0].FirstToken.Value, 1e-11);
        Assert.Equal(Step + way + 19 * Step, outcomes[0].Finish.Value, 1e-11);
    }

    [Fact]
    public void Two_caches_that_go_to_one_engine_share_what_reaches_it()
    {
        var flat = new AffineTimer(Step);
        var setup = Setup(prefill: 2, bandwidth: 1e6) with { Timer = flat };
        setup = setup with { Prefill = setup.Prefill! with { Timer = flat, SendBandwidth = new(1e9) } };
        var result = ServingSimulation.Run(new Traffic([new Request(0, SimTime.Zero, 160, 2), new Request(1, SimTime.Zero, 160, 2)]), setup);
        var together = 2 * 160 * BytesPerToken / 1e6;
        Assert.Equal(Step + together + Step, result.E2e.Max.Value, 1e-9);
    }

    [Theory]
    [InlineData(1, 1, 100_000, 1e9)]
    [InlineData(2, 3, 120, 1e9)]
    [InlineData(3, 1, 60, 1e7)]
    public void Every_token_comes_out_once_however_tight_the_caches_and_links_are(int prefill, int decode, int blocks, double bandwidth)
    {
        var requests = Mixed(60).ToList();
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), Setup(prefill, decode, bandwidth, 1e-4, blocks) with { Sink = outcomes.Add });

        Assert.Equal(requests.Count, result.Completed);
        Assert.Equal(requests.Sum(static r => (long)r.OutputTokens), result.OutputTokens);
        Assert.Equal(result.OutputTokens - result.Completed, result.Itl.Count);
        Assert.Equal(requests.Select(static r => r.Id), outcomes.Select(static o => o.Id).Order());
        if (blocks < 1000) Assert.True(result.Preemptions > 0);
        var byLittle = result.Completed / result.Makespan.Value * result.E2e.Mean.Value;
        Assert.Equal(byLittle, result.MeanRunning + result.MeanWaiting, byLittle * 1e-9);
    }

    [Fact]
    public void Work_adds_up_over_the_pools_and_prompts_stay_where_they_belong()
    {
        var requests = Mixed(20).ToList();
        var result = ServingSimulation.Run(new Traffic(requests), Setup(2, 2));
        Assert.Equal(["decode", "prefill"], result.Pools.Select(static p => p.Name));
        Assert.Equal(result.Total.Joules, result.Pools.Sum(static p => p.Total.Joules), result.Total.Joules * 1e-12);
        // An engine for prompts computes each once; the others compute one token for each that follows.
        Assert.Equal(requests.Sum(static r => (double)r.InputTokens), result.Pools[1].Total.Flops, 1e-3);
        Assert.Equal(requests.Sum(static r => r.OutputTokens - 1.0), result.Pools[0].Total.Flops, 1e-3);
    }

    [Fact]
    public void Prompts_that_may_be_computed_where_the_rest_is_generated_make_the_other_pool_idle()
    {
        var requests = Mixed(20).ToList();
        var local = ServingSimulation.Run(new Traffic(requests), Setup(2, 2, local: int.MaxValue));
        var alone = ServingSimulation.Run(new Traffic(requests), Setup(2, 2) with { Prefill = null });
        Assert.Equal(0, local.Pools[1].Steps);
        Assert.Equal(alone.E2e.Mean, local.E2e.Mean);
        Assert.Equal(alone.Ttft.P99, local.Ttft.P99);

        var some = ServingSimulation.Run(new Traffic(requests), Setup(2, 2, local: 300));
        Assert.Equal(requests.Where(static r => r.InputTokens > 300).Sum(static r => (double)r.InputTokens), some.Pools[1].Total.Flops, 1e-3);
    }

    [Fact]
    public void Tokens_come_more_evenly_than_where_prompts_share_their_steps()
    {
        var requests = Mixed(12).ToList();
        var apart = ServingSimulation.Run(new Traffic(requests), Setup());
        var together = ServingSimulation.Run(new Traffic(requests), Setup(decode: 2) with { Prefill = null });
        Assert.True(apart.Itl.P99 < 0.9 * together.Itl.P99, $"{apart.Itl.P99} against {together.Itl.P99}");
    }

    [Fact]
    public void Faster_links_make_requests_earlier_until_they_are_no_matter()
    {
        double[] bandwidths = [3e7, 1e8, 1e9, 1e12];
        var means = bandwidths.Select(static bandwidth => ServingSimulation.Run(new Traffic(Mixed(10)), Setup(bandwidth: bandwidth)).E2e.Mean.Value).ToArray();
        Assert.True(means[0] > means[1] && means[1] > means[2], string.Join(", ", means));
        Assert.Equal(means[2], means[3], means[3] * 0.01);
    }
}
