using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Orrery.Concurrency;

/// <summary>
/// A concurrent stack for many cores: operations go straight to the top while nobody is in the way; under contention they announce themselves to a batch of their shard by one
/// fetch-and-add, pushes and pops of a batch eliminate each other, and one thread applies what is left with one update of the top.
/// After Singh, Metaxakis and Fatourou, "Sharded Elimination and Combining for Highly-Efficient Concurrent Stacks", PPoPP 2026, arXiv 2601.04523, rebuilt from its abstract and summaries.
/// <para>Linearizable and blocking: under contention an operation may wait for another thread of its shard, so it must not be used where a thread may be stopped for good in the middle of one.</para>
/// <para>Enumeration, <see cref="ShardedCombiningStack{T, TYield}.ToArray"/> and <see cref="ShardedCombiningStack{T, TYield}.Count"/> see the stack of one moment.</para>
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
public sealed class ShardedCombiningStack<T> : ShardedCombiningStack<T, NoYield>
{
    /// <summary>An empty stack that adapts to its contention.</summary>
    public ShardedCombiningStack() : base(new ShardingOptions(), default)
    {
    }

    /// <summary>An empty stack with a fixed number of shards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one.</exception>
    public ShardedCombiningStack(int shards) : base(new ShardingOptions { Shards = shards }, default)
    {
    }

    /// <summary>An empty stack with every choice made by hand.</summary>
    public ShardedCombiningStack(ShardingOptions options) : base(options, default)
    {
    }

    /// <summary>A stack that holds some items, the last of them on top.</summary>
    public ShardedCombiningStack(IEnumerable<T> items) : this() => PushRange([.. items]);
}

/// <summary>The algorithm of <see cref="ShardedCombiningStack{T}"/> with yield points that a test can control.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <typeparam name="TYield">What happens where other threads may come between.</typeparam>
/// <remarks>
/// Linearization points. An operation that goes straight to the top: its successful compare-and-swap. Eliminated pairs: one after the other at the moment when their batch is sealed; all its
/// operations have announced themselves and none has returned. Combined operations: in the order of their numbers at their combiner's successful compare-and-swap, while they all wait.
/// A pop that finds nothing: when the combiner (or the pop itself) read an empty top, or right after its combiner took the last item.
/// </remarks>
public partial class ShardedCombiningStack<T, TYield> : IConcurrentStack<T> where TYield : struct, IYieldPoint
{
    // Read by every operation and written rarely.
    readonly StackShard<T>[] _shards;
    readonly ShardingOptions _options;
    readonly TYield _yield;
    int _open;       // shards in use
    int _workers;    // more than any worker's number so far
    bool _announce;  // true where operations announce themselves instead of going to the top
    readonly Contention _contention = new(); // written by whoever loses, so on lines of its own

    // The top is in this object, behind padding, and not in one of its own: an atomic update holds up all loads after it, and each of a chain of them then costs its whole latency.
    // The runtime lays out fields of struct types last, in this order.
#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _before;
    Top _top;
    readonly Padding _after;
#pragma warning restore CA1823, CS0169, IDE0051

    struct Top
    {
        public StackNode<T>? Value;
    }

    /// <summary>An empty stack.</summary>
    public ShardedCombiningStack(ShardingOptions options, TYield yield)
    {
        _options = options;
        _yield = yield;
        _shards = new StackShard<T>[options.Shards ?? ShardingOptions.MostAdaptiveShards];
        _open = options.Shards ?? 1;
        _announce = !options.DirectFirst;
        for (var i = 0; i < _shards.Length; i++) _shards[i] = new() { Batch = new(options.Capacity ?? ShardingPolicy.Capacity(0, 0), number: 0, load: 0) };
    }

    /// <summary>Puts an item on top.</summary>
    public void Push(T item)
    {
        var node = new StackNode<T>(item);
        if (!Volatile.Read(ref _announce) && TryPushChain(node, node)) _yield.Reach(StackStep.Direct);
        else PushContended(node);
    }

    /// <summary>Takes the item on top; false where the stack was empty.</summary>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        if (!Volatile.Read(ref _announce) && TryPopTop(out var taken))
        {
            _yield.Reach(StackStep.Direct);
            return Found(taken, out item);
        }
        return TryPopContended(out item);
    }

    /// <summary>The item on top, which stays; false where the stack was empty.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        _yield.Reach(StackStep.Read);
        var top = Volatile.Read(ref _top.Value);
        if (top is null) return Nothing(out item);
        item = top.Value;
        return true;
    }

    /// <summary>Puts items on top at once, the last of them uppermost.</summary>
    public void PushRange(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty) return;
        var bottom = new StackNode<T>(items[0]);
        var top = bottom;
        foreach (var item in items[1..]) top = new StackNode<T>(item) { Next = top };
        var spinner = new SpinWait();
        while (!TryPushChain(top, bottom)) _yield.Wait(ref spinner);
    }

    /// <summary>Takes as many items as there is room for, and there are, at once; the uppermost comes first. Answers how many.</summary>
    public int TryPopRange(Span<T> items)
    {
        if (items.IsEmpty) return 0;
        var taken = TakeChain(items.Length);
        var count = 0;
        for (; count < items.Length && taken is not null; taken = taken.Next) items[count++] = taken.Value;
        return count;
    }

    /// <summary>Removes every item at once.</summary>
    public void Clear()
    {
        _yield.Reach(StackStep.Update);
        Interlocked.Exchange(ref _top.Value, null);
    }

    bool Nothing([MaybeNullWhen(false)] out T item)
    {
        _yield.Reach(StackStep.Empty);
        item = default;
        return false;
    }

    // One attempt to put a chain that nobody else sees on top. Inlined, as is the next: called, one thread had 0.77 of ConcurrentStack's rate, so 1.0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryPushChain(StackNode<T> top, StackNode<T> bottom)
    {
        _yield.Reach(StackStep.Read);
        var under = Volatile.Read(ref _top.Value);
        bottom.Next = under;
        _yield.Reach(StackStep.Update);
        // A full fence: whoever reads the new top also sees the chain under it.
        if (Interlocked.CompareExchange(ref _top.Value, top, under) == under) return true;
        _yield.Reach(StackStep.Lost);
        return false;
    }

    // One attempt to take the top; true with null where there was none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryPopTop(out StackNode<T>? top)
    {
        _yield.Reach(StackStep.Read);
        top = Volatile.Read(ref _top.Value);
        if (top is null) return true;
        _yield.Reach(StackStep.Update);
        // Next was written before the node was published by a full fence, and the read of top orders it for us, also on ARM.
        if (Interlocked.CompareExchange(ref _top.Value, top.Next, top) == top) return true;
        _yield.Reach(StackStep.Lost);
        return false;
    }

    // Takes up to some nodes off the top with one update; the first of them, whose chain goes on below what was taken, or null where there was none.
    StackNode<T>? TakeChain(int count)
    {
        var spinner = new SpinWait();
        while (true)
        {
            _yield.Reach(StackStep.Read);
            var top = Volatile.Read(ref _top.Value);
            if (top is null) return null;
            // Next is immutable under a published node and no node returns: if the top is still the same, so is all that was walked.
            var rest = top.Next;
            for (var i = 1; i < count && rest is not null; i++) rest = rest.Next;
            _yield.Reach(StackStep.Update);
            if (Interlocked.CompareExchange(ref _top.Value, rest, top) == top) return top;
            _yield.Reach(StackStep.Lost);
            _yield.Wait(ref spinner);
        }
    }
}
