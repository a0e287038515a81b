using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Orrery.Concurrency;

namespace Orrery.Benchmarks.Stacks;

/// <summary>A new stack of its kind. As a struct, so that the compiler calls what is in it directly and no kind pays for being interchangeable.</summary>
interface IAdapter<TSelf, T> : IConcurrentStack<T> where TSelf : struct, IAdapter<TSelf, T>
{
    static abstract string Name { get; }

    static abstract TSelf Create();
}

readonly struct Sharded<T>(ShardedCombiningStack<T> stack) : IAdapter<Sharded<T>, T>
{
    public static string Name => "ShardedCombiningStack";
    public static Sharded<T> Create() => new(new());
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct Announced<T>(ShardedCombiningStack<T> stack) : IAdapter<Announced<T>, T>
{
    public static string Name => "… always announcing, one shard";
    public static Announced<T> Create() => new(new(new ShardingOptions { DirectFirst = false, Shards = 1 }));
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct Bcl<T>(ConcurrentStack<T> stack) : IAdapter<Bcl<T>, T>
{
    public static string Name => "ConcurrentStack";
    public static Bcl<T> Create() => new(new());
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct Locked<T>(Stack<T> stack, Lock gate) : IAdapter<Locked<T>, T>
{
    public static string Name => "lock + Stack";
    public static Locked<T> Create() => new(new(), new());

    public void Push(T item)
    {
        lock (gate) stack.Push(item);
    }

    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        lock (gate) return stack.TryPop(out item);
    }
}

readonly struct Bag<T>(ConcurrentBag<T> bag) : IAdapter<Bag<T>, T>
{
    public static string Name => "ConcurrentBag (no stack)";
    public static Bag<T> Create() => new([]);
    public void Push(T item) => bag.Add(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => bag.TryTake(out item);
}

readonly struct Treiber<T>(TreiberStack<T, NoYield> stack) : IAdapter<Treiber<T>, T>
{
    public static string Name => "Treiber";
    public static Treiber<T> Create() => new(new(default));
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct Elimination<T>(EliminationBackoffStack<T, NoYield> stack) : IAdapter<Elimination<T>, T>
{
    public static string Name => "elimination-backoff";
    public static Elimination<T> Create() => new(new(default));
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct FlatCombining<T>(FlatCombiningStack<T, NoYield> stack) : IAdapter<FlatCombining<T>, T>
{
    public static string Name => "flat combining";
    public static FlatCombining<T> Create() => new(new(default));
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct CcSynch<T>(CcSynchStack<T, NoYield> stack) : IAdapter<CcSynch<T>, T>
{
    public static string Name => "CC-Synch";
    public static CcSynch<T> Create() => new(new(default));
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}

readonly struct Timestamped<T>(TimestampedStack<T, NoYield> stack) : IAdapter<Timestamped<T>, T>
{
    public static string Name => "time-stamped";
    public static Timestamped<T> Create() => new(new(Stopwatch.GetTimestamp, default));
    public void Push(T item) => stack.Push(item);
    public bool TryPop([MaybeNullWhen(false)] out T item) => stack.TryPop(out item);
}
