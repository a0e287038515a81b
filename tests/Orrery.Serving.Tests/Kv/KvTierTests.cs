using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Serving.Kv;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Kv;

public sealed class KvTierTests
{
    const int Block = 16; // tokens, of one byte each
    const double PerToken = 1e-5;

    static MemoryTierSpec Memory(double capacity, double rate, double? write = null, double latency = 0) => new()
    {
        Name = "ddr",
        Technology = "DDR5",
        Capacity = new(capacity),
        ReadBandwidth = new(rate),
        WriteBandwidth = write is { } w ? new(w) : null,
        Latency = new(latency),
    };

    static KvTierSpec Tier(double capacity, double rate = double.PositiveInfinity, KvScope scope = KvScope.Cluster, string name = "host", LinkSpec? link = null, double? write = null, double latency = 0) =>
        new() { Name = name, Memory = Memory(capacity, rate, write, latency), Capacity = new(capacity), Scope = scope, Link = link };

    static LinkSpec Link(double rate, double latency = 0) => new() { Technology = "PCIe", Bandwidth = new(rate), Latency = new(latency), DomainSize = 8 };

    static ServingSetup Setup(int blocks, ImmutableArray<KvTierSpec> tiers, KvPolicySpec? policy = null, int replicas = 1, PreemptionKind preemption = PreemptionKind.Recompute, string router = "round-robin") => new()
    {
        Timer = new AffineTimer(1e-3, PerToken),
        Kv = new KvLayout([1.0], 0, new Bytes((double)Block * blocks)),
        Spec = new ServingSpec
        {
            PrefixCache = true,
            BlockTokens = Block,
            Router = router,
            KvTiers = tiers,
            KvPolicy = policy ?? new() { Fetch = KvFetch.Always },
            Preemption = preemption,
        },
        Replicas = replicas,
        DevicesPerNode = 2,
    };

    static Request Prompt(long id, int family, int tokens, double seconds, int output = 1) => new(
        id, SimTime.FromSeconds(seconds), tokens, output,
        Enumerable.Range(0, (tokens + Block - 1) / Block).Select(i => (family * 1_000_000L) + Math.Min((i + 1) * Block, tokens)).ToArray(), Block);

    static IEnumerable<Request> Families(ulong seed, int count, int families, double gap, int longest = 40, int output = 4)
    {
        var random = new RandomStreams(seed).Get("prompts");
        return Enumerable.Range(0, count).Select(i => Prompt(i, Math.Min(random.NextInt(families), random.NextInt(families)), Block * (1 + random.NextInt(longest)) + random.NextInt(Block), i * gap, 1 + random.NextInt(output))).ToList();
    }

    static (ServingResult Result, List<RequestOutcome> Outcomes) Run(ServingSetup setup, IEnumerable<Request> requests)
    {
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        return (result, outcomes);
    }

    [Fact]
    public void A_store_without_limits_spares_what_a_cache_without_limits_spares()
    {
        // One at a time, so that all that one has computed is written before the next comes.
        var requests = Families(1, 400, 30, 1).ToList();
        var unlimited = Run(Setup(1_000_000, []), requests);
        var stored = Run(Setup(60, [Tier(1e12)]), requests);
        Assert.Equal(unlimited.Result.CachedTokens, stored.Result.CachedTokens + stored.Result.Outside!.LoadedTokens);
        Assert.True(stored.Result.Outside.LoadedTokens > 3 * stored.Result.CachedTokens);
        Assert.Equal(unlimited.Outcomes.Select(static o => o.FirstToken), stored.Outcomes.Select(static o => o.FirstToken));
    }

    [Theory]
    [InlineData(KvFetch.Cheapest, 0)]
    [InlineData(KvFetch.Always, 0)]
    [InlineData(KvFetch.Never, double.PositiveInfinity)]
    public void A_store_that_nothing_leaves_is_no_store(KvFetch fetch, double rate)
    {
        var requests = Families(2, 300, 20, 5e-3).ToList();
        var without = Run(Setup(60, []), requests);
        var with = Run(Setup(60, [Tier(1e12, rate, write: 1e9)], new() { Fetch = fetch }), requests);
        Assert.Equal(without.Outcomes, with.Outcomes);
        Assert.Equal(0, with.Result.Outside!.LoadedTokens);
        Assert.True(with.Result.Outside.PassedOverTokens > 0);
    }

