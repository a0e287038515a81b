using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class CapacitySearchTests
{
    static CapacityResult Search(Plan plan, CapacityOptions options)
        => CapacitySearch.Run(plan, (traffic, seed) => TrafficSource.Open(traffic, new RandomStreams((ulong)seed)), options);

    static readonly ServingSpec OneAtATime = new() { MaxBatchedTokens = 2048, MaxSequences = 1 };

    // One sequence at a time, Poisson arrivals, equal requests: M/D/1. Its mean sojourn is s (1 + rho / (2 (1 - rho))), so that twice the
    // service time is reached at rho = 2/3.
    [Fact]
    public void A_single_server_reaches_the_load_that_queueing_theory_says()
    {
        var system = Plans.System(Machines.Llama8B, serving: OneAtATime);
        var alone = BatchTiming.Of(EngineModel.Build(system), 1, 512, 64);
        var service = alone.PrefillSeconds + alone.DecodeSeconds;
        var bound = new SloBound(SloMetric.E2e, 0, new Seconds(2 * service));
        var plan = Plans.Of(Plans.Poisson(0.1 / service, 512, 64, 20_000), [bound], system);
        var found = Search(plan, new CapacityOptions { Replications = 4, Resolution = 0.005 }).Systems[0];
        var theory = 2.0 / 3 / service;
        Assert.Equal("e2e-mean", found.Limit);
        Assert.Equal(theory, found.RequestsPerSecond, theory * 0.03);
        Assert.InRange(theory, found.LowRequestsPerSecond!.Value * 0.99, found.HighRequestsPerSecond!.Value * 1.01);
    }

    [Fact]
    public void Without_objectives_the_capacity_is_where_the_queue_begins_to_grow()
    {
        var system = Plans.System(Machines.Llama8B, serving: OneAtATime);
        var alone = BatchTiming.Of(EngineModel.Build(system), 1, 512, 64);
        var service = alone.PrefillSeconds + alone.DecodeSeconds;
        var found = Search(Plans.Of(Plans.Poisson(1, 512, 64, 3000), [], system), new CapacityOptions { Replications = 1 }).Systems[0];
        Assert.Equal("throughput", found.Limit);
        // A backlog of 5 % is reached at a load of 1 / 0.95; three thousand Poisson arrivals blur that by a few per cent.
        Assert.InRange(found.RequestsPerSecond * service, 0.97, 1.12);
    }

    [Fact]
    public void Twice_the_system_carries_about_twice_and_a_load_is_carried_by_enough_copies()
    {
        var bound = new SloBound(SloMetric.Ttft, 90, new Seconds(0.5));
        var traffic = Plans.Poisson(5, 512, 64, 1000);
        var (one, two) = (Plans.System(Machines.Llama8B, name: "one"), Plans.System(Machines.Llama8B, count: 2, name: "two"));
        var result = Search(Plans.Of(traffic, [bound], one, two), new CapacityOptions { Replications = 2, Load = 120 });
        var (small, large) = (result.Systems[0], result.Systems[1]);
        Assert.InRange(large.RequestsPerSecond / small.RequestsPerSecond, 1.7, 2.3);
        Assert.InRange(small.ForLoad!.Copies * small.RequestsPerSecond, 120 * 0.8, 120 + 2 * small.RequestsPerSecond);
        Assert.InRange(small.ForLoad.Devices - large.ForLoad!.Devices, -2, 1);
        Assert.NotNull(result.Cheapest);
    }

    [Fact]
    public void An_objective_that_no_rate_meets_gives_none_and_says_which()
    {
        var bound = new SloBound(SloMetric.Ttft, 50, new Seconds(1e-6));
        var found = Search(Plans.Of(Plans.Poisson(5, 512, 16, 200), [bound], Plans.System(Machines.Llama8B)), new CapacityOptions { Replications = 2, Load = 10 });
        Assert.Equal(0, found.Systems[0].RequestsPerSecond);
        Assert.Equal("ttft-p50", found.Systems[0].Limit);
        Assert.Null(found.Cheapest);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var plan = Plans.Of(Plans.Poisson(5, 512, 32, 300), [new SloBound(SloMetric.Ttft, 90, new Seconds(0.3))], Plans.System(Machines.Llama8B, name: "a"), Plans.System(Machines.Llama8B, count: 2, name: "b"));
        string Flat(int threads) => System.Text.Json.JsonSerializer.Serialize(Search(plan, new CapacityOptions { Replications = 3, Threads = threads, Load = 50 }));
        Assert.Equal(Flat(1), Flat(3));
    }
}
