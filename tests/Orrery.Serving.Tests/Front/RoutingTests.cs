using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

public sealed class RoutingTests
{
    static ServingSetup Setup(string router, double refresh, bool own = true) => new()
    {
        Timer = new AffineTimer(2e-3, 2e-5, 1e-7),
        Kv = new KvLayout([1.0], 0, new Bytes(12_000)),
        Replicas = 4,
        Spec = new ServingSpec { Router = router, PrefixCache = true, MaxBatchedTokens = 2048, Routing = new() { Refresh = new(refresh), OwnDecisions = own } },
    };

    static List<Request> Families(int count, double rate) =>
    [
        .. Traffic.Poisson(7, rate, count, static s => (64 * (1 + s.NextInt(16)), 1 + s.NextInt(60)))
            .Select(static r => r with { Prefix = Enumerable.Range(0, r.InputTokens / 64).Select(i => (r.Id % 24 * 1000L) + i).ToArray(), PrefixBlockTokens = 64 }),
    ];

    static ServingResult Run(ServingSetup setup, List<Request> requests) => ServingSimulation.Run(new Traffic(requests), setup);

    [Fact]
    public void What_is_cached_brings_requests_that_share_it_together()
    {
        var requests = Families(8000, 60);
        var aware = Run(Setup("kv-aware", 0), requests);
        var blind = Run(Setup("least-tokens", 0), requests);
        Assert.True(aware.CachedTokens > 1.3 * blind.CachedTokens, $"{aware.CachedTokens} against {blind.CachedTokens}");
        Assert.True(aware.Ttft.Mean < blind.Ttft.Mean, $"{aware.Ttft.Mean} against {blind.Ttft.Mean}");
    }

    [Fact]
    public void An_older_picture_is_a_worse_one_unless_the_router_knows_what_it_did_itself()
    {
        var requests = Families(8000, 60);
        double Ttft(double refresh, bool own) => Run(Setup("kv-aware", refresh, own), requests).Ttft.P99.Value;
        var exact = Ttft(0, true);
        var (blind, own, fresh) = (Ttft(2, own: false), Ttft(2, own: true), Ttft(1e-3, own: true));
        Assert.True(blind > 2 * exact && own < 0.7 * blind && fresh < 1.3 * exact, $"{exact} at once, {fresh} nearly, {own} and {blind} late");
    }

    [Fact]
    public void A_router_that_does_not_look_sends_everything_one_way()
    {
        // Nothing is known but the first look, when all were idle.
        var outcomes = new List<RequestOutcome>();
        ServingSimulation.Run(new Traffic(Families(500, 50)), Setup("least-loaded", 1000, own: false) with { Sink = outcomes.Add });
        Assert.All(outcomes, static o => Assert.Equal(0, o.Replica));
        outcomes.Clear();
        ServingSimulation.Run(new Traffic(Families(500, 50)), Setup("least-loaded", 1000, own: true) with { Sink = outcomes.Add });
        Assert.All(outcomes.GroupBy(static o => o.Replica), static g => Assert.Equal(125, g.Count()));
    }

    [Fact]
    public void Adapters_are_loaded_once_kept_by_use_and_waited_for()
    {
        // A load takes 0.1 s, a request alone 12 ms.
        var adapters = new AdapterSpec { Slots = 2, Size = new(1e9), Bandwidth = new(1e10) };
        var setup = new ServingSetup { Timer = new AffineTimer(2e-3, 1e-4), Kv = new KvLayout([1.0], 0, new Bytes(1e6)), Spec = new ServingSpec { Adapters = adapters } };
        var outcomes = new List<RequestOutcome>();
        var order = new[] { 7, 8, 7, 9, 7, 8 };
        var result = ServingSimulation.Run(new Traffic(order.Select(static (adapter, i) => new Request(i, SimTime.FromSeconds(i), 100, 1) { Adapter = adapter })), setup with { Sink = outcomes.Add });
        Assert.Equal([0.112, 0.112, 0.012, 0.112, 0.012, 0.112], outcomes.Select(static o => o.FirstToken.Value - o.Arrival.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal((4, 2), (result.Front!.AdapterLoads, result.Front.AdapterHits));
    }

    [Fact]
    public void A_batch_has_as_many_adapters_as_are_held_at_most_and_popular_ones_hit()
    {
        var most = 0;
        var adapters = new AdapterSpec { Count = 50, Skew = 1.2, Slots = 6, Size = new(1e8), Bandwidth = new(1e10) };
        var setup = Setup("kv-aware", 0);
        setup = setup with { Timer = new WatchedTimer(setup.Timer, shape => most = Math.Max(most, shape.Adapters)), Spec = setup.Spec with { Adapters = adapters } };
        var requests = Families(6000, 60);
        var result = Run(setup, requests);
        Assert.Equal(6000, result.Completed);
        var random = Run(setup with { Spec = setup.Spec with { Router = "random" } }, requests);
        Assert.True(result.Front!.AdapterLoads < 0.7 * random.Front!.AdapterLoads, $"{result.Front.AdapterLoads} against {random.Front.AdapterLoads}");
        Assert.Equal(6, most);
    }
}
