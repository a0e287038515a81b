namespace Orrery.Concurrency.Verification;

/// <summary>One way of stressing a stack: what it is, who uses it and how, and where its threads are disturbed.</summary>
/// <param name="Name">What it is called in a report.</param>
/// <param name="Create">A new stack that follows a plan.</param>
public sealed record StressCase(string Name, Func<StressPlan, IConcurrentStack<long>> Create)
{
    /// <summary>Threads.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Pushes among a hundred operations.</summary>
    public int PushPercent { get; init; } = 50;

    /// <summary>Among a hundred operations, those that are ranges, looks, counts, snapshots and clearances, where the stack is a <see cref="ShardedCombiningStack{T, TYield}"/>.</summary>
    public int OtherPercent { get; init; }

    /// <summary>Items put there before.</summary>
    public int Prefill { get; init; }

    /// <summary>How often a thread gives its processor away at a step.</summary>
    public IReadOnlyList<(StackStep Step, int Percent)> Yields { get; init; } = [];
}

/// <summary>What came of a case.</summary>
/// <param name="Operations">Operations recorded.</param>
/// <param name="Histories">Histories they made up, each from an empty stack.</param>
/// <param name="NotLinearizable">Histories that no order explains.</param>
/// <param name="Undecided">Histories that were given up.</param>
/// <param name="Reached">How often each step was taken.</param>
/// <param name="FirstFailure">The first history that no order explains.</param>
public sealed record StressReport(
    long Operations, int Histories, int NotLinearizable, int Undecided, IReadOnlyDictionary<StackStep, long> Reached, LinearizabilityResult? FirstFailure);

/// <summary>Lets threads loose on a stack, records what they do, and checks every history.</summary>
public static class StackStress
{
    /// <summary>Runs a case.</summary>
    /// <param name="stress">The case.</param>
    /// <param name="operations">Operations in all, at least.</param>
    /// <param name="seed">What decides the mix of operations and the disturbances.</param>
    /// <param name="historyLength">Operations of one history.</param>
    /// <param name="clock">The recorder's clock.</param>
    public static StressReport Run(StressCase stress, long operations, ulong seed, int historyLength = 2000, Func<long>? clock = null)
    {
        var reached = Enum.GetValues<StackStep>().ToDictionary(step => step, _ => 0L);
        LinearizabilityResult? failure = null;
        int histories = 0, wrong = 0, undecided = 0;
        long recorded = 0;
        for (; recorded < operations; histories++)
        {
            using var plan = new StressPlan(seed + (ulong)histories, stress.Yields);
            var history = Record(stress, plan, historyLength / stress.Workers, seed + (ulong)histories, clock);
            recorded += history.Count;
            foreach (var step in reached.Keys.ToArray()) reached[step] += plan[step];
            var result = StackChecker.Check(history);
            if (result.Verdict == LinearizabilityVerdict.Undecided) undecided++;
            if (result.Verdict != LinearizabilityVerdict.NotLinearizable) continue;
            wrong++;
            failure ??= result;
        }
        return new(recorded, histories, wrong, undecided, reached, failure);
    }

    static IReadOnlyList<StackOperation> Record(StressCase stress, StressPlan plan, int each, ulong seed, Func<long>? clock)
    {
        var stack = stress.Create(plan);
        var recorder = new OperationRecorder(stress.Workers, clock);
        for (var i = 0; i < stress.Prefill; i++) recorder[0].Push(stack, -1 - i);
        using var start = new Barrier(stress.Workers);
        var threads = Enumerable.Range(0, stress.Workers).Select(worker => new Thread(() =>
        {
            start.SignalAndWait();
            Work(stress, stack, recorder[worker], worker, each, seed);
        }) { IsBackground = true }).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return recorder.History();
    }

    static void Work(StressCase stress, IConcurrentStack<long> stack, WorkerLog log, int worker, int count, ulong seed)
    {
        var draw = new SplitMix(seed * 31 + (ulong)worker);
        var sharded = stack as ShardedCombiningStack<long, StressYield>;
        for (var i = 0; i < count; i++)
        {
            var value = ((long)worker << 40) + 4L * i;
            if (sharded is not null && draw.Below(100) < stress.OtherPercent) Other(sharded, log, draw.Below(16), value);
            else if (draw.Below(100) < stress.PushPercent) log.Push(stack, value);
            else log.Pop(stack);
        }
    }

    static void Other(ShardedCombiningStack<long, StressYield> stack, WorkerLog log, int which, long value)
    {
        Span<long> some = stackalloc long[3];
        log.Begin();
        switch (which)
        {
            case < 5:
                some[0] = value;
                some[1] = value + 1;
                some[2] = value + 2;
                stack.PushRange(some);
                log.End(StackOperationKind.Push, 3, some);
                break;
            case < 10:
                var taken = stack.TryPopRange(some);
                log.End(StackOperationKind.Pop, 3, some[..taken]);
                break;
            case < 13:
                var found = stack.TryPeek(out var top);
                log.Peeked(found, top);
                break;
            case 13:
                var count = stack.Count;
                log.End(StackOperationKind.Count, count);
                break;
            case 14:
                var all = stack.ToArray();
                log.End(StackOperationKind.Snapshot, 0, all);
                break;
            default:
                stack.Clear();
                log.End(StackOperationKind.Clear, 0);
                break;
        }
    }
}
