using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>Linearizability by its definition: some order, which keeps operations apart in time, that a plain stack answers in the same way.</summary>
static class EveryOrder
{
    public static bool Explains(IReadOnlyList<StackOperation> history) => Search(history, new bool[history.Count], []);

    public static void Replay(IReadOnlyList<StackOperation> order)
    {
        var stack = new List<long>();
        for (var i = 0; i < order.Count; i++)
        {
            Assert.True(Answers(stack, order[i], out stack!), $"{order[i]} does not follow");
            Assert.DoesNotContain(order.Take(i), earlier => earlier.Called > order[i].Returned);
        }
    }

    static bool Search(IReadOnlyList<StackOperation> history, bool[] done, List<long> stack)
    {
        var left = history.Where((_, i) => !done[i]).ToArray();
        if (left.Length == 0) return true;
        var deadline = left.Min(o => o.Returned);
        for (var i = 0; i < history.Count; i++)
        {
            if (done[i] || history[i].Called > deadline || !Answers(stack, history[i], out var after)) continue;
            done[i] = true;
            if (Search(history, done, after!)) return true;
            done[i] = false;
        }
        return false;
    }

    static bool Answers(List<long> stack, StackOperation operation, out List<long>? after)
    {
        after = [.. stack];
        switch (operation.Kind)
        {
            case StackOperationKind.Push:
                after.AddRange(operation.Values);
                return true;
            case StackOperationKind.Pop:
                var expected = Enumerable.Reverse(stack).Take(operation.Asked).ToArray();
                after.RemoveRange(stack.Count - expected.Length, expected.Length);
                return expected.AsSpan().SequenceEqual(operation.Values);
            case StackOperationKind.Peek:
                return Enumerable.Reverse(stack).Take(1).SequenceEqual(operation.Values);
            case StackOperationKind.Snapshot:
                return Enumerable.Reverse(stack).SequenceEqual(operation.Values);
            case StackOperationKind.Count:
                return stack.Count == operation.Asked;
            default:
                after.Clear();
                return true;
        }
    }
}
