using Orrery.Performance;
using Orrery.Serving.Routers;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class RouterTests
{
    sealed record Replica(int Unfinished, long QueuedTokens = 0, long HeldTokens = 0, int Cached = 0) : IReplica
    {
        public double KvUtilisation => 0;

        public int CachedTokens(in Request request) => Cached;

        public bool HasAdapter(in Request request) => true;
    }

    static IReplica[] Loads(params int[] unfinished) => [.. unfinished.Select(static load => new Replica(load))];

    static int[] Counts(string router, IReplica[] replicas, int requests, Func<int, long> session)
    {
        var chosen = new int[replicas.Length];
        var policy = RouterTable.Create(router, new RandomStreams(1));
        for (var i = 0; i < requests; i++) chosen[policy.Choose(new Request(i, default, 1, 1, Session: session(i)), replicas)]++;
        return chosen;
    }

    [Fact]
    public void The_least_loaded_of_two_takes_as_many_as_there_are_pairs_that_it_wins()
    {
        // Of the six pairs of four replicas the idle one wins three, the next two, the next one, and the busiest none.
        var chosen = Counts("power-of-two", Loads(9, 3, 0, 5), 60_000, static _ => -1);
        Assert.Equal(0, chosen[0]);
        Assert.Equal(20_000, chosen[1], 500.0);
        Assert.Equal(30_000, chosen[2], 500.0);
        Assert.Equal(10_000, chosen[3], 500.0);
        Assert.All(Counts("power-of-two", Loads(2, 2, 2, 2), 60_000, static _ => -1), static count => Assert.Equal(15_000, count, 500.0));
        Assert.Equal([7], Counts("power-of-two", Loads(4), 7, static _ => -1));
    }

    [Fact]
    public void Two_choices_wait_much_less_than_one_and_little_longer_than_all()
    {
        // One request at a time on each of sixteen replicas.
        double Wait(string router) => ServingSimulation.Run(
            new Traffic(Traffic.Poisson(6, 16 * 0.9 / 0.02, 60_000, static _ => (10, 20))),
            new ServingSetup
            {
                Timer = new AffineTimer(1e-3),
                Kv = new KvLayout([1.0], 0, new Bytes(1e9)),
                Replicas = 16,
                Spec = new ServingSpec { MaxSequences = 1, Router = router },
            }).Queueing.Mean.Value;
        var (one, two, all) = (Wait("random"), Wait("power-of-two"), Wait("least-loaded"));
        Assert.Equal(0.02 * 0.9 / 2 / 0.1, one, 0.01); // each an M/D/1 queue
        Assert.InRange(two, 1.5 * all, 0.25 * one);
    }

    [Fact]
    public void A_session_stays_where_it_is_whatever_the_loads_and_sessions_spread_evenly()
    {
        for (var session = 0L; session < 50; session++)
        {
            var before = Counts("session-affinity", Loads(0, 0, 0, 0, 0), 1, _ => session);
            Assert.Equal(before, Counts("session-affinity", Loads(9, 1, 5, 0, 7), 1, _ => session));
        }
        foreach (var replicas in new[] { 2, 3, 8, 12 })
        {
            int[] numbered = Counts("session-affinity", Loads(new int[replicas]), 12_000, static i => i);
            int[] hashed = Counts("session-affinity", Loads(new int[replicas]), 12_000, static i => (long)(new RandomSource((ulong)i).NextUInt64() >> 1));
            Assert.All(numbered.Concat(hashed), count => Assert.Equal(12_000.0 / replicas, count, 500.0));
        }
        Assert.Equal([0, 0, 5], Counts("session-affinity", Loads(4, 2, 1), 5, static _ => -1));
    }

    [Fact]
    public void Turns_of_a_conversation_find_the_prefix_that_the_last_one_left()
    {
        // Each turn repeats the conversation so far, of which all but the last block can be found.
        long Cached(string router) => ServingSimulation.Run(
            new Traffic(Enumerable.Range(0, 600).Select(static i => new Request(
                i, SimTime.FromSeconds(i * 0.05), 64 * (1 + i / 60), 8, Enumerable.Range(0, 4 * (1 + i / 60)).Select(block => i % 60 * 1000L + block).ToArray(), 16, i % 60))),
            new ServingSetup
            {
                Timer = new AffineTimer(1e-3),
                Kv = new KvLayout([1.0], 0, new Bytes(1e9)),
                Replicas = 7,
                Spec = new ServingSpec { PrefixCache = true, Router = router },
            }).CachedTokens;
        Assert.Equal(60 * Enumerable.Range(1, 9).Sum(static turn => 64L * turn), Cached("session-affinity"));
        Assert.True(Cached("round-robin") < 0.5 * Cached("session-affinity"));
    }
}
