using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Orrery.Benchmarks.Stacks;

/// <summary>
/// Contestants measured in turn, a few milliseconds each, over and over: whatever else the machine does falls on all of them alike. Each turn is compared with the reference's turn of the same
/// round; the median and the quartiles of those ratios are told, and the median rate.
/// </summary>
static class Race
{
    /// <summary>A contestant: measures one turn with some threads, in operations a second.</summary>
    public readonly record struct Contestant(string Name, Func<int, double> Turn);

    /// <summary>What came of a contestant.</summary>
    public readonly record struct Place(string Name, double MegaOperations, double Ratio, double Low, double High);

    public static IReadOnlyList<Place> Run(IReadOnlyList<Contestant> contestants, int threads, int rounds, int warmUp)
    {
        var rates = contestants.Select(_ => new List<double>()).ToArray();
        for (var round = -warmUp; round < rounds; round++)
        {
            // Nobody always comes after the same other.
            for (var i = 0; i < contestants.Count; i++)
            {
                var index = (i + Math.Max(round, 0)) % contestants.Count;
                var rate = contestants[index].Turn(threads);
                if (round >= 0) rates[index].Add(rate);
            }
        }
        return
        [
            .. contestants.Select((contestant, c) =>
            {
                double[] ratios = [.. rates[c].Zip(rates[0], (mine, reference) => mine / reference).Order()];
                return new Place(contestant.Name, rates[c].Order().ElementAt(rounds / 2) / 1e6, ratios[rounds / 2], ratios[rounds / 4], ratios[rounds * 3 / 4]);
            }),
        ];
    }

    /// <summary>Lets threads do chunks of work at once; operations a second from the first start to the last end.</summary>
    public static double Time(int threads, int chunks, int operationsPerChunk, Action<int> chunk)
    {
        var ready = 0;
        long first = long.MaxValue, last = 0;
        var gate = new Lock();
        void Work(int worker)
        {
            Interlocked.Increment(ref ready);
            var spinner = new SpinWait();
            while (Volatile.Read(ref ready) < threads) spinner.SpinOnce(-1);
            var from = Stopwatch.GetTimestamp();
            for (var i = 0; i < chunks; i++) chunk(worker);
            var to = Stopwatch.GetTimestamp();
            lock (gate) (first, last) = (Math.Min(first, from), Math.Max(last, to));
        }
        var others = Enumerable.Range(1, threads - 1).Select(worker => new Thread(() => Work(worker))).ToArray();
        foreach (var thread in others) thread.Start();
        Work(0);
        foreach (var thread in others) thread.Join();
        return (double)threads * chunks * operationsPerChunk / Stopwatch.GetElapsedTime(first, last).TotalSeconds;
    }

    /// <summary>Marsaglia's xorshift: a coin that costs next to nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Draw(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    }
}
