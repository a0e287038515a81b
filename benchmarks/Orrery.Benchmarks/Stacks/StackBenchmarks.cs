using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Orrery.Concurrency;

namespace Orrery.Benchmarks.Stacks;

/// <summary>What a push and a pop cost a thread that is alone, and what they allocate.</summary>
[MemoryDiagnoser]
[GenericTypeArguments(typeof(long))]
[GenericTypeArguments(typeof(object))]
public class StackBenchmarks<T> where T : new()
{
    readonly T _item = new();
    readonly ShardedCombiningStack<T> _sharded = new();
    readonly ShardedCombiningStack<T> _announced = new(new ShardingOptions { DirectFirst = false, Shards = 1 });
    readonly ConcurrentStack<T> _concurrent = new();
    readonly Stack<T> _plain = new();
    readonly Lock _lock = new();

    [Benchmark(Baseline = true)]
    public bool ConcurrentStack()
    {
        _concurrent.Push(_item);
        return _concurrent.TryPop(out _);
    }

    [Benchmark]
    public bool ShardedCombiningStack()
    {
        _sharded.Push(_item);
        return _sharded.TryPop(out _);
    }

    [Benchmark]
    public bool ShardedCombiningStack_always_announcing()
    {
        _announced.Push(_item);
        return _announced.TryPop(out _);
    }

    [Benchmark]
    public bool Lock_and_Stack()
    {
        lock (_lock) _plain.Push(_item);
        lock (_lock) return _plain.TryPop(out _);
    }
}
