using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

/// <summary>
/// A stack without a top: every thread pushes into a pool of its own and stamps its item with an interval of time; a pop takes a youngest item of all pools. Items whose intervals overlap may
/// come in any order, since their pushes overlapped (Dodds, Haas and Kirsch, "A scalable, correct time-stamped stack", POPL 2015, variant TS-interval).
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <typeparam name="TYield">What happens where other threads may come between.</typeparam>
public sealed class TimestampedStack<T, TYield> : IConcurrentStack<T>, IDisposable where TYield : struct, IYieldPoint
{
    readonly ThreadLocal<Pool> _mine;
    readonly Func<long> _clock;
    readonly TYield _yield;
    readonly int _delay;
    Pool[] _pools = [];

    /// <summary>An empty stack.</summary>
    /// <param name="clock">A clock on which all threads agree, fine enough to tell apart a push and a later one of another thread.</param>
    /// <param name="yield">The yield point.</param>
    /// <param name="delay">Turns of a spin between the beginning and the end of an item's interval: the longer, the fewer items are ordered, and the fewer pops want the same one.</param>
    public TimestampedStack(Func<long> clock, TYield yield, int delay = 0)
    {
        (_clock, _yield, _delay) = (clock, yield, delay);
        _mine = new(Register);
    }

    /// <inheritdoc/>
    public void Push(T item)
    {
        var node = _mine.Value!.Insert(new(item), _yield);
        _yield.Reach(StackStep.Read);
        var start = _clock();
        if (_delay > 0) Thread.SpinWait(_delay);
        _yield.Reach(StackStep.Read);
        var end = _clock();
        _yield.Reach(StackStep.Update);
        // Both ends at once, and a full fence: once the push has returned, nobody may still find its item without its time.
        Interlocked.Exchange(ref node.Time, new(start, end));
    }

    /// <inheritdoc/>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        _yield.Reach(StackStep.Read);
        var me = _mine.Value!;
        var started = _clock();
        while (true)
        {
            if (TryTake(me, started, out var node))
            {
                item = node is null ? default : node.Value;
                return node is not null;
            }
            _yield.Reach(StackStep.Lost);
        }
    }

    /// <summary>Frees the threads' pools; their items are lost.</summary>
    public void Dispose() => _mine.Dispose();

    Pool Register()
    {
        var pool = new Pool();
        Pool[] before;
        do before = Volatile.Read(ref _pools);
        while (Interlocked.CompareExchange(ref _pools, [.. before, pool], before) != before);
        return pool;
    }

    // False where it has to be tried again; true with null where all pools were empty at one moment.
    bool TryTake(Pool me, long started, out Node? taken)
    {
        var pools = Volatile.Read(ref _pools);
        me.EnsureSeen(pools.Length);
        Node? youngest = null, itsTop = null;
        Interval? itsTime = null;
        Pool? itsPool = null;
        var first = me.Random.Below(pools.Length);
        for (var i = 0; i < pools.Length; i++)
        {
            var index = (first + i) % pools.Length;
            _yield.Reach(StackStep.Read);
            var node = pools[index].Youngest(out var top);
            me.Seen[index] = top;
            if (node is null) continue;
            _yield.Reach(StackStep.Read);
            var time = Volatile.Read(ref node.Time);
            // Pushed since this pop began: the two overlap, whatever else there is.
            if ((time is null || started < time.Start) && pools[index].TryRemove(top, node, _yield))
            {
                _yield.Reach(StackStep.EliminatedPop);
                taken = node;
                return true;
            }
            // An item without a time is younger than any that has one.
            if (youngest is null || itsTime is not null && (time is null || itsTime.End < time.Start)) (youngest, itsTime, itsTop, itsPool) = (node, time, top, pools[index]);
        }
        taken = youngest;
        if (youngest is not null) return itsPool!.TryRemove(itsTop!, youngest, _yield);
        return StillEmpty(me, pools);
    }

    bool StillEmpty(Pool me, Pool[] pools)
    {
        for (var i = 0; i < pools.Length; i++)
        {
            _yield.Reach(StackStep.Read);
            if (Volatile.Read(ref pools[i].Top) != me.Seen[i]) return false;
        }
        _yield.Reach(StackStep.Empty);
        return Volatile.Read(ref _pools) == pools;
    }

    sealed record Interval(long Start, long End);

    sealed class Node(T value)
    {
        public readonly T Value = value;
        public Node? Next;
        public Interval? Time; // none until its push is about to return
        public int Taken;
    }

    /// <summary>One thread's items: it alone adds, everybody takes.</summary>
    sealed class Pool : Padded
    {
        public Node? Top;
        public SplitMix Random = new(1);
        public Node?[] Seen = [];

        public void EnsureSeen(int count)
        {
            if (Seen.Length < count) Seen = new Node?[count];
        }

        public Node Insert(Node node, TYield yield)
        {
            yield.Reach(StackStep.Read);
            var below = Volatile.Read(ref Top);
            while (below is not null && Volatile.Read(ref below.Taken) != 0) below = below.Next;
            node.Next = below;
            yield.Reach(StackStep.Update);
            // A concurrent removal may only have moved the top down over taken nodes, which the new chain leaves out or skips.
            // A full fence, also on x86: the clock must not be read before others can see the item.
            Interlocked.Exchange(ref Top, node);
            return node;
        }

        public Node? Youngest(out Node? top)
        {
            top = Volatile.Read(ref Top);
            var node = top;
            while (node is not null && Volatile.Read(ref node.Taken) != 0) node = node.Next;
            return node;
        }

        public bool TryRemove(Node? top, Node node, TYield yield)
        {
            yield.Reach(StackStep.Update);
            if (Interlocked.CompareExchange(ref node.Taken, 1, 0) != 0) return false;
            yield.Reach(StackStep.Update);
            Interlocked.CompareExchange(ref Top, node, top);
            return true;
        }
    }
}
