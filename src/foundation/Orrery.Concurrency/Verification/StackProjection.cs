namespace Orrery.Concurrency.Verification;

/// <summary>
/// Histories without some of their values. Taking a value's push, its pop and the looks at it out of a stack's history leaves a stack's history: what was above and under it does not notice.
/// So whatever refutes a part refutes the whole.
/// </summary>
static class StackProjection
{
    /// <summary>The values that matter where a search was stuck: those of the blocked operations, of the last ones before, and on top of the stack.</summary>
    public static HashSet<long> ValuesAround(LinearizabilityResult stuck, int depth)
    {
        var stack = new List<long>();
        foreach (var operation in stuck.Order) Replay(stack, operation);
        return
        [
            .. stuck.Blocked.SelectMany(o => o.Values),
            .. stuck.Order.Skip(stuck.Order.Count - depth).SelectMany(o => o.Values),
            .. stack.Skip(stack.Count - depth),
        ];
    }

    /// <summary>What is left of a history with some values only.</summary>
    public static IEnumerable<StackOperation> Onto(HashSet<long> values, IEnumerable<StackOperation> history)
    {
        foreach (var operation in history)
        {
            long[] left = [.. operation.Values.Where(values.Contains)];
            if (operation.Kind == StackOperationKind.Clear || operation.Kind == StackOperationKind.Pop && operation.Values.Length < operation.Asked)
                yield return operation with { Values = left }; // it found the end of the stack, and still does
            else if (operation.Kind == StackOperationKind.Snapshot || operation.Kind == StackOperationKind.Peek && operation.Values.Length == 0)
                yield return operation with { Values = left };
            else if (left.Length > 0)
                yield return operation with { Values = left, Asked = left.Length };
        }
    }

    static void Replay(List<long> stack, StackOperation operation)
    {
        if (operation.Kind == StackOperationKind.Push) stack.AddRange(operation.Values);
        else if (operation.Kind == StackOperationKind.Pop) stack.RemoveRange(stack.Count - operation.Values.Length, operation.Values.Length);
        else if (operation.Kind == StackOperationKind.Clear) stack.Clear();
    }
}
