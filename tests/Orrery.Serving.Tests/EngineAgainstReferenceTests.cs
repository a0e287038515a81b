using FsCheck;
using FsCheck.Fluent;
using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class EngineAgainstReferenceTests
{
    [Fact]
    public void Outcomes_equal_a_naive_engine_to_the_picosecond_whatever_the_workload_timer_and_cache()
    {
        var preemptions = 0L;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(250).WithReplay(20, 5), Prop.ForAll<ulong>(seed => preemptions += Compare(seed)));
        Assert.True(preemptions > 300, $"only {preemptions} preemptions were exercised");
    }

    static long Compare(ulong seed)
    {
        var source = new RandomSource(seed);
        var block = Pick(source, 1, 4, 16);
        var reaches = Pick<Reach[]>(source,
            [Reach.Full], [Reach.Full], [Reach.Full, new(ReachKind.Window, 24)], [new(ReachKind.Window, 17), new(ReachKind.Chunk, 32)], [new(ReachKind.Chunk, 10)], []);
        IStepTimer timer = source.NextInt(2) == 0
            ? new AffineTimer(1.7e-3, 3.1e-5, 2.3e-7, 1.1e-5, 1.3e-9, reaches)
            : new BentTimer(7.7e-5, 1.9e-6, 3.3e-4, reaches);
        if (timer.Reaches.Length != reaches.Length) reaches = [.. timer.Reaches];
        var (input, output) = (1 + source.NextInt(90), 1 + source.NextInt(60));
        var setup = new ServingSetup
        {
            Timer = timer,
            Kv = new KvLayout([.. reaches.Select((_, r) => 8.0 * (r + 1))], source.NextInt(2) * 100, new Bytes(100 + 8.0 * (60 + source.NextInt(600)))),
            Spec = new ServingSpec { BlockTokens = block, MaxBatchedTokens = 1 + source.NextInt(200), MaxSequences = 1 + source.NextInt(20) },
            ContextLength = 150 + source.NextInt(100),
        };
        var rate = Pick(source, 3.0, 20, 200);
        var requests = Traffic.Poisson(seed, rate, 40, sizes => (1 + sizes.NextInt(input), 1 + sizes.NextInt(output))).ToList();

        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        var naive = new NaiveEngine(setup);
        Assert.Equal(naive.Run(requests), outcomes);
        Assert.Equal(naive.Steps, result.Steps);
        Assert.Equal(naive.Rejected, result.Rejected);
        Assert.Equal(naive.Gaps.Count, result.Itl.Count);
        if (naive.Gaps.Count > 0) Assert.Equal(naive.Gaps.Average() * 1e-12, result.Itl.Mean.Value, 1e-12);
        return result.Preemptions;
    }

    static T Pick<T>(RandomSource source, params T[] choices) => choices[source.NextInt(choices.Length)];
}
