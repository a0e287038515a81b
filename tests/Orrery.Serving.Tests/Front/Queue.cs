using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

/// <summary>Servers as queueing theory has them: each replica serves one request at a time in a single step, whose time is that of its prompt, a microsecond a token.</summary>
static class Queue
{
    public const int Second = 1_000_000; // tokens of a service of one second

    public static ServingSetup Servers(int count, AdmissionSpec? admission = null) => new()
    {
        Timer = new AffineTimer(0, 1e-6),
        Kv = new KvLayout([1.0], 0, new Bytes(1e12)),
        Replicas = count,
        Spec = new ServingSpec { MaxSequences = 1, MaxBatchedTokens = int.MaxValue, Admission = admission },
    };

    public static ServingResult Run(ServingSetup setup, double perSecond, long count, Func<RandomSource, double> seconds, ulong seed = 3) =>
        ServingSimulation.Run(new Traffic(Traffic.Poisson(seed, perSecond, count, source => (Math.Max(1, (int)Math.Round(Second * seconds(source))), 1))), setup);

    /// <summary>Probability that all servers are busy where nobody may wait (Erlang B), for an offered load in servers.</summary>
    public static double ErlangB(int servers, double load)
    {
        var blocked = 1.0;
        for (var n = 1; n <= servers; n++) blocked = load * blocked / (n + load * blocked);
        return blocked;
    }

    /// <summary>Mean wait where all may wait (Erlang C), in services.</summary>
    public static double ErlangC(int servers, double load)
    {
        var blocked = ErlangB(servers, load);
        var waits = servers * blocked / (servers - load * (1 - blocked));
        return waits / (servers - load);
    }

    /// <summary>Probability that c servers and the K − c places before them are full (M/M/c/K).</summary>
    public static double Full(int servers, int places, double load)
    {
        var (weight, sum) = (1.0, 1.0);
        for (var n = 1; n <= places; n++) sum += weight *= load / Math.Min(n, servers);
        return weight / sum;
    }
}