    [Fact]
    public void A_store_that_takes_nothing_is_no_store()
    {
        var requests = Families(2, 300, 20, 5e-3).ToList();
        Assert.Equal(Run(Setup(60, []), requests).Outcomes, Run(Setup(60, [Tier(0)]), requests).Outcomes);
    }

    [Theory]
    [InlineData(1e6, true)] // 1,600 bytes in 1.6 ms and a millisecond of latency, against 16 ms
    [InlineData(1.05e5, false)] // 15.2 ms and a millisecond
    public void What_is_quicker_to_read_is_read_and_what_is_quicker_to_compute_is_computed(double rate, bool reads)
    {
        // The cache holds one prompt, so the second pushes the first out.
        var requests = new[] { Prompt(0, 1, 1601, 0), Prompt(1, 2, 1601, 1), Prompt(2, 1, 1601, 2) };
        var (result, outcomes) = Run(Setup(101, [Tier(1e6, rate, latency: 1e-3)], new() { Fetch = KvFetch.Cheapest }), requests);
        var ttft = outcomes[2].FirstToken.Value - outcomes[2].Arrival.Value;
        Assert.Equal(reads ? (1600 / rate) + 1e-3 + 1e-3 + PerToken : 1e-3 + (1601 * PerToken), ttft, 1e-9);
        Assert.Equal(reads ? 1600 : 0, result.Outside!.LoadedTokens);
        Assert.Equal(reads ? 0 : 1600, result.Outside.PassedOverTokens);
        Assert.Equal(3200, result.Outside.Tiers[0].Written.Value); // what is there is not written again
    }

    [Fact]
    public void Engines_that_read_from_one_store_at_once_share_it_and_their_own_links_are_their_own()
    {
        // Both engines lose a prompt and want it back at the same time.
        IEnumerable<Request> Requests() => from wave in Enumerable.Range(0, 3) from engine in Enumerable.Range(0, 2) select Prompt((wave * 2) + engine, (wave % 2 * 10) + engine, 1601, wave);
        double Ttft(double store, double link, KvScope scope)
        {
            var (_, outcomes) = Run(Setup(101, [Tier(1e6, store, scope, link: Link(link))], replicas: 2), Requests());
            return outcomes[^1].FirstToken.Value - outcomes[^1].Arrival.Value - 1e-3 - PerToken;
        }
        Assert.Equal(1600 / 1e6, Ttft(1e6, 5e6, KvScope.Device), 1e-9);
        Assert.Equal(3200 / 1e6, Ttft(1e6, 5e6, KvScope.Node), 1e-9);
        Assert.Equal(1600 / 2e6, Ttft(8e6, 2e6, KvScope.Node), 1e-9);
    }

    [Fact]
    public void Engines_of_other_hosts_find_what_lies_in_the_cluster_and_not_what_lies_in_a_host()
    {
        long Loaded(KvScope scope)
        {
            var requests = Enumerable.Range(0, 4).Select(static i => Prompt(i, 1, 161, i)); // to one engine after the other, two a host
            return Run(Setup(1000, [Tier(1e6, 1e9, scope)], replicas: 4), requests).Result.Outside!.LoadedTokens;
        }
        Assert.Equal(0, Loaded(KvScope.Device));
        Assert.Equal(2 * 160, Loaded(KvScope.Node));
        Assert.Equal(3 * 160, Loaded(KvScope.Cluster));
    }

    [Fact]
    public void Written_back_a_prompt_sinks_from_tier_to_tier_and_is_found_where_it_lies()
    {
        // The cache and each tier hold one prompt.
        var requests = new[] { 1, 2, 3, 1, 3, 4 }.Select(static (family, i) => Prompt(i, family, 161, i)).ToList();
        var (result, outcomes) = Run(Setup(11, [Tier(160, name: "near"), Tier(160, name: "far")], new() { Write = KvWrite.Back, Fetch = KvFetch.Always }), requests);
        Assert.Equal([160L, 160L], result.Outside!.Tiers.Select(static t => t.HitTokens).Order());
        Assert.All(outcomes, static o => Assert.Equal(0, o.CachedTokens));
        var through = Run(Setup(11, [Tier(160, name: "near"), Tier(160, name: "far")]), requests).Result.Outside!;
        Assert.Equal(0, through.LoadedTokens); // both hold the same one
    }

