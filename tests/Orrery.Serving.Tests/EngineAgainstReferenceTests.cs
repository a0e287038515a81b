using FsCheck;
using FsCheck.Fluent;
using Orrery.Performance;
using Orrery.Serving.Schedulers;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class EngineAgainstReferenceTests
{
    public static TheoryData<string> Schedulers() => [.. SchedulerTable.All.Select(static scheduler => scheduler.Name)];

    [Theory]
    [MemberData(nameof(Schedulers))]
    public void Outcomes_equal_a_naive_engine_to_the_picosecond_whatever_the_workload_timer_and_cache(string scheduler)
    {
        var preemptions = 0L;
        var cached = 0L;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(20, 5), Prop.ForAll<ulong>(seed => {
            var result = Compare(seed, scheduler);
            preemptions += result.Preemptions;
            cached += result.CachedTokens;
        }));
        Assert.True(preemptions > 150, $"only {preemptions} preemptions were exercised");
        Assert.True(cached > 3_000, $"only {cached} cached tokens were exercised");
    }

    [Theory]
    [InlineData("chunked-prefill")]
    [InlineData("prefill-first")]
    [InlineData("shortest-job")]
    public void Speculation_equals_a_naive_engine_that_verifies_token_by_token(string scheduler)
    {
        var (preemptions, wasted, ended) = (0L, 0L, 0L);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(22, 7), Prop.ForAll<ulong>(seed => {
            var result = Compare(seed, scheduler, source => new SpeculationSpec
            {
                Method = DraftMethod.Ngram,
                Lookahead = source.NextInt(3) > 0 ? 1 + source.NextInt(5) : null,
                MaxLookahead = 5,
                Acceptance = Pick<AcceptanceSpec>(source,
                    new AcceptanceRate(source.NextDouble()), new AcceptanceByPosition([0.9, 0.6, 0.3, 0.3, 0.1]), new AcceptedCounts([0.5, 0, 0.125, 0.125, 0, 0.25]),
                    new ReplayedAcceptance("record", "", [1, 4, 1, 1, 6, 2]), MeasuredAcceptances.All[0]),
            });
            preemptions += result.Preemptions;
            wasted += result.Speculation!.Value.Drafted - result.Speculation.Value.Accepted;
            ended += result.Speculation.Value.Accepted - result.Speculation.Value.Kept;
        }));
        Assert.True(preemptions > 150, $"only {preemptions} preemptions were exercised");
        Assert.True(wasted > 3_000 && ended > 500, $"only {wasted} refused tokens and {ended} past the end were exercised");
    }

    [Fact]
    public void Data_ranks_with_queues_of_their_own_step_together_as_naive_ranks_do_to_the_picosecond()
    {
        var waited = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(21, 7), Prop.ForAll<ulong>(seed =>
        {
            var (setup, requests) = Draw(seed, "chunked-prefill");
            setup = setup with { DataRanks = 2 + (int)(seed % 3), Spec = setup.Spec with { Router = "round-robin" } };
            var outcomes = new List<RequestOutcome>();
            var result = ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
            Assert.Equal(NaiveEngine.RunRanks(requests, setup).OrderBy(static o => o.Id), outcomes.OrderBy(static o => o.Id));
            Assert.Equal(result.Total.Seconds, result.BusyTime.Value, 1e-9);
            if (outcomes.Any(static o => o.Preemptions > 0)) waited++;
        }));
        Assert.True(waited > 20, $"only {waited} runs had preemptions");
    }

    static ServingResult Compare(ulong seed, string scheduler, Func<RandomSource, SpeculationSpec>? speculation = null)
    {
        var (setup, requests) = Draw(seed, scheduler, speculation);
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        var naive = new NaiveEngine(setup);
        Assert.Equal(naive.Run(requests), outcomes);
        Assert.Equal(naive.Steps, result.Steps);
        Assert.Equal(naive.Rejected, result.Rejected);
        Assert.Equal(naive.Recomputed, result.Queue.RecomputedTokens);
        Assert.Equal(naive.Waited * 1e-12, result.Queue.Mean * result.Makespan.Value, 1e-6);
        Assert.Equal(naive.Blocked * 1e-12, result.Queue.BlockedShare * result.Makespan.Value, 1e-9);
        Assert.Equal(naive.Gaps.Count, result.Itl.Count);
        if (naive.Gaps.Count > 0) Assert.Equal(naive.Gaps.Average() * 1e-12, result.Itl.Mean.Value, 1e-12);
        return result;
    }

    static (ServingSetup Setup, List<Request> Requests) Draw(ulong seed, string scheduler, Func<RandomSource, SpeculationSpec>? speculation = null)
    {
        var source = new RandomSource(seed);
        var block = Pick(source, 1, 4, 16);
        var reaches = Pick<Reach[]>(source,
            [Reach.Full], [Reach.Full], [Reach.Full, new(ReachKind.Window, 24)], [new(ReachKind.Window, 17), new(ReachKind.Chunk, 32)], [new(ReachKind.Chunk, 10)], [Reach.Full, new(ReachKind.Picked, 20)], []);
        var convex = source.NextInt(3) > 0;
        IStepTimer timer = source.NextInt(2) == 0
            ? new AffineTimer(Exact(1.7e-3), Exact(3.1e-5), Exact(2.3e-7), Exact(1.1e-5), Exact(1.3e-9), reaches) { IsConvex = convex }
            : new BentTimer(Exact(7.7e-5), Exact(1.9e-6), Exact(3.3e-4), reaches) { IsConvex = convex };
        if (source.NextInt(3) == 0) timer = new SpreadTimer(timer, Exact(1.1e-6), Exact(7e-7));
        if (timer.Reaches.Length != reaches.Length) reaches = [.. timer.Reaches];
        var (input, output) = (1 + source.NextInt(70), 1 + source.NextInt(40));
        var setup = new ServingSetup
        {
            Timer = timer,
            Kv = new KvLayout([.. reaches.Select((_, r) => 8.0 * (r + 1))], source.NextInt(2) * 100, new Bytes(100 + 8.0 * (40 + source.NextInt(300)))),
            Spec = new ServingSpec { Scheduler = scheduler, BlockTokens = block, MaxBatchedTokens = 1 + source.NextInt(200), MaxSequences = 1 + source.NextInt(20), PrefixCache = source.NextInt(3) > 0 },
            Bounds = new RequestBounds(new Seconds(Exact(0.01 + 0.1 * source.NextDouble()))),
            ContextLength = 80 + source.NextInt(60),
        };
        setup = setup with { Seed = (long)(seed >> 1), Spec = setup.Spec with { Speculation = speculation?.Invoke(source) } };
        // Decodes that wait for prompts are not bounded by a step's tokens, as in vLLM V0, which demands as many tokens as sequences.
        if (scheduler == "prefill-first") setup = setup with { Spec = setup.Spec with { MaxSequences = Math.Min(setup.Spec.MaxSequences, setup.Spec.MaxBatchedTokens) } };
        var rate = Pick(source, 10.0, 200, 200);
        var unit = block * (1 + source.NextInt(3));
        var requests = Traffic.Poisson(seed, rate, 40, sizes => (1 + sizes.NextInt(input), 1 + sizes.NextInt(output)))
            .Select(request => WithPrefix(request, source, unit) with { Priority = source.NextInt(3) - 1 }).ToList();
        return (setup, requests);
    }

    // A number of few bits: sums and lines of such numbers have no rounding error, so that engines that add in another order agree to the picosecond.
    static double Exact(double seconds) => Math.Round(seconds * (1L << 40)) / (1L << 40);

    // A prompt begins as one of three families do, up to a length of its own; of some requests what they generate is identified too.
    static Request WithPrefix(Request request, RandomSource source, int unit)
    {
        var speaks = source.NextInt(2) == 0;
        var units = speaks ? (request.InputTokens + request.OutputTokens - 1) / unit : (request.InputTokens + unit - 1) / unit;
        var (family, common) = (source.NextInt(3), source.NextInt(units + 1));
        long Identity(int i)
        {
            var whole = speaks || (i + 1) * unit <= request.InputTokens;
            return i < common && whole ? (family * 1000) + i : 10_000 + (request.Id * 1000) + i;
        }
        return request with
        {
            Prefix = Enumerable.Range(0, units).Select(Identity).ToArray(),
            PrefixBlockTokens = unit,
            PrefixEnds = speaks ? Enumerable.Range(1, units).Select(i => i * unit).ToArray() : default(ReadOnlyMemory<int>),
        };
    }

    static T Pick<T>(RandomSource source, params T[] choices) => choices[source.NextInt(choices.Length)];
}
