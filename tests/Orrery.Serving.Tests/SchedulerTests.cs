using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class SchedulerTests
{
    const double Step = 1e-3;

    // One request at a time, whose every step takes as long as any other: a queue with one server.
    static ServingSetup OneServer(string scheduler, double? ttft = null) => new()
    {
        Timer = new AffineTimer(Step),
        Kv = new KvLayout([1.0], 0, new Bytes(1e9)),
        Spec = new ServingSpec { Scheduler = scheduler, MaxSequences = 1 },
        Bounds = new RequestBounds(ttft is { } bound ? new Seconds(bound) : null),
    };

    static (ServingResult Result, List<RequestOutcome> Outcomes) Run(ServingSetup setup, IEnumerable<Request> requests)
    {
        var outcomes = new List<RequestOutcome>();
        return (ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add }), outcomes);
    }

    static Request At(long id, double milliseconds, int output, int priority = 0) => new(id, SimTime.FromSeconds(milliseconds * 1e-3), 10, output, Priority: priority);

    [Theory]
    [InlineData("chunked-prefill", new long[] { 0, 1, 2, 3, 4 })]
    [InlineData("priority", new long[] { 0, 4, 2, 3, 1 })]
    [InlineData("shortest-job", new long[] { 0, 3, 2, 4, 1 })]
    public void Who_waits_is_served_in_the_order_of_the_policy_and_equals_in_that_of_arrival(string scheduler, long[] order)
    {
        var (_, outcomes) = Run(OneServer(scheduler), [At(0, 0, 9, 7), At(1, 1, 8, 7), At(2, 2, 5), At(3, 3, 1), At(4, 4, 5, -1)]);
        Assert.Equal(order, outcomes.Select(static o => o.Id));
    }

    [Fact]
    public void Those_that_have_missed_the_bound_on_their_first_token_go_after_those_that_can_meet_it()
    {
        // The engine is free at 30 ms: requests 1 and 2 waited more than 20 ms by then, 3 and 4 did not; 4 has while 3 is served.
        Request[] requests = [At(0, 0, 30), At(1, 1, 5), At(2, 2, 5), At(3, 15, 8), At(4, 16, 5), At(5, 37, 5)];
        Assert.Equal([0, 3, 5, 1, 2, 4], Run(OneServer("deadline", 0.020), requests).Outcomes.Select(static o => o.Id));
        Assert.Equal([0, 3, 4, 5, 1, 2], Run(OneServer("deadline", 0.022), requests).Outcomes.Select(static o => o.Id));
        Assert.Equal([0, 1, 2, 3, 4, 5], Run(OneServer("deadline"), requests).Outcomes.Select(static o => o.Id));
    }

    [Fact]
    public void Under_overload_deadlines_save_requests_that_first_come_first_served_loses()
    {
        long Good(string scheduler) => Run(OneServer(scheduler, 0.2), Traffic.Poisson(4, 60, 4000, static _ => (10, 20))).Result.Good;
        var (served, saved) = (Good("chunked-prefill"), Good("deadline"));
        Assert.True(served < 200, $"{served} in time, first come, first served");
        Assert.True(saved > 3000, $"{saved} in time with deadlines"); // 50 of 60 can be served at all
    }

    [Fact]
    public void Classes_wait_as_long_as_Cobham_says()
    {
        // A non-preemptive priority queue (Cobham 1954): class k waits R / ((1 - s(k-1)) (1 - s(k))), s the load of the classes up to it and R = load x service / 2.
        const double service = 20 * Step, load = 0.8;
        var waits = new (double Sum, int Count)[3];
        var source = new RandomStreams(8).Get("classes");
        var classes = Enumerable.Range(0, 100_000).Select(_ => source.NextInt(3)).ToArray();
        var requests = Traffic.Poisson(8, load / service, classes.Length, static _ => (10, 20)).Select(r => r with { Priority = classes[r.Id] });
        ServingSimulation.Run(new Traffic(requests), OneServer("priority") with
        {
            Sink = o =>
            {
                ref var wait = ref waits[classes[o.Id]];
                wait = (wait.Sum + o.FirstToken.Value - o.Arrival.Value - Step, wait.Count + 1);
            },
        });
        for (var k = 0; k < 3; k++)
        {
            var expected = load * service / 2 / ((1 - load * k / 3) * (1 - load * (k + 1) / 3));
            Assert.Equal(expected, waits[k].Sum / waits[k].Count, expected * 0.06);
        }
    }

    [Fact]
    public void No_policy_waits_less_in_the_mean_than_one_that_knows_the_shortest_job()
    {
        double Wait(string scheduler) => Run(OneServer(scheduler, 0.05), Traffic.Poisson(5, 80, 10_000, static s => (1 + s.NextInt(100), 1 + s.NextInt(20)))
            .Select(static r => r with { InputTokens = 10, Priority = r.InputTokens })).Result.Queueing.Mean.Value;
        var shortest = Wait("shortest-job");
        Assert.All(Schedulers.SchedulerTable.All.Where(static s => s.Name != "shortest-job"), other => Assert.True(Wait(other.Name) > 1.3 * shortest, other.Name));
    }
}
