using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Orrery.Benchmarks.Stacks;

/// <summary>What the coherence model needs to know of this machine, as far as two cores can tell, and how well it then foretells the stacks' rates.</summary>
static class CalibrationTable
{
    const int Steps = 200_000, Rounds = 21;

    public static int Run()
    {
        var nothing = Best(Alone<Nothing>);
        Console.WriteLine($"an atomic update of a line that the core holds   {Best(Alone<Atomic>) - nothing:0.0} ns");
        Console.WriteLine($"a read and a write of it                         {Best(Alone<Hit>) - nothing:0.0} ns");
        Console.WriteLine($"allocating 32 bytes                              {Best(Alone<Allocation>) - nothing:0.0} ns");
        Console.WriteLine($"reading the time                                 {Best(Alone<Clock>) - nothing:0.0} ns");
        Console.WriteLine($"one way from core to core                        {Best(PingPong):0.0} ns");
        Console.WriteLine($"an atomic update that two cores contend for      {Best(Contended):0.0} ns");
        return 0;
    }

    static double Best(Func<double> measure) => Enumerable.Range(0, Rounds).Select(_ => measure()).Order().ElementAt(Rounds / 4);

    // A type for each step, so that each loop is compiled for its own: of delegates the compiler would inline the first and guard against the others.
    interface IStep
    {
        static abstract void Take(long[] line);
    }

    struct Nothing : IStep
    {
        public static void Take(long[] line) => line[0] = 1;
    }

    struct Atomic : IStep
    {
        public static void Take(long[] line) => Interlocked.Increment(ref line[32]);
    }

    struct Hit : IStep
    {
        public static void Take(long[] line) => Volatile.Write(ref line[32], Volatile.Read(ref line[32]) + 1);
    }

    struct Allocation : IStep
    {
        static object? _node;

        public static void Take(long[] line) => _node = new Tuple<long, object?>(1, null);
    }

    struct Clock : IStep
    {
        public static void Take(long[] line) => line[0] = Stopwatch.GetTimestamp();
    }

    static double Alone<TStep>() where TStep : struct, IStep
    {
        var line = new long[64];
        for (var warmUp = 0; warmUp < 30; warmUp++) Repeat<TStep>(line, Steps / 100);
        var from = Stopwatch.GetTimestamp();
        Repeat<TStep>(line, Steps);
        return Stopwatch.GetElapsedTime(from).TotalNanoseconds / Steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Repeat<TStep>(long[] line, int steps) where TStep : struct, IStep
    {
        for (var i = 0; i < steps; i++) TStep.Take(line);
    }

    // Two threads write in turn; on a busy machine most rounds lose a core in the middle, so that a low quantile counts.
    static double PingPong()
    {
        var turn = new int[64];
        const int trips = 2000;
        var other = new Thread(() =>
        {
            for (var i = 0; i < trips; i++)
            {
                while (Volatile.Read(ref turn[32]) != 1) Thread.SpinWait(1);
                Volatile.Write(ref turn[32], 0);
            }
        });
        other.Start();
        var best = double.MaxValue;
        var from = Stopwatch.GetTimestamp();
        for (var i = 0; i < trips; i++)
        {
            Volatile.Write(ref turn[32], 1);
            while (Volatile.Read(ref turn[32]) != 0) Thread.SpinWait(1);
            if (i % 100 != 99) continue;
            best = Math.Min(best, Stopwatch.GetElapsedTime(from).TotalNanoseconds / 200);
            from = Stopwatch.GetTimestamp();
        }
        other.Join();
        return best;
    }

    static double Contended()
    {
        var line = new long[64];
        return 1e9 / Race.Time(2, 100, 1000, _ =>
        {
            for (var i = 0; i < 1000; i++) Interlocked.Increment(ref line[32]);
        });
    }
}
