using Orrery.Concurrency.Coherence;
using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

public class CoherenceTests
{
    // Round numbers: every sum below can be done in the head.
    static readonly CoherenceSpec Machine = new("of round numbers", 8, 64, HitNanoseconds: 1, AtomicNanoseconds: 5, ClusterNanoseconds: 30, SocketNanoseconds: 60, RemoteNanoseconds: 130, OccupancyNanoseconds: 10, AllocationNanoseconds: 10, ClockNanoseconds: 20, WorkNanoseconds: 20);

    public static TheoryData<string> Stacks() => new(CoherenceStudy.Algorithms.Except(["ConcurrentBag", "ArrayPool"]));

    [Theory, MemberData(nameof(Stacks))]
    public void Every_program_is_a_linearizable_stack(string algorithm)
    {
        foreach (var (cores, percent) in ((int, int)[])[(2, 50), (6, 50), (16, 50), (16, 70)])
        {
            var machine = new CoherenceMachine(Machine, cores, seed: (ulong)cores);
            var program = CoherenceStudy.Create(algorithm, machine);
            var history = new List<StackOperation>();
            for (var i = 0; i < cores; i++)
            {
                var core = new ModelCore(machine, i);
                machine.Schedule(i, () => _ = Work(core, program, history, percent));
            }
            machine.Run();
            Assert.Equal(40 * cores, history.Count); // nobody waits for ever
            Assert.Equal(LinearizabilityVerdict.Linearizable, StackChecker.Check(history).Verdict);
        }
    }

    [Fact]
    public void A_line_costs_by_distance_and_serves_one_after_another()
    {
        var machine = new CoherenceMachine(Machine, 128, seed: 1);
        var line = new CacheLine();
        ModelCore[] cores = [new(machine, 0), new(machine, 1), new(machine, 9), new(machine, 100)];
        var done = new double[6];
        async Task Script()
        {
            await cores[0].Update(line);
            done[0] = machine.Now;
            await cores[0].Update(line);
            done[1] = machine.Now - done[0];
            await cores[1].Read(line);
            done[2] = machine.Now - done[1] - done[0];
            var before = machine.Now;
            await cores[1].Read(line);
            done[3] = machine.Now - before;
            before = machine.Now;
            await cores[2].Update(line);
            done[4] = machine.Now - before;
            before = machine.Now;
            await cores[3].Read(line);
            done[5] = machine.Now - before;
        }
        machine.Schedule(0, () => _ = Script());
        machine.Run();
        Assert.Equal([35, 6, 30, 1, 65, 130], done);
    }

    [Fact]
    public void Contended_updates_follow_each_other()
    {
        // Eight neighbours, one update each, all at once: 30 + 5 each, the last after 8 × 35.
        var machine = new CoherenceMachine(Machine, 8, seed: 1);
        var line = new CacheLine();
        var last = 0.0;
        async Task Update(ModelCore core)
        {
            await core.Update(line);
            last = machine.Now;
        }
        for (var i = 0; i < 8; i++)
        {
            var core = new ModelCore(machine, i);
            machine.Schedule(0, () => _ = Update(core));
        }
        machine.Run();
        Assert.Equal(280, last);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var run = (ulong seed) => CoherenceStudy.Run(Machine, "sharded, adaptive", 32, new(), 20_000, seed);
        Assert.Equal(run(1), run(1));
        Assert.NotEqual(run(1), run(2));
    }

    [Fact]
    public void One_core_alone_pays_for_what_it_does()
    {
        // Treiber: a pause of 20 on the average; a push allocates (10), reads (1) and updates (6) the top, a pop also reads the node (1 to 30).
        var result = CoherenceStudy.Run(Machine, "Treiber", 1, new(), 100_000);
        Assert.InRange(result.MegaOperationsPerSecond, 1000 / 45.0, 1000 / 28.0);
        Assert.Equal(1, result.UpdatesOfTop, 2);
    }

    [Fact]
    public void Many_cores_do_more_where_they_combine_and_less_where_they_compete()
    {
        double At(string algorithm, int cores) => CoherenceStudy.Run(Machine, algorithm, cores, new(), 30_000).MegaOperationsPerSecond;
        Assert.True(At("Treiber", 64) < At("Treiber", 4));
        Assert.True(At("sharded, as published, 2", 64) > 2 * At("sharded, as published, 2", 4));
        Assert.True(At("sharded, adaptive", 64) > 2 * At("Treiber", 64));
    }

    static async Task Work(ModelCore core, StackProgram program, List<StackOperation> history, int pushPercent)
    {
        for (var i = 0; i < 40; i++)
        {
            await core.Work(1 + core.Random.Below(40));
            var called = Ticks(core);
            var value = core.Number * 1000L + i;
            if (core.Random.Below(100) < pushPercent)
            {
                await program.Push(core, value);
                history.Add(new(core.Number, StackOperationKind.Push, [value], 1, called, Ticks(core)));
            }
            else
            {
                var found = await program.Pop(core);
                history.Add(new(core.Number, StackOperationKind.Pop, found == StackProgram.Nothing ? [] : [found], 1, called, Ticks(core)));
            }
        }
    }

    // Thousandths, and one apart, so that the order of events at one time is kept where it matters.
    static long Ticks(ModelCore core) => (long)(core.Machine.Now * 1000);
}
