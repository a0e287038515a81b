namespace Orrery.Concurrency.Verification;

/// <summary>Which operations may come next.</summary>
sealed class StackMoves(StackHistory history)
{
    /// <summary>An operation was put into the order (1) or taken out of it (−1).</summary>
    public void Take(StackHistory.Entry item, int by)
    {
        if (item.Kind != StackOperationKind.Peek) return;
        foreach (var value in item.Values) history[value].Sightings -= by;
    }

    /// <summary>Adds the choices in a configuration, the stack after each with them. True where it is one that needs no other beside it.</summary>
    public bool Find(StackStates states, int state, int[] positions, List<StackSearch.Choice> choices)
    {
        var first = choices.Count;
        var leastReturn = long.MaxValue;
        for (var worker = 0; worker < positions.Length; worker++)
            if (Next(worker, positions) is { } item) leastReturn = Math.Min(leastReturn, item.Returned);

        for (var worker = 0; worker < positions.Length; worker++)
        {
            // Whoever was called after another returned comes after it.
            if (Next(worker, positions) is not { } item || item.Called > leastReturn) continue;
            var after = Apply(states, state, item);
            if (after < 0 || item.Kind == StackOperationKind.Push && MustComeLater(item, worker, positions)) continue;
            if (IsHarmless(item, positions))
            {
                choices.RemoveRange(first, choices.Count - first);
                choices.Add(new(worker, after, 0));
                return true;
            }
            choices.Add(new(worker, after, Rank(item)));
        }
        return false;
    }

    StackHistory.Entry? Next(int worker, int[] positions) => positions[worker] < history.Workers[worker].Length ? history.Workers[worker][positions[worker]] : null;

    // The stack afterwards, or −1 where it would not have answered so.
    int Apply(StackStates states, int state, StackHistory.Entry item)
    {
        switch (item.Kind)
        {
            case StackOperationKind.Push:
                foreach (var value in item.Values)
                {
                    // What is under it must be popped after it; where that pop returned before this one was called, it cannot be.
                    if (history.PopCalled(value) > states.LeastReturn(state)) return -1;
                    state = states.Push(state, value, history.PopReturned(value));
                }
                return state;
            case StackOperationKind.Pop:
                var rest = Matched(states, state, item.Values);
                return item.Values.Length == item.Operation.Asked || rest == StackStates.Empty ? rest : -1;
            case StackOperationKind.Peek:
                return (item.Values.Length == 0 ? state == StackStates.Empty : Matched(states, state, item.Values) >= 0) ? state : -1;
            case StackOperationKind.Snapshot:
                return Matched(states, state, item.Values) == StackStates.Empty ? state : -1;
            case StackOperationKind.Count:
                return states.Count(state) == item.Operation.Asked ? state : -1;
            default:
                return states.LeastReturn(state) == long.MaxValue ? StackStates.Empty : -1;
        }
    }

    static int Matched(StackStates states, int state, int[] values)
    {
        foreach (var value in values)
        {
            if (state == StackStates.Empty || states.Top(state) != value) return -1;
            state = states.Under(state);
        }
        return state;
    }

    // A push x that returned before value o was taken, while o was taken before x, lies under o: x comes first.
    bool MustComeLater(StackHistory.Entry item, int worker, int[] positions)
    {
        if (item.Values is not [var value]) return false;
        for (var other = 0; other < positions.Length; other++)
        {
            if (other == worker || Next(other, positions) is not { Kind: StackOperationKind.Push, Values: [var under] } push) continue;
            if (push.Returned < history.PopCalled(value) && history.PopReturned(value) < history.PopCalled(under)) return true;
        }
        return false;
    }

    // Any order that has it later has it now as well: it changes nothing, or takes a value that nobody else will see, from under operations that leave it where it is.
    bool IsHarmless(StackHistory.Entry item, int[] positions) => item.Kind switch
    {
        StackOperationKind.Push or StackOperationKind.Clear => false,
        StackOperationKind.Pop => item.Values.Length == 0 || Array.TrueForAll(item.Values, v => history.IsUnique(v) && history[v].Sightings == 0) && !MayBeSeen(item, positions),
        _ => true,
    };

    // Whether somebody who looks at the whole stack could still come before a pop.
    bool MayBeSeen(StackHistory.Entry pop, int[] positions)
    {
        if (!history.SeesDepth) return false;
        for (var worker = 0; worker < positions.Length; worker++)
        {
            var chain = history.Workers[worker];
            for (var i = positions[worker]; i < chain.Length && chain[i].Called <= pop.Returned; i++)
                if (chain[i].Kind is StackOperationKind.Count or StackOperationKind.Snapshot) return true;
        }
        return false;
    }

    // Pops first; then pushes, first those that will lie at the bottom.
    long Rank(StackHistory.Entry item) => item.Kind switch
    {
        StackOperationKind.Pop => long.MaxValue,
        StackOperationKind.Push when item.Values.Length > 0 => history.PopCalled(item.Values[0]) - 1,
        _ => long.MinValue,
    };
}
