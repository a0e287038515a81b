using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orrery.Concurrency;

namespace Orrery.Benchmarks.Stacks;

/// <summary>Buffers of 64 KB, taken, used and put back: by the same thread, or by another to which they are handed over.</summary>
static class PoolTable
{
    const int BufferBytes = 64 * 1024, ChunkRentals = 200, Rounds = 31, WarmUp = 8;

    static readonly (string Name, Func<IConcurrentStack<byte[]>> Create)[] Pools =
    [
        ("ConcurrentStack", () => new Boxed<Bcl<byte[]>>(Bcl<byte[]>.Create())),
        ("ShardedCombiningStack", () => new Boxed<Sharded<byte[]>>(Sharded<byte[]>.Create())),
        ("ConcurrentBag", () => new Boxed<Bag<byte[]>>(Bag<byte[]>.Create())),
        ("lock + Stack", () => new Boxed<Locked<byte[]>>(Locked<byte[]>.Create())),
        ("ArrayPool.Shared", () => new Shared()),
    ];

    public static int Run(bool write)
    {
        var page = new Document();
        foreach (var (use, touched, handsOver) in ((string, int, bool)[])[("a header written", 64, false), ("every page written", BufferBytes, false), ("a header written, put back by another thread", 64, true)])
        {
            foreach (var threads in handsOver ? (int[])[2, 4, 8] : [1, 2, 4, 8])
            {
                page.Head($"{use}; {threads} thread{(threads > 1 ? "s" : "")}", "Mrentals/s", "× ConcurrentStack", "quartiles");
                Race.Contestant[] contestants = [.. Pools.Select(pool => new Race.Contestant(pool.Name, t => handsOver ? HandOver(pool.Create(), t, touched) : Rent(pool.Create(), t, touched)))];
                foreach (var place in Race.Run(contestants, threads, Rounds, threads <= 2 ? WarmUp : 3))
                    page.Row(place.Name, $"{place.MegaOperations:0.00}", $"{place.Ratio:0.00}", $"{place.Low:0.00}–{place.High:0.00}");
                page.Line();
            }
        }
        if (write) page.WriteTo("pool");
        return 0;
    }

    static double Rent(IConcurrentStack<byte[]> pool, int threads, int touched)
    {
        Fill(pool, threads);
        return Race.Time(threads, (touched > 64 ? 10 : 100) / Math.Min(threads, 4), ChunkRentals, _ => RentChunk(pool, touched));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void RentChunk(IConcurrentStack<byte[]> pool, int touched)
    {
        for (var i = 0; i < ChunkRentals; i++)
        {
            var buffer = Take(pool);
            Touch(buffer, touched);
            pool.Push(buffer);
        }
    }

    // Threads in pairs: one takes and writes, the other gets it through a ring and puts it back.
    static double HandOver(IConcurrentStack<byte[]> pool, int threads, int touched)
    {
        Fill(pool, threads);
        var rings = Enumerable.Range(0, threads / 2).Select(_ => new ConcurrentQueue<byte[]>()).ToArray();
        return Race.Time(threads, 60 / threads, ChunkRentals, worker =>
        {
            var ring = rings[worker / 2];
            var spinner = new SpinWait();
            for (var i = 0; i < ChunkRentals; i++)
            {
                if (worker % 2 == 0)
                {
                    while (ring.Count > 64) spinner.SpinOnce(-1);
                    var buffer = Take(pool);
                    Touch(buffer, touched);
                    ring.Enqueue(buffer);
                }
                else
                {
                    byte[]? buffer;
                    while (!ring.TryDequeue(out buffer)) spinner.SpinOnce(-1);
                    pool.Push(buffer);
                }
            }
        }) / 2; // a rental is two threads' work
    }

    static void Fill(IConcurrentStack<byte[]> pool, int threads)
    {
        byte[][] buffers = [.. Enumerable.Range(0, 4 * threads).Select(_ => Take(pool))];
        foreach (var buffer in buffers) pool.Push(buffer);
    }

    static byte[] Take(IConcurrentStack<byte[]> pool) => pool.TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(BufferBytes);

    static void Touch(byte[] buffer, int bytes)
    {
        for (var i = 0; i < bytes; i += 64) buffer[i]++;
    }

    sealed class Boxed<TStack>(TStack stack) : IConcurrentStack<byte[]> where TStack : struct, IAdapter<TStack, byte[]>
    {
        public void Push(byte[] item) => stack.Push(item);
        public bool TryPop([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out byte[] item) => stack.TryPop(out item);
    }

    sealed class Shared : IConcurrentStack<byte[]>
    {
        public void Push(byte[] item) => ArrayPool<byte>.Shared.Return(item);

        public bool TryPop([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out byte[] item)
        {
            item = ArrayPool<byte>.Shared.Rent(BufferBytes);
            return true;
        }
    }
}
