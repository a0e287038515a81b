using System.Runtime.InteropServices;

namespace Orrery.Concurrency.Verification;

/// <summary>One search through the orders of a history.</summary>
sealed class StackSearch(StackHistory history)
{
    readonly StackStates _states = new();
    readonly StackMoves _moves = new(history);
    readonly HashSet<Configuration> _visited = [];
    readonly List<Frame> _frames = [];
    readonly List<Choice> _choices = [];
    readonly int[] _positions = new int[history.Workers.Length];
    readonly int[] _order = new int[history.Length];
    readonly BestBeginning _best = new();
    int _state = StackStates.Empty;
    long _steps;

    /// <summary>A choice of one worker's next operation and the stack after it.</summary>
    public readonly record struct Choice(int Worker, int State, long Rank);

    /// <summary>A configuration on the way, and the choices in it that remain.</summary>
    record struct Frame(int FirstChoice, int NextChoice);

    /// <summary>Searches until it knows, or has tried so many operations in all; may be called again to go on.</summary>
    public LinearizabilityResult Run(long mostSteps)
    {
        for (; ; _steps++)
        {
            if (_frames.Count == history.Length) return Result(LinearizabilityVerdict.Linearizable, _order);
            if (_steps >= mostSteps) return Result(LinearizabilityVerdict.Undecided, _best.Order);

            var first = _choices.Count;
            var forced = _moves.Find(_states, _state, _positions, _choices);
            var count = _choices.Count - first;
            if (count == 0) _best.Offer(_order, _frames.Count, _positions);
            if (count == 0 || !forced && !_visited.Add(new(_positions, _state)))
            {
                _choices.RemoveRange(first, count);
                if (!Retreat()) return Result(LinearizabilityVerdict.NotLinearizable, _best.Order);
            }
            else
            {
                CollectionsMarshal.AsSpan(_choices)[first..].Sort((a, b) => b.Rank.CompareTo(a.Rank));
                _frames.Add(new(first, first));
            }
            _state = Advance();
        }
    }

    // Takes the next choice of the last frame.
    int Advance()
    {
        ref var frame = ref CollectionsMarshal.AsSpan(_frames)[^1];
        var choice = _choices[frame.NextChoice++];
        _order[_frames.Count - 1] = choice.Worker;
        _moves.Take(history.Workers[choice.Worker][_positions[choice.Worker]++], 1);
        return choice.State;
    }

    // Goes back to the last frame that has a choice left.
    bool Retreat()
    {
        while (_frames.Count > 0)
        {
            var frame = _frames[^1];
            var worker = _choices[frame.NextChoice - 1].Worker;
            _moves.Take(history.Workers[worker][--_positions[worker]], -1);
            _best.Shorten(_frames.Count - 1);
            if (frame.NextChoice < _choices.Count) return true;
            _choices.RemoveRange(frame.FirstChoice, _choices.Count - frame.FirstChoice);
            _frames.RemoveAt(_frames.Count - 1);
        }
        return false;
    }

    LinearizabilityResult Result(LinearizabilityVerdict verdict, IReadOnlyList<int> workers)
    {
        var next = new int[history.Workers.Length];
        var order = workers.Select(worker => history.Workers[worker][next[worker]++].Operation).ToArray();
        StackOperation[] blocked = verdict == LinearizabilityVerdict.Linearizable
            ? []
            : [.. _best.Positions.Select((position, worker) => (position, chain: history.Workers[worker])).Where(w => w.position < w.chain.Length).Select(w => w.chain[w.position].Operation)];
        return new(verdict, order, _steps, blocked);
    }

    /// <summary>How far each worker is, and the stack.</summary>
    readonly struct Configuration(int[] positions, int state) : IEquatable<Configuration>
    {
        readonly int[] _positions = [.. positions];
        readonly int _state = state;

        public bool Equals(Configuration other) => _state == other._state && _positions.AsSpan().SequenceEqual(other._positions);

        public override bool Equals(object? obj) => obj is Configuration other && Equals(other);

        public override int GetHashCode()
        {
            var hash = (ulong)_state;
            foreach (var position in _positions) hash = (hash ^ (ulong)position) * 0x9E3779B97F4A7C15 + (hash >> 29);
            return (int)(hash >> 32);
        }
    }

    /// <summary>The longest order so far that ended nowhere. Only what changed since the last one is copied.</summary>
    sealed class BestBeginning
    {
        readonly List<int> _order = [];
        int _same;

        public IReadOnlyList<int> Order => _order;

        public int[] Positions { get; private set; } = [];

        public void Shorten(int length) => _same = Math.Min(_same, length);

        public void Offer(int[] order, int length, int[] positions)
        {
            if (length < _order.Count || length == _order.Count && Positions.Length > 0) return;
            _order.RemoveRange(_same, _order.Count - _same);
            _order.AddRange(order.AsSpan(_same, length - _same));
            _same = length;
            Positions = [.. positions];
        }
    }
}
