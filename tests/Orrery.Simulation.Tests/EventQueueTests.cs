using FsCheck;
using FsCheck.Fluent;

namespace Orrery.Simulation.Tests;

public sealed class EventQueueTests
{
    [Fact]
    public void Events_leave_by_time_then_priority_then_insertion()
    {
        var events = Gen.ListOf(Gen.Choose(0, 20).SelectMany(time => Gen.Choose(-2, 2).Select(priority => (Time: (long)time, Priority: (short)priority))));
        Check.One(Config.QuickThrowOnFailure.WithReplay(1UL, 3UL).WithMaxTest(500), Prop.ForAll(events.ToArbitrary(), list =>
        {
            var queue = new EventQueue<int>(1);
            for (var i = 0; i < list.Count; i++) queue.Schedule(new SimTime(list[i].Time), i, list[i].Priority);
            var expected = Enumerable.Range(0, list.Count).OrderBy(i => list[i].Time).ThenBy(i => list[i].Priority).ThenBy(i => i);
            return Drain(queue).SequenceEqual(expected);
        }));
    }

    [Fact]
    public void Interleaved_with_a_sorted_oracle_it_always_gives_the_earliest()
    {
        var source = new RandomStreams(3).Get("events");
        var queue = new EventQueue<int>();
        var oracle = new SortedSet<(long Time, int Item)>();
        for (var i = 0; i < 20_000; i++)
        {
            var time = queue.Now.Picoseconds + source.NextInt(1000);
            queue.Schedule(new SimTime(time), i);
            oracle.Add((time, i));
            if (source.NextInt(3) == 0) continue;
            Assert.True(queue.TryPeek(out var peeked));
            Assert.True(queue.TryNext(out var at, out var item));
            Assert.Equal(peeked, at);
            Assert.Equal(oracle.Min, (at.Picoseconds, item));
            oracle.Remove(oracle.Min);
        }
        Assert.Equal(oracle.Count, queue.Count);
        Assert.Equal(oracle.Select(pair => pair.Item), Drain(queue));
    }

    [Fact]
    public void The_past_is_closed()
    {
        var queue = new EventQueue<string>();
        queue.Schedule(new SimTime(5), "five");
        Assert.True(queue.TryNext(out _, out _));
        queue.Schedule(new SimTime(5), "now");
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Schedule(new SimTime(4), "late"));
        queue.Clear();
        Assert.False(queue.TryNext(out var never, out _));
        Assert.Equal(SimTime.Never, never);
    }

    [Fact]
    public void An_event_allocates_nothing()
    {
        var queue = new EventQueue<int>(4096);
        var source = new RandomStreams(1).Get("hold");
        for (var i = 0; i < 1000; i++) queue.Schedule(new SimTime(source.NextInt(1_000_000)), i);
        Hold(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Hold(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Hold(int events)
        {
            for (var i = 0; i < events; i++)
            {
                queue.TryNext(out var time, out var item);
                queue.Schedule(time + new SimTime(source.NextInt(1_000_000)), item);
            }
        }
    }

    static List<T> Drain<T>(EventQueue<T> queue)
    {
        var items = new List<T>();
        while (queue.TryNext(out _, out var item)) items.Add(item);
        return items;
    }
}
