using System.Runtime.CompilerServices;

namespace Orrery.Benchmarks.Stacks;

/// <summary>All stacks on this machine: pushes and pops by chance, half each, on a stack of a thousand items.</summary>
static class ThroughputTable
{
    const int ChunkOperations = 1000, Rounds = 41, WarmUp = 12;

    static readonly Race.Contestant[] Contestants =
    [
        Of<Bcl<long>>(), Of<Sharded<long>>(), Of<Announced<long>>(), Of<Locked<long>>(), Of<Treiber<long>>(), Of<Elimination<long>>(), Of<FlatCombining<long>>(), Of<CcSynch<long>>(),
        Of<Timestamped<long>>(), Of<Bag<long>>(),
    ];

    public static int Run(bool write)
    {
        var page = new Document();
        foreach (var threads in (int[])[1, 2, 4, 8])
        {
            page.Head($"{threads} thread{(threads > 1 ? "s" : "")}{(threads > Environment.ProcessorCount ? $" on {Environment.ProcessorCount} cores" : "")}", "Mops/s", "× ConcurrentStack", "quartiles");
            foreach (var place in Race.Run(Contestants, threads, Rounds, threads == 1 ? WarmUp : 3))
                page.Row(place.Name, $"{place.MegaOperations:0.0}", $"{place.Ratio:0.00}", $"{place.Low:0.00}–{place.High:0.00}");
            page.Line();
        }
        if (write) page.WriteTo("throughput");
        return 0;
    }

    static Race.Contestant Of<TStack>() where TStack : struct, IAdapter<TStack, long> => new(TStack.Name, threads =>
    {
        var stack = TStack.Create();
        for (var i = 0; i < 1000; i++) stack.Push(i);
        var seeds = new uint[threads * 32]; // a cache line and more for each
        for (var i = 0; i < threads; i++) seeds[i * 32] = (uint)(i + 1) * 2654435761;
        return Race.Time(threads, 200 / threads, ChunkOperations, worker => Mix(stack, ref seeds[worker * 32]));
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Mix<TStack>(TStack stack, ref uint seed) where TStack : struct, IAdapter<TStack, long>
    {
        var state = seed;
        for (var i = 0; i < ChunkOperations; i++)
        {
            if ((Race.Draw(ref state) & 0x100) != 0) stack.Push(i);
            else stack.TryPop(out _);
        }
        seed = state;
    }
}
