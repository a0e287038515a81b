using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

public sealed class FaultTests
{
    static ServingSetup Engines(int replicas, FaultSpec? faults, StartUpSpec? start = null) => new()
    {
        Timer = new AffineTimer(1e-3, 1e-4),
        Kv = new KvLayout([1.0], 0, new Bytes(1e9)),
        Replicas = replicas,
        Spec = new ServingSpec { MaxBatchedTokens = 1000, Router = "round-robin", Faults = faults, StartUp = start },
        WeightsPerDevice = new(14e9),
    };

    static (ServingResult Result, List<RequestOutcome> Outcomes) Run(ServingSetup setup, params Request[] requests)
    {
        var outcomes = new List<RequestOutcome>();
        return (ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add }), outcomes);
    }

    [Fact]
    public void A_cold_replica_serves_when_its_weights_have_come()
    {
        var (result, outcomes) = Run(Engines(1, null, new(new(3), new(7e9))), new Request(0, default, 90, 1), new Request(1, SimTime.FromSeconds(4), 10, 1));
        Assert.Equal([5 + 1e-3 + 100e-4, 5 + 1e-3 + 100e-4], outcomes.Select(static o => o.FirstToken.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.011 / 5.011, result.Front!.Availability, 1e-9);
    }

    [Fact]
    public void A_moved_request_keeps_its_tokens_and_computes_prompt_and_output_again()
    {
        // Prompt of 100: 11 ms; then 1.1 ms a token. At 25 ms 13 tokens are out, and the step that gives the fourteenth is lost.
        var faults = new FaultSpec { Crashes = [new(0, new(0.025), null)] };
        var (result, outcomes) = Run(Engines(2, faults), new Request(0, default, 100, 40));
        var again = 0.025 + 1e-3 + 113e-4; // gives the fourteenth
        Assert.Equal(again + (26 * 1.1e-3), outcomes[0].Finish.Value, 1e-9);
        Assert.Equal((RequestStatus.Completed, 40, 1, 1, 0.011), (outcomes[0].Status, outcomes[0].OutputTokens, outcomes[0].Attempts, outcomes[0].Replica, Math.Round(outcomes[0].FirstToken.Value, 9)));
        Assert.Equal((1, 1, 112, 0), (result.Front!.Crashes, result.Front.Moves, result.Front.WastedInputTokens, result.Front.WastedOutputTokens));
    }

    [Theory]
    [InlineData(OnCrash.Retry, RequestStatus.Completed, 2)]
    [InlineData(OnCrash.Fail, RequestStatus.Failed, 1)]
    public void A_lost_request_starts_over_or_fails_as_told(OnCrash onCrash, RequestStatus status, int attempts)
    {
        var setup = Engines(2, new() { Crashes = [new(0, new(0.025), null)], OnCrash = onCrash });
        setup = setup with { Spec = setup.Spec with { Clients = new() { Retries = 1, Backoff = new(1), Jitter = 0 } } };
        var (result, outcomes) = Run(setup, new Request(0, default, 100, 40));
        Assert.Equal((status, attempts, 13), (outcomes[0].Status, outcomes[0].Attempts, result.Front!.WastedOutputTokens));
        Assert.Equal(status == RequestStatus.Completed ? 1.025 + 0.011 + (39 * 1.1e-3) : 0.025, outcomes[0].Finish.Value, 1e-9);
    }

    [Fact]
    public void A_crash_takes_the_prefix_cache_with_it()
    {
        var setup = Engines(1, new() { Crashes = [new(0, new(2), new(1))] });
        setup = setup with { Spec = setup.Spec with { PrefixCache = true } };
        Request Prompt(long id, double at) => new(id, SimTime.FromSeconds(at), 64, 1, new long[] { 1, 2, 3, 4 }, 16);
        var (_, outcomes) = Run(setup, Prompt(0, 0), Prompt(1, 1), Prompt(2, 4), Prompt(3, 5));
        Assert.Equal([0, 48, 0, 48], outcomes.Select(static o => o.CachedTokens));
    }

    [Theory]
    [InlineData(OnOutage.Wait)]
    [InlineData(OnOutage.Reject)]
    public void While_no_replica_is_up_requests_wait_or_are_shed(OnOutage onOutage)
    {
        var faults = new FaultSpec { Crashes = [new(0, new(1), new(2)), new(1, new(1.5), new(3))], OnOutage = onOutage };
        var (result, outcomes) = Run(Engines(2, faults), [.. Enumerable.Range(0, 50).Select(static i => new Request(i, SimTime.FromSeconds(i * 0.1), 10, 2))]);
        var away = outcomes.Where(static o => o.Arrival.Value is >= 1.5 and < 3).ToList();
        Assert.Equal(15, away.Count);
        Assert.All(away, o => Assert.Equal(onOutage == OnOutage.Wait ? RequestStatus.Completed : RequestStatus.Shed, o.Status));
        if (onOutage == OnOutage.Wait) Assert.All(away, static o => Assert.True(o.FirstToken.Value > 3));
        else Assert.Equal(15, result.Front!.OutageAttempts);
        Assert.Equal(50, outcomes.Count);
    }

    [Fact]
    public void Replicas_that_crash_in_turn_for_ever_lose_no_request_and_are_up_as_often_as_renewal_theory_says()
    {
        var faults = new FaultSpec { MeanTimeBetween = new(20), MeanTimeToRepair = new(3), MaxMoves = 1000 };
        var requests = Traffic.Poisson(2, 20, 100_000, static s => (1 + s.NextInt(100), 1 + s.NextInt(100)));
        var result = ServingSimulation.Run(new Traffic(requests), Engines(4, faults, new(new(2))));
        Assert.Equal((100_000, 0), (result.Completed, result.Front!.Failed));
        Assert.True(result.Front.Crashes > 500 && result.Front.Moves > 200);
        Assert.Equal(20.0 / 25, result.Front.Availability, 0.02);
        Assert.Equal(4 * 20.0 / 25, result.Front.Up.Average(static slice => slice.Mean), 0.1);
    }

    [Fact]
    public void When_all_are_gone_for_good_the_run_ends_and_what_waits_has_failed()
    {
        var faults = new FaultSpec { Crashes = [.. Enumerable.Range(0, 3).Select(static i => new Crash(i, new(1 + i), null))] };
        var (result, outcomes) = Run(Engines(3, faults), [.. Enumerable.Range(0, 500).Select(static i => new Request(i, SimTime.FromSeconds(i * 0.01), 50, 100))]);
        Assert.Equal(500, outcomes.Select(static o => o.Id).Distinct().Count());
        Assert.Equal(500, result.Completed + result.Front!.Failed);
        Assert.True(result.Front.Failed > 200);
    }
}
