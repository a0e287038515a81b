namespace Orrery.Concurrency.Verification;

/// <summary>The cases by which this library's stacks are checked.</summary>
public static class StressCases
{
    static readonly (StackStep, int)[] Batches = [(StackStep.Gather, 90), (StackStep.Update, 10)];
    static readonly (StackStep, int)[] Everywhere = [(StackStep.Read, 3), (StackStep.Update, 20), (StackStep.Announce, 10), (StackStep.Freeze, 30), (StackStep.Gather, 30), (StackStep.Succeed, 10)];

    /// <summary>All of them.</summary>
    /// <param name="clock">The clock of stacks that stamp their items.</param>
    public static IReadOnlyList<StressCase> All(Func<long> clock) =>
    [
        Sharded("direct first", new()),
        Sharded("direct first, losing", new()) with { Yields = [(StackStep.Update, 40)] },
        Sharded("direct first, adapting", new()) with { Workers = 8, Yields = [(StackStep.Gather, 100), (StackStep.Update, 30)] },
        Sharded("direct first, everything", new()) with { Yields = Everywhere, OtherPercent = 40 },
        Sharded("one shard", new() { DirectFirst = false, Shards = 1 }) with { Yields = Batches },
        Sharded("one shard, undisturbed", new() { DirectFirst = false, Shards = 1 }),
        Sharded("one shard, two slots", new() { DirectFirst = false, Shards = 1, Capacity = 2 }) with { Workers = 6, Yields = Batches },
        Sharded("one shard, one slot", new() { DirectFirst = false, Shards = 1, Capacity = 1 }) with { Yields = Batches },
        Sharded("one shard, many pushes", new() { DirectFirst = false, Shards = 1 }) with { PushPercent = 80, Yields = Batches },
        Sharded("one shard, many pops", new() { DirectFirst = false, Shards = 1 }) with { PushPercent = 20, Prefill = 500, Yields = Batches },
        Sharded("one shard, everything", new() { DirectFirst = false, Shards = 1 }) with { Yields = Everywhere, OtherPercent = 30 },
        Sharded("two shards", new() { DirectFirst = false, Shards = 2 }) with { Workers = 6, Yields = Batches },
        Sharded("two shards, late", new() { DirectFirst = false, Shards = 2 }) with { Workers = 6, Yields = [(StackStep.Announce, 30), (StackStep.Freeze, 60)] },
        Sharded("two shards, ranges and looks", new() { DirectFirst = false, Shards = 2 }) with { Yields = Batches, OtherPercent = 50 },
        Sharded("three shards, prefilled", new() { DirectFirst = false, Shards = 3 }) with { Workers = 6, Prefill = 1000, Yields = Everywhere },
        Sharded("adaptive shards, announcing", new() { DirectFirst = false }) with { Workers = 8, Yields = [(StackStep.Gather, 100)] },
        new("Treiber", plan => new TreiberStack<long, StressYield>(new(plan))) { Yields = Everywhere },
        new("elimination-backoff", plan => new EliminationBackoffStack<long, StressYield>(new(plan), width: 2)) { Workers = 6, Yields = [(StackStep.Update, 20), (StackStep.Gather, 50)] },
        new("elimination-backoff, one place", plan => new EliminationBackoffStack<long, StressYield>(new(plan), width: 1)) { Yields = [(StackStep.Update, 40), (StackStep.Gather, 80)] },
        new("flat combining", plan => new FlatCombiningStack<long, StressYield>(new(plan))) { Workers = 6, Yields = Everywhere },
        new("CC-Synch", plan => new CcSynchStack<long, StressYield>(new(plan), most: 3)) { Workers = 6, Yields = Everywhere },
        new("time-stamped", plan => new TimestampedStack<long, StressYield>(clock, new(plan))) { Yields = Everywhere },
        new("time-stamped, long intervals", plan => new TimestampedStack<long, StressYield>(clock, new(plan), delay: 200)) { Workers = 6, Yields = [(StackStep.Read, 10)] },
    ];

    static StressCase Sharded(string name, ShardingOptions options) =>
        new($"sharded: {name}", plan => new ShardedCombiningStack<long, StressYield>(options, new(plan)));
}
