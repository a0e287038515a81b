namespace Orrery.Concurrency.Verification;

/// <summary>Every stack that a search came across, each once: equal stacks have equal numbers, and a stack is what is under it plus one value.</summary>
sealed class StackStates
{
    /// <summary>A value that nobody ever sees again; all of them are alike.</summary>
    public const int Unseen = -1;

    public const int Empty = 0;

    readonly Dictionary<(int Under, int Value), int> _known = [];
    readonly List<State> _states = [new(0, 0, 0, long.MaxValue)];

    readonly record struct State(int Under, int Value, int Count, long LeastReturn);

    public int Top(int state) => _states[state].Value;

    public int Under(int state) => _states[state].Under;

    public int Count(int state) => _states[state].Count;

    /// <summary>When the first of those pops returned that must still take something of the stack.</summary>
    public long LeastReturn(int state) => _states[state].LeastReturn;

    public int Push(int state, int value, long popReturned)
    {
        if (_known.TryGetValue((state, value), out var known)) return known;
        var next = _states.Count;
        _states.Add(new(state, value, _states[state].Count + 1, Math.Min(_states[state].LeastReturn, popReturned)));
        _known.Add((state, value), next);
        return next;
    }
}
