using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>The checks are as good as the mistakes that they find: each of these is one of the source, and must not live.</summary>
public class MutantTests
{
    static readonly ShardingOptions OneShard = new() { DirectFirst = false, Shards = 1 };

    // Between them they take every path: elimination, both kinds of combining, slots that run out, batches that follow each other, and the direct path.
    static readonly (ShardingOptions Options, int Prefill, string[] Workers)[] Programs =
    [
        (OneShard, 1, ["po", "po"]),
        (OneShard, 0, ["p", "p", "o"]),
        (OneShard, 2, ["o", "o", "p"]),
        (OneShard, 3, ["oo", "oo"]),
        (OneShard with { Capacity = 1 }, 0, ["p", "p", "o"]),
        (OneShard with { Shards = 2 }, 0, ["p", "o", "p"]),
        (OneShard with { Shards = 2 }, 0, ["o", "p", "p"]),
        (new ShardingOptions(), 1, ["po", "op"]),
    ];

    public static TheoryData<string> Names() => new(Mutant.All.Select(m => m.Name));

    [Theory, MemberData(nameof(Names))]
    public void No_mistake_lives(string name)
    {
        var create = Mutant.All.Single(m => m.Name == name).Compile();
        Assert.Contains(Programs, program => Faults(create, program, mostSchedules: 20_000));
    }

    [Fact]
    public void The_source_as_it_is_lives()
    {
        var create = new Mutant("none", "bottom.Next = under;", "bottom.Next = under;").Compile();
        Assert.DoesNotContain(Programs, program => Faults(create, program, mostSchedules: 300));
    }

    static bool Faults(Func<ShardingOptions, ControlledYield, IConcurrentStack<long>> create, (ShardingOptions Options, int Prefill, string[] Workers) program, long mostSchedules) =>
        new InterleavingExplorer(mostPreemptions: 2, mostSchedules).Explore(Scenarios.Of(yield => create(program.Options, yield), program.Prefill, program.Workers)).Fault is not null;
}
