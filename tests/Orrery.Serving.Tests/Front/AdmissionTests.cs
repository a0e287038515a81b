using Orrery.Serving.Tests.Reference;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

public sealed class AdmissionTests
{
    const long Many = 300_000;

    static double Exponential(Simulation.RandomSource source) => Traffic.Exponential(source, 1);

    [Theory]
    [InlineData(1, 0.6)]
    [InlineData(4, 2.8)]
    [InlineData(20, 14)]
    public void Waiting_at_the_router_for_one_of_many_servers_is_that_of_an_M_M_c_queue(int servers, double load)
    {
        var result = Queue.Run(Queue.Servers(servers, new() { Concurrency = 1 }), load, 2 * Many, Exponential);
        var wait = Queue.ErlangC(servers, load);
        Assert.Equal(wait, result.Queueing.Mean.Value, 0.01 * wait);
        Assert.Equal(load / servers, result.BusyTime.Value / result.Makespan.Value / servers, 0.01 * load / servers);
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(5, 4.0)]
    [InlineData(12, 20.0)]
    public void Where_nobody_may_wait_as_many_are_shed_as_Erlang_B_says_whatever_the_distribution_of_service(int servers, double load)
    {
        var setup = Queue.Servers(servers, new() { Concurrency = 1, MaxQueue = 0 });
        var blocked = Queue.ErlangB(servers, load);
        foreach (var service in (Func<Simulation.RandomSource, double>[])[Exponential, static s => s.NextInt(2) == 0 ? 0.1 : 1.9])
        {
            var result = Queue.Run(setup, load, Many, service);
            Assert.Equal(blocked, (double)result.Front!.Shed / Many, 0.01 * blocked);
            Assert.Equal(result.Front.Shed, result.Front.QueueFullAttempts);
        }
    }

    [Theory]
    [InlineData(1, 4, 0.9)]
    [InlineData(3, 8, 3.5)]
    public void With_a_bounded_queue_as_many_are_shed_as_an_M_M_c_K_queue_loses(int servers, int places, double load)
    {
        var full = Queue.Full(servers, places, load);
        var result = Queue.Run(Queue.Servers(servers, new() { Concurrency = 1, MaxQueue = places - servers }), load, Many, Exponential);
        Assert.Equal(full, (double)result.Front!.Shed / Many, 0.01 * full);
    }

    [Theory]
    [InlineData(50, 1000, 50)] // the limit is the bottleneck
    [InlineData(1000, 50, 50)] // the engine is
    public void A_saturated_pipeline_goes_as_fast_as_its_bottleneck(double limit, double engine, double bottleneck)
    {
        var setup = Queue.Servers(1, new() { Limit = new(LimitUnit.Requests, limit, 1), Concurrency = 1, MaxQueue = 5 });
        var result = Queue.Run(setup, 20_000, Many, _ => 1 / engine);
        Assert.Equal(bottleneck, result.Completed / result.Makespan.Value, 0.01 * bottleneck);
    }

    [Theory]
    [InlineData(LimitUnit.Requests)]
    [InlineData(LimitUnit.Tokens)]
    public void No_span_of_time_lets_more_through_than_rate_times_time_and_burst_and_nothing_is_refused_without_need(LimitUnit unit)
    {
        var (rate, burst) = unit == LimitUnit.Requests ? (20.0, 7.0) : (2000.0, 900.0);
        var setup = Queue.Servers(3, new() { TenantLimit = new(unit, rate, burst) });
        var outcomes = new List<RequestOutcome>();
        var requests = Traffic.Poisson(5, 100, 4000, static s => (1 + s.NextInt(100), 1 + s.NextInt(100))).Select(static r => r with { Tenant = (int)(r.Id % 3) }).ToList();
        ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        double Amount(Request request) => unit == LimitUnit.Requests ? 1 : request.InputTokens + request.OutputTokens;
        for (var tenant = 0; tenant < 3; tenant++)
        {
            var own = outcomes.Where(o => requests[(int)o.Id].Tenant == tenant).OrderBy(static o => o.Id).ToList();
            var level = burst; // as a bucket is defined: what is refused does not fit
            var last = 0.0;
            var passed = own.Where(static o => o.Status == RequestStatus.Completed).ToList();
            foreach (var outcome in own)
            {
                level = Math.Min(burst, level + rate * (outcome.Arrival.Value - last));
                last = outcome.Arrival.Value;
                var amount = Amount(requests[(int)outcome.Id]);
                Assert.Equal(amount <= level, outcome.Status == RequestStatus.Completed);
                if (amount <= level) level -= amount;
            }
            for (var first = 0; first < passed.Count; first += 7)
            {
                var sum = 0.0;
                for (var i = first; i < passed.Count; i++)
                {
                    sum += Amount(requests[(int)passed[i].Id]);
                    Assert.True(sum <= rate * (passed[i].Arrival.Value - passed[first].Arrival.Value) + burst + 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Shedding_by_expected_first_tokens_keeps_them_under_the_bound_at_three_times_what_the_engine_can_do()
    {
        var setup = new ServingSetup
        {
            Timer = new AffineTimer(5e-3, 2e-5),
            Kv = new([1.0], 0, new(1e9)),
            Spec = new ServingSpec { MaxSequences = 16, Admission = new() { ShedTtft = new(1) } },
        };
        var requests = Traffic.Poisson(9, 90, 20_000, static s => (1 + s.NextInt(400), 50 + s.NextInt(100))).ToList();
        var shed = ServingSimulation.Run(new Traffic(requests), setup);
        var patient = ServingSimulation.Run(new Traffic(requests), setup with { Spec = setup.Spec with { Admission = null } });
        Assert.InRange(shed.Ttft.P99.Value, 0.5, 1.3); // what is expected is not what comes
        Assert.True(patient.Ttft.P50.Value > 50);
        Assert.Equal(patient.OutputTokens / patient.Makespan.Value, shed.OutputTokens / shed.Makespan.Value, 0.03 * patient.OutputTokens / patient.Makespan.Value);
    }

    [Fact]
    public void The_lowest_priority_number_waits_least_at_the_router()
    {
        var outcomes = new List<RequestOutcome>();
        var classes = new Simulation.RandomSource(1);
        var requests = Traffic.Poisson(5, 0.6, 100_000, static s => ((int)(Queue.Second * Traffic.Exponential(s, 1)) + 1, 1)).Select(r => r with { Priority = classes.NextInt(2) }).ToList();
        var setup = Queue.Servers(1, new() { Concurrency = 1, Order = QueueOrder.Priority });
        ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        double Wait(int priority) => outcomes.Where(o => requests[(int)o.Id].Priority == priority).Average(o => o.FirstToken.Value - o.Arrival.Value - (requests[(int)o.Id].InputTokens * 1e-6));
        // Cobham (1954): with half of the load in each class the residual work is ρ and waits are W₁ = ρ/(1 − ρ₁), W₂ = ρ/((1 − ρ₁)(1 − ρ)).
        Assert.Equal(0.6 / 0.7, Wait(0), 0.03 * 0.6 / 0.7);
        Assert.Equal(0.6 / 0.7 / 0.4, Wait(1), 0.05 * 0.6 / 0.7 / 0.4);
    }
}
