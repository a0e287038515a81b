using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class QueueTests
{
    [Fact]
    public void The_queue_of_an_M_M_1_system_is_as_long_as_theory_says()
    {
        // No more than k wait with probability 1 − ρ^(k+2).
        var result = ServingSimulation.Run(
            new Traffic(Traffic.Poisson(11, 0.7 / 50e-3, 120_000, static s => (1, 1 + (int)Traffic.Exponential(s, -1 / Math.Log(1 - 1 / 50.0))))),
            new ServingSetup { Timer = new AffineTimer(1e-3), Kv = new KvLayout([1.0], 0, new Bytes(1e9)), Spec = new ServingSpec { MaxSequences = 1 } });
        Assert.Equal((0, 5), (result.Queue.P50, result.Queue.P90));
        Assert.InRange(result.Queue.P99, 10, 12);
        Assert.Equal(0.7 * 0.7 / 0.3, result.Queue.Mean, 0.1);
        Assert.Equal((0, 0, 0, 0), (result.Queue.BlockedShare, result.Queue.PreemptedRequests, result.Queue.MostPreemptions, result.Queue.RecomputedTokens));
    }

    static (ServingResult Result, long PromptTokens) Crowded(string scheduler, bool prefixes = false)
    {
        var prompts = 0L;
        var result = ServingSimulation.Run(
            new Traffic(Traffic.Poisson(2, 90, 3000, static s => (1 + s.NextInt(400), 1 + s.NextInt(150))).Select(r => prefixes ? r with { Prefix = new long[] { r.Id % 3, 10 + r.Id % 5 }, PrefixBlockTokens = 64 } : r)),
            new ServingSetup
            {
                Timer = new AffineTimer(4e-3, 6e-6, 5e-9),
                Kv = new KvLayout([1.0], 0, new Bytes(16 * 120)),
                Replicas = 3,
                Spec = new ServingSpec { Scheduler = scheduler, MaxBatchedTokens = 400, PrefixCache = prefixes },
                Observer = step => prompts += step.PromptTokens,
            });
        return (result, prompts);
    }

    [Theory]
    [InlineData("chunked-prefill")]
    [InlineData("prefill-first")]
    public void Tokens_computed_again_are_those_that_prompts_do_not_explain(string scheduler)
    {
        var (result, prompts) = Crowded(scheduler);
        Assert.True(result.Preemptions > 100);
        // A sequence that decoded computes its last token as part of the prompt too, which it would have computed anyway.
        Assert.InRange(prompts - result.InputTokens - result.Queue.RecomputedTokens, 0, result.Preemptions);
        Assert.InRange(result.Queue.PreemptedRequests, 1, result.Preemptions);
        Assert.InRange(result.Queue.MostPreemptions, (int)(result.Preemptions / result.Queue.PreemptedRequests), (int)result.Preemptions);
        Assert.InRange(result.Queue.BlockedShare, 0.1, 1);
        Assert.Equal(result.MeanWaiting, 3 * result.Queue.Mean, 1e-4);
        Assert.True(result.Queue.P50 <= result.Queue.P90 && result.Queue.P90 <= result.Queue.P99 && result.Queue.P99 <= result.Queue.Max, result.Queue.ToString());
    }

    [Fact]
    public void What_the_prefix_cache_kept_is_not_computed_again()
    {
        var (result, prompts) = Crowded("chunked-prefill", prefixes: true);
        Assert.True(result.Queue.RecomputedTokens > 0 && result.CachedTokens > 0);
        Assert.InRange(prompts + result.CachedTokens - result.InputTokens - result.Queue.RecomputedTokens, -64L * 3 * result.Preemptions, result.Preemptions);
    }

    [Fact]
    public void A_closed_loop_counts_from_the_end_of_its_warm_up()
    {
        var result = ServingSimulation.Run(
            new ClosedLoop { Requests = new Traffic(Enumerable.Range(0, 100_000).Select(static i => new Request(i, SimTime.Zero, 64, 20))), Users = 24, Completions = 5000, WarmUp = 500 },
            new ServingSetup { Timer = new AffineTimer(4e-3, 1e-5, 1e-8), Kv = new KvLayout([1.0], 0, new Bytes(16 * 60)), Replicas = 3, Spec = new ServingSpec { MaxBatchedTokens = 200 } });
        Assert.Equal(result.MeanWaiting, 3 * result.Queue.Mean, 0.02);
    }
}
