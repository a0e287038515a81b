using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

public class InterleavingTests
{
    static readonly Dictionary<string, Func<ControlledYield, IConcurrentStack<long>>> Stacks = new(StringComparer.Ordinal)
    {
        ["direct first"] = y => new ShardedCombiningStack<long, ControlledYield>(new(), y),
        ["one shard"] = y => new ShardedCombiningStack<long, ControlledYield>(new() { DirectFirst = false, Shards = 1 }, y),
        ["one shard, one slot"] = y => new ShardedCombiningStack<long, ControlledYield>(new() { DirectFirst = false, Shards = 1, Capacity = 1 }, y),
        ["two shards"] = y => new ShardedCombiningStack<long, ControlledYield>(new() { DirectFirst = false, Shards = 2 }, y),
        ["Treiber"] = y => new TreiberStack<long, ControlledYield>(y),
        ["elimination-backoff"] = y => new EliminationBackoffStack<long, ControlledYield>(y, width: 1),
        ["flat combining"] = y => new FlatCombiningStack<long, ControlledYield>(y),
        ["CC-Synch"] = y => new CcSynchStack<long, ControlledYield>(y, most: 2),
        ["time-stamped"] = y => new TimestampedStack<long, ControlledYield>(new Ticks().Now, y),
    };

    public static TheoryData<string> Names() => new(Stacks.Keys);

    [Theory, MemberData(nameof(Names))]
    public void Two_workers_in_orders_of_two_preemptions(string name)
    {
        foreach (string[] program in (string[][])[["p", "o"], ["po", "po"], ["pp", "oo"], ["op", "po"]])
        {
            var result = new InterleavingExplorer(mostPreemptions: 2, mostSchedules: 300).Explore(Scenarios.Of(Stacks[name], 1, program));
            Assert.True(result.Fault is null, $"{string.Join(" | ", program)}: {result.Fault}");
            Assert.True(result.Schedules >= 6);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Three_workers_in_orders_of_two_preemptions(string name)
    {
        foreach (string[] program in (string[][])[["p", "p", "o"], ["p", "o", "o"]])
        {
            var result = new InterleavingExplorer(mostPreemptions: 2, mostSchedules: 400).Explore(Scenarios.Of(Stacks[name], 0, program));
            Assert.True(result.Fault is null, $"{string.Join(" | ", program)}: {result.Fault}");
        }
    }

    [Fact]
    public void An_exploration_is_complete_and_the_same_every_time()
    {
        var explore = () => new InterleavingExplorer(mostPreemptions: 2).Explore(Scenarios.Of(Stacks["Treiber"], 0, "p", "p"));
        var first = explore();
        Assert.True(first.IsComplete);
        Assert.Equal(first.Schedules, explore().Schedules);
        // Two workers of three points each (start, read, update): by hand, without preemption 2; with one more per stop of either.
        Assert.Equal(1, new InterleavingExplorer(mostPreemptions: 0).Explore(Scenarios.Of(Stacks["Treiber"], 0, "p")).Schedules);
        Assert.Equal(2, new InterleavingExplorer(mostPreemptions: 0).Explore(Scenarios.Of(Stacks["Treiber"], 0, "p", "p")).Schedules);
    }

    [Fact]
    public void A_lost_update_and_a_deadlock_are_found()
    {
        var lost = new InterleavingExplorer().Explore(yield =>
        {
            var count = 0;
            void Add()
            {
                yield.Reach(StackStep.Read);
                var read = count;
                yield.Reach(StackStep.Update);
                count = read + 1;
            }
            return new([Add, Add], () => count == 2 ? null : $"count is {count}");
        });
        Assert.StartsWith("count is 1", lost.Fault, StringComparison.Ordinal);

        var stuck = new InterleavingExplorer().Explore(yield =>
        {
            int a = 0, b = 0;
            void Take(ref int mine, ref int other)
            {
                yield.Reach(StackStep.Update);
                mine = 1;
                yield.Reach(StackStep.Read);
                var spinner = new SpinWait();
                while (other == 1) yield.Wait(ref spinner);
                mine = 0;
            }
            return new([() => Take(ref a, ref b), () => Take(ref b, ref a)], () => null);
        });
        Assert.StartsWith("deadlock", stuck.Fault, StringComparison.Ordinal);
    }

    sealed class Ticks
    {
        long _now;

        public long Now() => ++_now;
    }
}
