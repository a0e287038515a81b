using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>Long histories of a plain stack whose workers' operations overlap a little, and now and then one for very long, as where a thread loses its processor.</summary>
static class LongHistories
{
    public static List<StackOperation> Serial(int workers, int length, int seed)
    {
        var random = new Random(seed);
        var stack = new Stack<long>();
        var history = new List<StackOperation>(length);
        var free = new long[workers]; // from when on a worker may call again
        for (var i = 0; i < length; i++)
        {
            var effect = 10L * (i + 1);
            int[] able = [.. Enumerable.Range(0, workers).Where(w => free[w] <= effect)];
            var worker = able[random.Next(able.Length)]; // the first worker is always able
            var stalls = worker != 0 && random.Next(2000) == 0;
            var called = Math.Max(free[worker], effect - random.Next(0, 15));
            var returned = effect + random.Next(0, worker == 0 ? 10 : 15) + (stalls ? random.Next(5000) : 0);
            free[worker] = returned;
            var pushes = random.Next(2) == 0;
            if (pushes) stack.Push(i);
            history.Add(pushes
                ? new(worker, StackOperationKind.Push, [i], 1, called, returned)
                : new(worker, StackOperationKind.Pop, stack.TryPop(out var value) ? [value] : [], 1, called, returned));
        }
        return history;
    }

    public static void SwapTwoPops(List<StackOperation> history)
    {
        var pops = history.Index().Where(o => o.Item is { Kind: StackOperationKind.Pop, Values.Length: 1 }).ToArray();
        var first = pops[pops.Length / 2];
        // One that was called after the first had returned and whose value was there already.
        var second = pops.First(o => o.Item.Called > first.Item.Returned && o.Item.Values[0] < first.Item.Values[0]);
        history[first.Index] = first.Item with { Values = second.Item.Values };
        history[second.Index] = second.Item with { Values = first.Item.Values };
    }
}
