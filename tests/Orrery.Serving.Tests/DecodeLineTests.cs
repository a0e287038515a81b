using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class DecodeLineTests
{
    static readonly Reach[] Reaches = [Reach.Full, new(ReachKind.Window, 128)];

    static ServingSetup Setup(IStepTimer timer, int replicas = 1) => new()
    {
        Timer = timer,
        Kv = new KvLayout([1.0, 2.0], 0, new Bytes(30_000)),
        Spec = new ServingSpec { MaxBatchedTokens = 500 },
        Replicas = replicas,
    };

    // Compute bounds sequences of under some 450 tokens, memory longer ones: many a run of steps has the bend in it.
    static BentTimer Bent(bool convex) => new(9e-4, 2e-6, 1.1e-3, Reaches) { IsConvex = convex };

    // Graphs of 4 and 8 sequences, and half a millisecond of the host.
    static IStepTimer Launched(IStepTimer timer) => new OverheadTimer(timer, new StepOverheads(new(5e-4), [4, 8], new(10)));

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    public void Evaluating_runs_at_their_ends_gives_what_evaluating_every_step_gives(int replicas, bool launched)
    {
        (ServingResult Result, List<RequestOutcome> Outcomes) Of(bool convex)
        {
            var outcomes = new List<RequestOutcome>();
            var traffic = Traffic.Poisson(8, 10 * replicas, 1000, static s => (1 + s.NextInt(400), 1 + s.NextInt(300)));
            return (ServingSimulation.Run(new Traffic(traffic), Setup(launched ? Launched(Bent(convex)) : Bent(convex), replicas) with { Sink = outcomes.Add }), outcomes);
        }
        var (every, ends) = (Of(false), Of(true));
        Assert.True(every.Result.Preemptions > 10);
        Assert.Equal(every.Result.Steps, ends.Result.Steps);
        Assert.All(every.Outcomes.OrderBy(static o => o.Id).Zip(ends.Outcomes.OrderBy(static o => o.Id)), static pair =>
        {
            Assert.Equal(pair.First.FirstToken.Value, pair.Second.FirstToken.Value, 1e-9);
            Assert.Equal(pair.First.Finish.Value, pair.Second.Finish.Value, 1e-9);
        });
        var (a, b) = (every.Result.Total, ends.Result.Total);
        Assert.Equal(a.Seconds, b.Seconds, a.Seconds * 1e-10);
        Assert.Equal(a.Joules, b.Joules, a.Joules * 1e-10);
        Assert.Equal(a.Flops, b.Flops, a.Flops * 1e-10);
        Assert.Equal(a.ReadBytes[0], b.ReadBytes[0], a.ReadBytes[0] * 1e-10);
        Assert.Equal(every.Result.MeanKvUtilisation, ends.Result.MeanKvUtilisation, 1e-9);
    }

    [Fact]
    public void Steps_of_sequences_that_outgrow_what_is_picked_are_skipped_like_all_others()
    {
        Reach[] reaches = [Reach.Full, new(ReachKind.Picked, 128)];
        ServingResult Of(bool convex, Reach[] reaches) => ServingSimulation.Run(
            new Traffic(Traffic.Poisson(8, 10, 1000, static s => (1 + s.NextInt(400), 1 + s.NextInt(300)))),
            Setup(new BentTimer(9e-4, 2e-6, 1.1e-3, reaches) { IsConvex = convex }) with { Kv = new KvLayout([3.0, 0.0], 0, new Bytes(30_000)) });
        var (every, ends, windows) = (Of(false, reaches), Of(true, reaches), Of(true, Reaches));
        Assert.Equal(every.Total.Seconds, ends.Total.Seconds, every.Total.Seconds * 1e-10);
        Assert.Equal(every.Total.Flops, ends.Total.Flops, every.Total.Flops * 1e-10);
        Assert.Equal(windows.Total.Seconds, ends.Total.Seconds); // attended alike; only what is kept differs
        Assert.Equal(windows.Steps, ends.Steps);
    }

    [Fact]
    public void A_closed_loop_that_is_cut_within_runs_accounts_for_the_steps_that_ended()
    {
        StepCost Of(bool convex) => ServingSimulation.Run(
            new ClosedLoop { Requests = new Traffic(Traffic.Poisson(2, 1, 10_000, static s => (1 + s.NextInt(400), 1 + s.NextInt(300)))), Users = 9, Completions = 200, WarmUp = 50 },
            Setup(Bent(convex), 3)).Total;
        var (every, ends) = (Of(false), Of(true));
        Assert.Equal(every.Seconds, ends.Seconds, every.Seconds * 1e-10);
        Assert.Equal(every.Flops, ends.Flops, every.Flops * 1e-10);
    }

    [Fact]
    public void A_long_answer_asks_the_timer_seldom_and_a_timer_that_may_curve_every_step()
    {
        int Evaluations(bool convex)
        {
            var evaluations = 0;
            ServingSimulation.Run(new Traffic([new Request(0, default, 10, 5000)]), Setup(new WatchedTimer(Bent(convex), _ => evaluations++)));
            return evaluations;
        }
        Assert.Equal(5000, Evaluations(false));
        Assert.InRange(Evaluations(true), 2, 150);
    }
}
