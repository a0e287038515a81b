namespace Orrery.Concurrency.Coherence;

/// <summary>What cores do to a stack.</summary>
/// <param name="UpdatePercent">Pushes and pops, half each, among a hundred operations; the others look at the top.</param>
/// <param name="Prefill">Items there before.</param>
/// <param name="HoldNanoseconds">Where it is not null, cores take an item, hold it for so long and put it back, instead of pushing and popping by chance: a pool.</param>
/// <param name="HandsOver">True where an item taken from the pool is put back by another core, as where one thread fills buffers and another sends them.</param>
public sealed record CoherenceWorkload(int UpdatePercent = 100, int Prefill = 1000, double? HoldNanoseconds = null, bool HandsOver = false);

/// <summary>What came of a run.</summary>
/// <param name="MegaOperationsPerSecond">Operations finished, of all cores.</param>
/// <param name="EliminatedShare">Share of operations that never touched the stack.</param>
/// <param name="BatchSize">Operations that were served together, where any were.</param>
/// <param name="UpdatesOfTop">Atomic updates of the line on which all meet, for each operation.</param>
public sealed record CoherenceResult(double MegaOperationsPerSecond, double EliminatedShare, double BatchSize, double UpdatesOfTop);

/// <summary>Runs algorithms on a modelled machine of any number of cores, up to 256. The same arguments give the same result.</summary>
public static class CoherenceStudy
{
    static readonly Dictionary<string, Func<CoherenceMachine, StackProgram>> Programs = new(StringComparer.Ordinal)
    {
        ["sharded, adaptive"] = m => new ShardedProgram(m, new(Shards: 0, GatherNanoseconds: -1, IsDirectFirst: true, IsPacked: true)),
        ["sharded, as published, 1"] = m => new ShardedProgram(m, new(1, 300, false, false)),
        ["sharded, as published, 2"] = m => new ShardedProgram(m, new(2, 300, false, false)),
        ["sharded, as published, 4"] = m => new ShardedProgram(m, new(4, 300, false, false)),
        ["Treiber"] = _ => new TreiberProgram(),
        ["ConcurrentStack"] = _ => new TreiberProgram(CoherenceMachine.SpinTurnNanoseconds, CoherenceMachine.LongestBackOffNanoseconds),
        ["elimination-backoff"] = m => new EliminationProgram(m),
        ["flat combining"] = m => new FlatCombiningProgram(m),
        ["CC-Synch"] = m => new CcSynchProgram(m),
        ["time-stamped"] = m => new TimestampedProgram(m, 0),
        ["time-stamped, intervals of 500 ns"] = m => new TimestampedProgram(m, 500),
        ["lock"] = _ => new LockProgram(),
        ["ConcurrentBag"] = m => new LocalPoolProgram(m, hasSlot: false),
        ["ArrayPool"] = m => new LocalPoolProgram(m, hasSlot: true),
    };

    /// <summary>Names of the algorithms. All but the last two, which are pools, are stacks.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [.. Programs.Keys];

    /// <summary>Lets cores work for some time.</summary>
    /// <param name="spec">The machine.</param>
    /// <param name="algorithm">One of <see cref="Algorithms"/>.</param>
    /// <param name="cores">Cores, one thread each.</param>
    /// <param name="workload">What they do.</param>
    /// <param name="nanoseconds">For how long.</param>
    /// <param name="seed">What decides by chance.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 256 cores, or none.</exception>
    /// <exception cref="KeyNotFoundException">There is no such algorithm.</exception>
    public static CoherenceResult Run(CoherenceSpec spec, string algorithm, int cores, CoherenceWorkload workload, double nanoseconds = 400_000, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cores, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cores, 256);
        var machine = new CoherenceMachine(spec, cores, seed);
        var program = Programs[algorithm](machine);
        program.Prefill(Enumerable.Range(0, workload.Prefill).Select(i => (long)i));
        var run = new CoherenceRun(machine, program, workload, nanoseconds);
        for (var core = 0; core < cores; core++) run.Start(core);
        machine.Run(nanoseconds);
        return run.Result();
    }

    internal static StackProgram Create(string algorithm, CoherenceMachine machine) => Programs[algorithm](machine);
}

/// <summary>One run of a study. Operations of its first half are not counted: an algorithm that adapts has adapted by then.</summary>
sealed class CoherenceRun(CoherenceMachine machine, StackProgram program, CoherenceWorkload workload, double nanoseconds)
{
    readonly double _from = nanoseconds / 2;
    readonly Queue<long> _handed = new();
    long _counted, _all;

    public void Start(int number)
    {
        var core = new ModelCore(machine, number);
        machine.Schedule(core.Random.Share() * 100, () => _ = workload.HoldNanoseconds is { } hold ? Pool(core, hold) : Mix(core));
    }

    public CoherenceResult Result() => new(
        _counted / (nanoseconds - _from) * 1000,
        (double)program.Eliminated / Math.Max(1, _all),
        program.Batches == 0 ? 0 : (double)(program.Eliminated + program.Combined) / program.Batches,
        (double)program.Top.Updates / Math.Max(1, _all));

    async Task Mix(ModelCore core)
    {
        for (long value = (long)(core.Number + 1) << 32; ; value++)
        {
            await Pause(core);
            if (core.Random.Below(100) >= workload.UpdatePercent) await program.Peek(core);
            else if (core.Random.Below(2) == 0) await program.Push(core, value);
            else await program.Pop(core);
            Count();
        }
    }

    async Task Pool(ModelCore core, double hold)
    {
        for (long fresh = (long)(core.Number + 1) << 32; ; fresh++)
        {
            await Pause(core);
            var item = await program.Pop(core);
            Count();
            if (item == StackProgram.Nothing)
            {
                await core.Work(1000); // the pool is empty: a new buffer
                item = fresh;
            }
            await core.Work(hold * (0.5 + core.Random.Share()));
            if (workload.HandsOver)
            {
                // What passes it on costs the same for all and is left out.
                _handed.Enqueue(item);
                item = _handed.Count > machine.Cores ? _handed.Dequeue() : StackProgram.Nothing;
                if (item == StackProgram.Nothing) continue;
            }
            await program.Push(core, item);
            Count();
        }
    }

    CoherenceMachine.Step Pause(ModelCore core) => core.Work(machine.Spec.WorkNanoseconds * (0.5 + core.Random.Share()));

    void Count()
    {
        _all++;
        if (machine.Now >= _from) _counted++;
    }
}
