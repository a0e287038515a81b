using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;

namespace Orrery.Concurrency.Tests;

public class ShardedCombiningStackTests
{
    [Fact]
    public void It_is_a_stack()
    {
        var stack = new ShardedCombiningStack<int>([1, 2, 3]);
        stack.Push(4);
        stack.PushRange([5, 6]);
        Assert.Equal([6, 5, 4, 3, 2, 1], stack.ToArray());
        Assert.True(stack.TryPeek(out var top));
        Assert.Equal(6, top);
        Assert.True(stack.TryPop(out top));
        Assert.Equal(6, top);
        var some = new int[3];
        Assert.Equal(3, stack.TryPopRange(some));
        Assert.Equal([5, 4, 3], some);
        Assert.Equal(2, stack.Count);
        Assert.Equal(2, stack.TryPopRange(some));
        Assert.Equal([2, 1, 3], some);
        Assert.False(stack.TryPop(out _));
        Assert.False(stack.TryPeek(out _));
        Assert.Equal(0, stack.TryPopRange(some));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_answers_as_a_plain_stack_does(bool directFirst) =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(11UL, 13UL), Prop.ForAll(Gen.Choose(-100, 100).ListOf().ToArbitrary(), script => Agrees(script, directFirst)));

    [Fact]
    public void An_enumeration_sees_the_stack_of_its_beginning()
    {
        var stack = new ShardedCombiningStack<int>([1, 2]);
        using var items = stack.GetEnumerator();
        stack.Push(3);
        stack.Clear();
        Assert.True(items.MoveNext());
        Assert.Equal(2, items.Current);
        Assert.True(items.MoveNext());
        Assert.False(items.MoveNext());
        Assert.Empty(stack);
    }

    [Fact]
    public void It_serves_a_blocking_collection()
    {
        using var collection = new BlockingCollection<int>(new ShardedCombiningStack<int>(), boundedCapacity: 2);
        collection.Add(1);
        collection.Add(2);
        Assert.False(collection.TryAdd(3, 0));
        Assert.Equal(2, collection.Take());
        Assert.Throws<NotSupportedException>(() => ((System.Collections.ICollection)new ShardedCombiningStack<int>()).SyncRoot);
    }

    [Fact]
    public void Options_out_of_bounds_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShardedCombiningStack<int>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShardedCombiningStack<int>(new ShardingOptions { Capacity = 0 }));
    }

    [Fact]
    public void Without_contention_a_push_allocates_its_node_and_a_pop_nothing()
    {
        var stack = new ShardedCombiningStack<long>();
        Bytes(() => { stack.Push(1); stack.TryPop(out _); });
        Assert.Equal(32 * 1000, Bytes(() => { for (var i = 0; i < 1000; i++) stack.Push(i); }));
        Assert.Equal(0, Bytes(() => { for (var i = 0; i < 1000; i++) stack.TryPop(out _); }));
    }

    [Fact]
    public void A_batch_allocates_itself_and_its_slots()
    {
        // Announced by one thread alone, every operation is a batch: the worst case. 128 bytes of padding twice, the counter, the fields, and 8 slots.
        var stack = new ShardedCombiningStack<long>(new ShardingOptions { DirectFirst = false, Shards = 1 });
        Bytes(() => { stack.Push(1); stack.TryPop(out _); });
        Assert.InRange(Bytes(() => { for (var i = 0; i < 1000; i++) stack.TryPop(out _); }) / 1000, 1, 432);
    }

    [Fact]
    public void What_was_popped_is_not_kept()
    {
        var stack = new ShardedCombiningStack<object>(new ShardingOptions { DirectFirst = false });
        var popped = PushAndPop(stack);
        GC.Collect();
        Assert.False(popped.IsAlive);
        GC.KeepAlive(stack);
    }

    [Fact]
    public void Where_memory_runs_out_a_shard_closes_and_its_operations_go_on()
    {
        var stack = new ShardedCombiningStack<long, NoMemory>(new ShardingOptions { DirectFirst = false, Shards = 1 }, default);
        for (var i = 0; i < 5; i++) stack.Push(i);
        Assert.Equal([4, 3, 2, 1, 0], stack.ToArray());
        Assert.True(stack.TryPop(out var top));
        Assert.Equal(4, top);
        for (var i = 0; i < 4; i++) Assert.True(stack.TryPop(out _));
        Assert.False(stack.TryPop(out _));
    }

    static WeakReference PushAndPop(ShardedCombiningStack<object> stack)
    {
        stack.Push(new object());
        stack.TryPop(out var item);
        return new(item);
    }

    static long Bytes(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Non-negative pushes, negative pops; every fifth number is a range or a look.
    static bool Agrees(IEnumerable<int> script, bool directFirst)
    {
        var stack = new ShardedCombiningStack<int>(new ShardingOptions { DirectFirst = directFirst, Shards = 2 });
        var model = new Stack<int>();
        foreach (var number in script)
        {
            if (number % 5 == 4)
            {
                stack.PushRange([number, number + 1]);
                model.Push(number);
                model.Push(number + 1);
            }
            else if (number >= 0)
            {
                stack.Push(number);
                model.Push(number);
            }
            else if (stack.TryPop(out var item) != model.TryPop(out var expected) || item != expected)
            {
                return false;
            }
        }
        return stack.ToArray().AsSpan().SequenceEqual(model.ToArray()) && stack.Count == model.Count;
    }

    /// <summary>A machine on which no batch can be allocated.</summary>
    readonly struct NoMemory : IYieldPoint
    {
        public int Worker => 0;

        public void Reach(StackStep step)
        {
            if (step == StackStep.Succeed) throw new InsufficientMemoryException();
        }

        public void Wait(ref SpinWait spinner)
        {
        }
    }
}
