using Orrery.Performance;
using Orrery.Serving.Arrivals;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

public sealed class ClientTests
{
    static readonly ServingSetup Engine = new()
    {
        Timer = new AffineTimer(5e-3, 2e-5),
        Kv = new KvLayout([1.0], 0, new Bytes(1e9)),
        Spec = new ServingSpec { MaxSequences = 16 },
    };

    static (ServingResult Result, List<RequestOutcome> Outcomes) Run(ServingSpec spec, double rate, int count, ServingSetup? engine = null)
    {
        var outcomes = new List<RequestOutcome>();
        var requests = Traffic.Poisson(4, rate, count, static s => (1 + s.NextInt(400), 50 + s.NextInt(100)));
        return (ServingSimulation.Run(new Traffic(requests), (engine ?? Engine) with { Spec = spec, Sink = outcomes.Add }), outcomes);
    }

    [Fact]
    public void Clients_give_up_at_their_bounds_and_what_completes_is_within_them()
    {
        var (result, outcomes) = Run(Engine.Spec with { Clients = new() { Timeout = new(2), FirstTokenTimeout = new(0.7) } }, 60, 5000);
        Assert.True(result.Front!.TimedOut > 500 && result.Completed > 500);
        foreach (var o in outcomes)
        {
            var after = o.Finish.Value - o.Arrival.Value;
            if (o.Status == RequestStatus.Completed) Assert.True(after < 2 && o.FirstToken.Value - o.Arrival.Value < 0.7);
            else Assert.True(Math.Abs(after - (o.OutputTokens > 0 ? 2 : 0.7)) < 1e-9, $"{o}");
        }
    }

    [Fact]
    public void Pauses_between_attempts_double_up_to_the_longest_less_some_jitter()
    {
        // Nothing ever passes: every attempt ends at once.
        var spec = Engine.Spec with { Admission = new() { Limit = new(LimitUnit.Requests, 1e-9, 0.5) }, Clients = new() { Retries = 4, Backoff = new(1), MaxBackoff = new(3), Jitter = 0.2 } };
        var (result, outcomes) = Run(spec, 10, 2000);
        var total = outcomes.Select(static o => o.Finish.Value - o.Arrival.Value).ToList();
        Assert.All(total, static pause => Assert.InRange(pause, 0.8 * 9, 9)); // 1 + 2 + 3 + 3
        Assert.Equal(0.9 * 9, total.Average(), 0.05);
        Assert.True(total.Max() - total.Min() > 0.9);
        Assert.Equal((2000, 10_000, 10_000), (result.Front!.Shed, result.Front.Attempts, result.Front.LimitedAttempts));
    }

    [Fact]
    public void Retries_under_overload_bring_down_what_shedding_at_the_door_keeps_up()
    {
        var clients = new ClientSpec { Timeout = new(4), Retries = 3, Backoff = new(0.5) };
        var storm = Run(Engine.Spec with { Clients = clients }, 45, 10_000).Result;
        var shed = Run(Engine.Spec with { Clients = clients, Admission = new() { ShedTtft = new(1) } }, 45, 10_000).Result;
        Assert.True(storm.Front!.Attempts > 2 * storm.Arrived, $"{storm.Front.Attempts} attempts");
        Assert.True(storm.Front.WastedOutputTokens > storm.OutputTokens, $"{storm.Front.WastedOutputTokens} wasted, {storm.OutputTokens} not");
        Assert.True(shed.Completed > 1.5 * storm.Completed, $"{shed.Completed} against {storm.Completed}");
        Assert.True(shed.Front!.WastedOutputTokens < 0.1 * shed.OutputTokens);
    }

    [Fact]
    public void Users_who_lose_interest_leave_a_system_with_room_for_all_as_fast_as_theory_says()
    {
        // M/G/∞ with service of constant length s and patience of rate θ: a share exp(−θ s) stays, and a user spends (1 − exp(−θ s)) / θ in it.
        const double theta = 0.5, seconds = 2, rate = 40;
        var requests = Traffic.Poisson(8, rate, 100_000, static _ => (1, 2000));
        var setup = new ServingSetup { Timer = new AffineTimer(seconds / 2000), Kv = new KvLayout([1.0], 0, new Bytes(1e12)), Spec = new ServingSpec { MaxSequences = 100_000, Clients = new() { CancelPerSecond = theta } } };
        var result = ServingSimulation.Run(new Traffic(requests), setup);
        Assert.Equal(Math.Exp(-theta * seconds), result.Completed / 100_000.0, 0.01 * Math.Exp(-theta * seconds));
        Assert.Equal(100_000, result.Completed + result.Front!.Cancelled);
        var inSystem = rate * (1 - Math.Exp(-theta * seconds)) / theta;
        Assert.Equal(inSystem, result.MeanRunning, 0.01 * inSystem);
    }

    [Fact]
    public void Users_stop_answers_anywhere_and_have_what_came_until_then()
    {
        var (result, outcomes) = Run(Engine.Spec with { Clients = new() { CancelShare = 0.3 } }, 10, 20_000);
        var cancelled = outcomes.Where(static o => o.Status == RequestStatus.Cancelled).ToList();
        Assert.Equal(0.3, cancelled.Count / 20_000.0, 0.01);
        Assert.Equal(0.5 * 99.5, cancelled.Average(static o => o.OutputTokens), 1.0);
        Assert.Equal(result.Front!.WastedOutputTokens, cancelled.Sum(static o => (long)o.OutputTokens));
    }

    [Fact]
    public void Ten_times_the_load_ends_is_accounted_for_and_takes_memory_for_those_who_are_there_alone()
    {
        var spec = Engine.Spec with { Clients = new() { Timeout = new(3), Retries = 2, Backoff = new(0.5) } };
        var outcomes = 0;
        var run = new ServingRun(
            new OpenArrivals(new Traffic(Traffic.Poisson(4, 300, 30_000, static s => (1 + s.NextInt(400), 50 + s.NextInt(100))))),
            Engine with { Spec = spec, Sink = _ => outcomes++ }, null, CancellationToken.None);
        run.Until(long.MaxValue);
        var result = run.Result();
        Assert.Equal((30_000, 30_000), (outcomes, result.Arrived));
        Assert.Equal(30_000, result.Completed + result.Front!.TimedOut);
        Assert.True(result.Completed > 0 && result.Front.TimedOut > 20_000);
        Assert.True(run.Door!.MostOpen < 1.05 * 300 * (3 * 3 + 0.5 + 1), $"{run.Door.MostOpen} at once"); // arrivals in the longest that a request can last
    }
}
