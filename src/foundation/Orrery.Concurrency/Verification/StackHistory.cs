using System.Runtime.InteropServices;

namespace Orrery.Concurrency.Verification;

/// <summary>A history made ready for a search: values numbered, each worker's operations in order, and for each value when it was taken.</summary>
sealed class StackHistory
{
    readonly Dictionary<long, int> _numbers = [];
    readonly List<ValueFacts> _facts = [];
    readonly long _unseenCalled;

    /// <summary>What is known of a value before the search.</summary>
    public struct ValueFacts
    {
        public int Pushes, Pops, Sightings;
        public long PopCalled, PopReturned;
    }

    /// <summary>An operation, its values numbered.</summary>
    public sealed record Entry(StackOperation Operation, int[] Values)
    {
        public long Called => Operation.Called;
        public long Returned => Operation.Returned;
        public StackOperationKind Kind => Operation.Kind;
    }

    public Entry[][] Workers { get; }
    public int Length { get; }

    /// <summary>True where somebody looked at more than the top: a pop may not be moved past such a look.</summary>
    public bool SeesDepth { get; }

    public StackHistory(IEnumerable<StackOperation> operations)
    {
        var all = operations.ToArray();
        Length = all.Length;
        SeesDepth = all.Any(o => o.Kind is StackOperationKind.Count or StackOperationKind.Snapshot);
        foreach (var operation in all) Register(operation);
        var clears = all.Any(o => o.Kind == StackOperationKind.Clear);
        _unseenCalled = clears ? long.MinValue : long.MaxValue;
        for (var v = 0; v < _facts.Count; v++) _facts[v] = Complete(_facts[v], clears);
        Workers = [.. all.GroupBy(o => o.Worker).OrderBy(g => g.Key).Select(g => Chain([.. g]))];
    }

    public ref ValueFacts this[int value] => ref CollectionsMarshal.AsSpan(_facts)[value];

    Entry[] Chain(StackOperation[] operations)
    {
        Array.Sort(operations, (a, b) => (a.Called, a.Returned).CompareTo((b.Called, b.Returned)));
        for (var i = 0; i < operations.Length; i++)
        {
            if (operations[i].Returned < operations[i].Called) throw new ArgumentException($"{operations[i]} returned before it was called.", nameof(operations));
            if (i > 0 && operations[i].Called < operations[i - 1].Returned) throw new ArgumentException($"{operations[i]} overlaps {operations[i - 1]} of the same worker.", nameof(operations));
        }
        return [.. operations.Select(o => new Entry(o, [.. o.Values.Select(Numbered)]))];
    }

    // A value that is pushed and never seen again is like any other of its kind.
    int Numbered(long value)
    {
        var number = _numbers[value];
        var facts = _facts[number];
        return facts is { Pops: 0, Sightings: 0 } ? StackStates.Unseen : number;
    }

    void Register(StackOperation operation)
    {
        foreach (var value in operation.Values)
        {
            if (!_numbers.TryGetValue(value, out var number))
            {
                _numbers.Add(value, number = _facts.Count);
                _facts.Add(new() { PopCalled = long.MaxValue, PopReturned = long.MaxValue });
            }
            ref var facts = ref this[number];
            switch (operation.Kind)
            {
                case StackOperationKind.Push:
                    facts.Pushes++;
                    break;
                case StackOperationKind.Pop:
                    facts.Pops++;
                    (facts.PopCalled, facts.PopReturned) = (operation.Called, operation.Returned);
                    break;
                default:
                    facts.Sightings++;
                    break;
            }
        }
    }

    // Where it is not known when a value leaves the stack, it may be any time: no conclusion is drawn from it.
    static ValueFacts Complete(ValueFacts facts, bool clears)
    {
        if (facts.Pushes > 1 || facts.Pops > 1 || facts.Pops == 0 && clears) (facts.PopCalled, facts.PopReturned) = (long.MinValue, long.MaxValue);
        return facts;
    }

    /// <summary>True where a value is pushed and popped once each, so that it is one thing from beginning to end.</summary>
    public bool IsUnique(int value) => value != StackStates.Unseen && this[value] is { Pushes: 1, Pops: 1 };

    /// <summary>The earliest time at which a value may be taken.</summary>
    public long PopCalled(int value) => value == StackStates.Unseen ? _unseenCalled : this[value].PopCalled;

    /// <summary>The latest time at which a value may be taken.</summary>
    public long PopReturned(int value) => value == StackStates.Unseen ? long.MaxValue : this[value].PopReturned;
}
