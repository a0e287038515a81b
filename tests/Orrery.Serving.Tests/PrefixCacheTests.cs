using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class PrefixCacheTests
{
    static ServingSetup Setup(int blocks, int blockTokens = 16, int replicas = 1, string router = "least-loaded") => new()
    {
        Timer = new AffineTimer(1e-3, 1e-5),
        Kv = new KvLayout([1.0], 0, new Bytes((double)blockTokens * blocks)),
        Spec = new ServingSpec { PrefixCache = true, BlockTokens = blockTokens, Router = router },
        Replicas = replicas,
    };

    // A prompt is the family's own from beginning to end.
    static Request Prompt(long id, int family, int tokens, int unit, double seconds, int output = 1) => new(
        id, SimTime.FromSeconds(seconds), tokens, output,
        Enumerable.Range(0, (tokens + unit - 1) / unit).Select(i => (family * 1_000_000L) + Math.Min((i + 1) * unit, tokens)).ToArray(), unit);

    static List<RequestOutcome> Run(ServingSetup setup, IEnumerable<Request> requests)
    {
        var outcomes = new List<RequestOutcome>();
        ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        return outcomes;
    }

    [Theory]
    [InlineData(16)]
    [InlineData(512)]
    public void A_prompt_seen_before_computes_what_whole_blocks_leave_and_at_least_one_token(int unit)
    {
        var outcomes = Run(Setup(1000), [Prompt(0, 1, 1000, unit, 0), Prompt(1, 1, 1000, unit, 1), Prompt(2, 2, 1000, unit, 2), Prompt(3, 2, 1000, unit, 3)]);
        Assert.Equal([0, 992, 0, 992], outcomes.Select(static o => o.CachedTokens));
        Assert.Equal(1e-3 + 8e-5, outcomes[1].FirstToken.Value - outcomes[1].Arrival.Value, 1e-12);
    }

    [Theory]
    [InlineData(1008, 992)] // a multiple of the block: the last block is computed again, so that there is a token to sample from
    [InlineData(1009, 1008)]
    public void The_last_token_is_always_computed(int tokens, int cached) =>
        Assert.Equal([0, cached], Run(Setup(1000), [Prompt(0, 1, tokens, 16, 0), Prompt(1, 1, tokens, 16, 1)]).Select(static o => o.CachedTokens));

    [Fact]
    public void Identities_finer_than_a_block_find_what_identities_of_a_block_find()
    {
        List<RequestOutcome> Of(int unit)
        {
            var source = new RandomStreams(4).Get("prompts");
            return Run(Setup(60, 32), Enumerable.Range(0, 300).Select(i => Prompt(i, source.NextInt(6), 32 * (1 + source.NextInt(12)), unit, i * 2e-3, 8)));
        }
        Assert.True(Of(32).Sum(static o => o.CachedTokens) > 5000);
        Assert.Equal(Of(32), Of(16));
    }

    [Fact]
    public void Prompts_in_flight_share_what_one_of_them_computes()
    {
        // Each alone takes 60 of 100 blocks, so they fit together only where they share.
        var requests = Enumerable.Range(0, 8).Select(static i => Prompt(i, 1, 960, 16, 0, 5)).ToList();
        var result = ServingSimulation.Run(new Traffic(requests), Setup(100));
        Assert.Equal(7 * 944, result.CachedTokens);
        Assert.Equal(0, result.Preemptions);
        Assert.Equal(5, result.Steps);
        Assert.Equal((59 + (8 * 2)) / 100.0, result.PeakKvUtilisation, 1e-12);
    }

    [Fact]
    public void The_prefix_given_up_first_is_the_first_to_go()
    {
        // Three prompts of ten blocks fill the cache; a fourth takes the room of the first.
        IEnumerable<Request> Prompts(params int[] families) => families.Select(static (family, i) => Prompt(i, family, 160, 16, i));
        int[] Cached(params int[] families) => [.. Run(Setup(30), Prompts(families)).Select(static o => o.CachedTokens)];
        Assert.Equal([0, 0, 0, 144], Cached(1, 2, 3, 1));
        Assert.Equal([0, 0, 0, 0, 0], Cached(1, 2, 3, 4, 1));
        Assert.Equal([0, 0, 0, 0, 144], Cached(1, 2, 3, 4, 2));
        Assert.Equal([0, 0, 0, 144, 0, 144], Cached(1, 2, 3, 1, 4, 1)); // used again, it is no longer the oldest
    }

    [Fact]
    public void A_router_that_knows_the_caches_finds_more_than_one_that_does_not()
    {
        long Cached(string router)
        {
            var source = new RandomStreams(9).Get("families");
            return ServingSimulation.Run(new Traffic(Enumerable.Range(0, 2000).Select(i => Prompt(i, source.NextInt(40), 800, 16, i * 4e-3, 30))), Setup(600, 16, 4, router)).CachedTokens;
        }
        Assert.True(Cached("prefix-aware") > 1.5 * Cached("round-robin"), $"{Cached("prefix-aware")} against {Cached("round-robin")}");
    }
}
