using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class QueueTheoryTests
{
    // One sequence at a time whose prompt is computed in one step as long as it likes, and whose output is one token: a single server.
    static ServingResult SingleServer(double utilisation, Func<RandomSource, double> seconds, ulong seed = 11) => Front.Queue.Run(Front.Queue.Servers(1), utilisation, 1_000_000, seconds, seed);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void One_sequence_of_constant_length_waits_as_an_M_D_1_queue_does(double utilisation)
    {
        var result = SingleServer(utilisation, static _ => 1);
        var wait = utilisation / (2 * (1 - utilisation));
        Assert.Equal(wait, result.Queueing.Mean.Value, wait * 0.01);
        Assert.Equal(utilisation, result.BusyTime.Value / result.Makespan.Value, utilisation * 0.01);
    }

    [Fact]
    public void One_sequence_of_exponential_length_waits_as_an_M_M_1_queue_does()
    {
        const double utilisation = 0.6;
        var result = SingleServer(utilisation, static s => Traffic.Exponential(s, 1));
        const double wait = utilisation / (1 - utilisation);
        Assert.Equal(wait, result.Queueing.Mean.Value, wait * 0.01);
        // The time in an M/M/1 system is exponential too.
        Assert.Equal(result.E2e.Mean.Value * Math.Log(100), result.E2e.P99.Value, result.E2e.P99.Value * 0.02);
    }

    [Fact]
    public void One_sequence_of_any_length_waits_as_Pollaczek_and_Khinchine_say()
    {
        // Nine in ten take 0.5 s, one 5.5 s: E[S] = 1, E[S²] = 3.25.
        const double utilisation = 0.5;
        var result = SingleServer(utilisation, static s => s.NextInt(10) == 0 ? 5.5 : 0.5);
        const double wait = utilisation * 3.25 / (2 * (1 - utilisation));
        Assert.Equal(wait, result.Queueing.Mean.Value, wait * 0.01);
    }

    [Fact]
    public void A_geometric_number_of_decode_steps_makes_the_server_wait_for_as_Pollaczek_and_Khinchine_say()
    {
        // Whole exponential draws, plus one, are geometric with mean m: E[S²] = m(2m − 1) steps².
        const double mean = 50, rate = 0.6 / (mean * 1e-3);
        var result = ServingSimulation.Run(
            new Traffic(Traffic.Poisson(11, rate, 150_000, static s => (1, 1 + (int)Traffic.Exponential(s, -1 / Math.Log(1 - 1 / mean))))),
            new ServingSetup { Timer = new AffineTimer(1e-3), Kv = new KvLayout([1.0], 0, new Bytes(1e9)), Spec = new ServingSpec { MaxSequences = 1 } });
        const double wait = rate * mean * (2 * mean - 1) * 1e-6 / (2 * (1 - 0.6));
        Assert.Equal(wait, result.Queueing.Mean.Value, wait * 0.02);
    }

    [Fact]
    public void With_slots_for_all_a_step_that_costs_the_same_for_any_batch_makes_an_engine_of_infinitely_many_servers()
    {
        // M/G/inf: the number in the system is Poisson with mean rate × service time, plus half a step until the running one ends.
        var result = ServingSimulation.Run(
            new Traffic(Traffic.Poisson(5, 100, 100_000, static _ => (1, 50))),
            new ServingSetup { Timer = new AffineTimer(1e-3), Kv = new KvLayout([1.0], 0, new Bytes(1e9)), Spec = new ServingSpec { MaxSequences = 10_000 } });
        Assert.Equal(50.5e-3, result.E2e.Mean.Value, 0.05e-3);
        Assert.Equal(100 * 50e-3, result.MeanRunning, 0.05);
    }

    [Fact]
    public void A_closed_loop_keeps_its_users_busy_and_goes_as_fast_as_a_full_batch()
    {
        const double step = 4e-3, token = 1e-5;
        var result = ServingSimulation.Run(
            new ClosedLoop { Requests = new Traffic(Endless(1, 100)), Users = 32, Completions = 3200, WarmUp = 320 },
            new ServingSetup { Timer = new AffineTimer(step, token), Kv = new KvLayout([1.0], 0, new Bytes(1e9)), Spec = new ServingSpec { MaxBatchedTokens = 8192 } });
        Assert.Equal(3200, result.Completed);
        Assert.Equal(32, result.MeanRunning + result.MeanWaiting, 0.01);
        Assert.Equal(100 * (step + 32 * token), result.E2e.Mean.Value, 1e-6);
        Assert.Equal(32 / (step + 32 * token), result.OutputTokens / result.Makespan.Value, 1);
    }

    [Fact]
    public void A_closed_loop_over_replicas_loses_no_user()
    {
        foreach (var router in Routers.RouterTable.All)
        {
            var result = ServingSimulation.Run(
                new ClosedLoop { Requests = new Traffic(Endless(64, 20)), Users = 24, Completions = 5000, WarmUp = 500, Think = SimTime.FromSeconds(0.01) },
                new ServingSetup
                {
                    Timer = new AffineTimer(4e-3, 1e-5, 1e-8),
                    Kv = new KvLayout([1.0], 0, new Bytes(16 * 60)),
                    Replicas = 3,
                    Spec = new ServingSpec { MaxBatchedTokens = 200, Router = router.Name },
                });
            // Little's law over the whole loop: users = throughput × (time in system + pause).
            Assert.Equal(24, result.Completed / result.Makespan.Value * (result.E2e.Mean.Value + 0.01), 0.3);
        }
    }

    [Fact]
    public void A_closed_loop_of_impossible_requests_ends()
    {
        var result = ServingSimulation.Run(
            new ClosedLoop { Requests = new Traffic(Endless(1000, 20)), Users = 4, Completions = 10 },
            new ServingSetup { Timer = new AffineTimer(1e-3), Kv = new KvLayout([1.0], 0, new Bytes(160)) });
        Assert.Equal((4, 4, 0), (result.Arrived, result.Rejected, result.Completed));
    }

    static IEnumerable<Request> Endless(int input, int output)
    {
        for (var id = 0L; ; id++) yield return new Request(id, default, input, output);
    }
}
