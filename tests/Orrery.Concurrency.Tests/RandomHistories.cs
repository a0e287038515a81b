using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>Short histories of up to four workers: a plain stack's answers, some of them spoilt, with intervals that overlap more or less.</summary>
sealed class RandomHistories(int seed)
{
    readonly Random _random = new(seed);

    public List<StackOperation> Next()
    {
        int workers = _random.Next(2, 5), length = _random.Next(4, 9);
        var repeats = _random.Next(4) == 0;
        var stack = new List<long>();
        var history = new List<StackOperation>();
        var returned = new long[workers];
        var next = 0L;
        for (var i = 0; i < length; i++)
        {
            var worker = _random.Next(workers);
            // Takes effect at 10 i; the interval reaches around it as far as the worker's others allow.
            var effect = 10L * (i + 1);
            var called = Math.Max(returned[worker], effect - _random.Next(0, 25));
            var ends = effect + _random.Next(0, 25);
            if (called > effect) continue;
            var (kind, asked, values) = Answer(stack, repeats ? _random.Next(3) : ++next);
            if (kind == StackOperationKind.Push) next += values.Length;
            if (_random.Next(3) == 0 && values.Length > 0 && kind != StackOperationKind.Push) values = _random.Next(2) == 0 && kind != StackOperationKind.Snapshot ? [] : [.. values.Select(_ => (long)_random.Next(0, 4))];
            history.Add(new(worker, kind, values, asked, called, ends));
            returned[worker] = ends + 1;
        }
        return history;
    }

    (StackOperationKind Kind, int Asked, long[] Values) Answer(List<long> stack, long value)
    {
        switch (_random.Next(14))
        {
            case < 5:
                stack.Add(value);
                return (StackOperationKind.Push, 1, [value]);
            case 5:
                stack.AddRange([value, value + 1]);
                return (StackOperationKind.Push, 2, [value, value + 1]);
            case < 10:
                return (StackOperationKind.Pop, 1, Take(stack, 1));
            case 10:
                return (StackOperationKind.Pop, 2, Take(stack, 2));
            case 11:
                return (StackOperationKind.Peek, 1, [.. Enumerable.Reverse(stack).Take(1)]);
            case 12:
                return _random.Next(2) == 0 ? (StackOperationKind.Snapshot, 0, [.. Enumerable.Reverse(stack)]) : (StackOperationKind.Count, stack.Count, []);
            default:
                if (_random.Next(2) == 0) return (StackOperationKind.Peek, 1, [.. Enumerable.Reverse(stack).Take(1)]);
                stack.Clear();
                return (StackOperationKind.Clear, 0, []);
        }
    }

    static long[] Take(List<long> stack, int count)
    {
        long[] taken = [.. Enumerable.Reverse(stack).Take(count)];
        stack.RemoveRange(stack.Count - taken.Length, taken.Length);
        return taken;
    }
}