    [Fact]
    public void Written_selectively_only_what_was_used_before_goes_out()
    {
        var requests = new[] { 1, 2, 1, 3, 1, 2 }.Select(static (family, i) => Prompt(i, family, 161, i)).ToList();
        var outside = Run(Setup(11, [Tier(1e6)], new() { Write = KvWrite.Selective, Fetch = KvFetch.Always }), requests).Result.Outside!;
        Assert.Equal(160, outside.LoadedTokens); // the third time that family 1 comes
        Assert.Equal(320, outside.Tiers[0].Written.Value); // it, and family 2 at the end
    }

    [Fact]
    public void Written_selectively_what_the_cache_keeps_goes_out_when_it_is_used_again()
    {
        // The second request finds family 1 in the cache, and computes nothing; then another prompt pushes it out.
        var requests = new[] { Prompt(0, 1, 161, 0), Prompt(1, 1, 161, 1), new Request(2, SimTime.FromSeconds(2), 320, 1), Prompt(3, 1, 161, 3) };
        var (result, outcomes) = Run(Setup(20, [Tier(1e6)], new() { Write = KvWrite.Selective, Fetch = KvFetch.Always }), requests);
        Assert.Equal([0, 160, 0, 0], outcomes.Select(static o => o.CachedTokens));
        Assert.Equal(160, result.Outside!.LoadedTokens);
    }

    [Fact]
    public void Brought_nearer_while_it_waits_a_prompt_is_read_from_the_nearest_tier()
    {
        // Near holds one prompt; a long prompt runs when the last arrives.
        var requests = new[] { Prompt(0, 1, 161, 0), Prompt(1, 2, 161, 1), new Request(2, SimTime.FromSeconds(2), 1601, 1), Prompt(3, 1, 161, 2.001) };
        KvOutsideResult Of(KvPrefetch prefetch) => Run(
            Setup(101, [Tier(160, name: "near"), Tier(480, 1e6, name: "far")], new() { Prefetch = prefetch, Fetch = KvFetch.Always }), requests).Result.Outside!;
        Assert.Equal([0, 160], Of(KvPrefetch.None).Tiers.Select(static t => t.HitTokens));
        Assert.Equal([160, 0], Of(KvPrefetch.Arrival).Tiers.Select(static t => t.HitTokens));
        Assert.Equal(160, Of(KvPrefetch.Arrival).Tiers[0].Prefetched.Value);
    }

    [Fact]
    public void Knowing_what_comes_a_store_finds_more_of_a_cycle_and_as_much_as_the_log_says()
    {
        // Ten prompts in turn through a store for five: the oldest out finds none of them.
        var requests = Enumerable.Range(0, 200).Select(static i => Prompt(i, i % 10, 161, i)).ToList();
        KvOutsideResult Of(string eviction) => Run(
            Setup(11, [Tier(800)], new() { Eviction = eviction, Fetch = KvFetch.Always }), requests).Result.Outside!;
        Assert.Equal(0, Of("lru").LoadedTokens);
        Assert.True(Of("oracle").LoadedTokens > 0.4 * Of("oracle").AskedTokens);
        Assert.InRange(Of("oracle").LoadedTokens, 0.97 * Of("lru").ForesightTokens, Of("lru").ForesightTokens);
        Assert.Equal(Of("lru").ForesightTokens, Of("oracle").ForesightTokens);
    }

