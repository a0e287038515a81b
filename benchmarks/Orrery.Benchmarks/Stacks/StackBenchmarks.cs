using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Orrery.Concurrency;

namespace Orrery.Benchmarks.Stacks;

/// <summary>What a push and a pop cost a thread that is alone, and what they allocate.</summary>
[MemoryDiagnoser]
public class StackBenchmarks
{
    readonly ShardedCombiningStack<long> _sharded = new();
    readonly ShardedCombiningStack<long> _announced = new(new ShardingOptions { DirectFirst = false, Shards = 1 });
    readonly ConcurrentStack<long> _concurrent = new();
    readonly Stack<long> _plain = new();
    readonly Lock _lock = new();

    [Benchmark(Baseline = true)]
    public bool ConcurrentStack()
    {
        _concurrent.Push(1);
        return _concurrent.TryPop(out _);
    }

    [Benchmark]
    public bool ShardedCombiningStack()
    {
        _sharded.Push(1);
        return _sharded.TryPop(out _);
    }

    [Benchmark]
    public bool ShardedCombiningStack_always_announcing()
    {
        _announced.Push(1);
        return _announced.TryPop(out _);
    }

    [Benchmark]
    public bool Lock_and_Stack()
    {
        lock (_lock) _plain.Push(1);
        lock (_lock) return _plain.TryPop(out _);
    }
}