    [Theory]
    [InlineData(PreemptionKind.Recompute)]
    [InlineData(PreemptionKind.Swap)]
    public void A_sequence_that_made_room_goes_on_where_it_was(PreemptionKind preemption)
    {
        var requests = Enumerable.Range(0, 40).Select(static i => new Request(i, SimTime.FromSeconds(i * 1e-3), 100, 120)).ToList();
        var computed = 0L;
        var setup = Setup(60, [Tier(1e9)], preemption: preemption);
        setup = setup with { Timer = new WatchedTimer(new AffineTimer(1e-3, PerToken) { IsConvex = false }, shape => computed += shape.PrefillTokens) };
        var (result, outcomes) = Run(setup, requests);
        Assert.Equal(40, result.Completed);
        Assert.Equal(40 * 120, result.OutputTokens);
        Assert.True(result.Preemptions > 10);
        Assert.Equal(preemption == PreemptionKind.Swap ? result.Preemptions : 0, result.Outside!.Swaps);
        // Swapped out, it computes its last token again, and nothing else.
        if (preemption == PreemptionKind.Swap) Assert.Equal((40 * 100) + result.Preemptions, computed);
        else Assert.True(computed > (40 * 100) + (100 * result.Preemptions));
        Assert.Equal(result.Preemptions, outcomes.Sum(static o => (long)o.Preemptions));
    }

    [Fact]
    public void A_step_waits_until_the_blocks_that_it_needs_have_been_copied_out()
    {
        // Two sequences grow until the second, of 31 tokens, has to make room.
        var requests = new[] { new Request(0, SimTime.Zero, 16, 40), new Request(1, SimTime.Zero, 16, 40) };
        double Finish(double rate) => Run(Setup(4, [Tier(1e6, rate)], preemption: PreemptionKind.Swap), requests).Outcomes.First(static o => o.Id == 0).Finish.Value;
        var free = Finish(double.PositiveInfinity);
        Assert.Equal(32 / 1e4, Finish(1e4) - free, 1e-9);
    }

    [Fact]
    public void Whatever_the_policies_every_token_comes_out_once_and_bytes_add_up()
    {
        var random = new RandomStreams(11).Get("cases");
        for (var i = 0; i < 60; i++)
        {
            var requests = Families((ulong)i, 150, 4 + random.NextInt(30), 1e-4 * (1 + random.NextInt(60)), 20, 60).ToList();
            var link = Link(1e5 * (1 + random.NextInt(100)), 1e-6);
            ImmutableArray<KvTierSpec> tiers =
            [
                Tier(400 * (1 + random.NextInt(20)), 1e5 * (1 + random.NextInt(50)), (KvScope)random.NextInt(3), "near", link),
                Tier(4000 * (1 + random.NextInt(20)), 1e5 * (1 + random.NextInt(50)), KvScope.Cluster, "far", random.NextInt(2) == 0 ? link : Link(1e6), latency: 1e-5),
            ];
            var policy = new KvPolicySpec
            {
                Write = (KvWrite)random.NextInt(3),
                Fetch = (KvFetch)random.NextInt(3),
                Prefetch = (KvPrefetch)random.NextInt(2),
                Eviction = EvictionTable.All[random.NextInt(EvictionTable.All.Count)].Name,
                TimeToLive = random.NextInt(2) == 0 ? null : new Seconds(0.1),
            };
            var setup = Setup(30 + random.NextInt(60), tiers[..(1 + random.NextInt(2))], policy, 1 + random.NextInt(4), (PreemptionKind)random.NextInt(2));
            var (result, outcomes) = Run(setup, requests);
            Assert.Equal(result.Arrived - result.Rejected, result.Completed);
            Assert.Equal(requests.Where(r => outcomes.Any(o => o.Id == r.Id)).Sum(static r => (long)r.OutputTokens), result.OutputTokens);
            var outside = result.Outside!;
            Assert.True(outside.LoadedTokens + outside.PassedOverTokens <= outside.AskedTokens);
            Assert.All(outside.Tiers, tier => Assert.True(tier.Peak.Value <= tier.Capacity.Value));
            // Every byte that leaves a tier goes to engines or to another tier.
            Assert.True(outside.Tiers.Sum(static t => t.Read.Value) >= outside.LoadedTokens);
            Assert.True(outside.Links.Sum(static l => l.Inward.Value) >= outside.LoadedTokens);
            Assert.Equal(Run(setup, requests).Outcomes, outcomes);
        }
    }
}
