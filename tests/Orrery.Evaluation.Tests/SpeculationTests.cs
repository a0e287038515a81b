using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class SpeculationTests
{
    static readonly ModelSpec Small = Machines.Llama("small", 16, 2048, 32, 8, 8192);

    static SystemPlan System(SpeculationSpec? speculation) => Plans.System(Machines.Llama8B, serving: new ServingSpec { MaxBatchedTokens = 2048, Speculation = speculation });

    static SpeculationSpec Drafts(int? lookahead, double rate = 0.7) => new()
    {
        Method = DraftMethod.Draft, Draft = Small, DraftPrecision = Machines.Bf16, Lookahead = lookahead, Acceptance = new AcceptanceRate(rate),
    };

    static PointResult Decode(SystemPlan system, int batch) =>
        new PointEvaluator().Evaluate(new PointSpec { System = system, Phase = Phase.Decode, Batch = batch, InputTokens = 1000, OutputTokens = 1, Operation = Plans.Usa });

    [Fact]
    public void At_a_point_the_time_per_token_is_the_step_over_the_mean_accepted_length()
    {
        var point = Decode(System(Drafts(3)), 8);
        var length = (1 - Math.Pow(0.7, 4)) / (1 - 0.7);
        Assert.Equal(point.StepSeconds!.Value / length, point.TpotSeconds!.Value, 1e-12);
        Assert.Equal(length, point.Speculation!.TokensPerStep, 1e-12);
        var plain = Decode(System(null), 8);
        Assert.Equal(plain.TpotSeconds!.Value / point.TpotSeconds.Value, point.Speculation.SpeedUp, 1e-6);
        Assert.Null(plain.Speculation);
        // The parts of the step, drafting included, are the step.
        Assert.Equal(point.StepSeconds.Value, point.Operators.Sum(op => op.Seconds), point.StepSeconds.Value * 1e-3);
        Assert.Contains(point.Operators, op => op.Name == "draft.mlp.up");
    }

    [Fact]
    public void The_drafter_takes_memory_and_cache()
    {
        var (with, without) = (EngineModel.Build(System(Drafts(3))), EngineModel.Build(System(null)));
        Assert.True(with.Memory.WeightsPerDevice.Value > without.Memory.WeightsPerDevice.Value + 1e9);
        Assert.True(with.SequencesThatFit(1000) < 0.8 * without.SequencesThatFit(1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(512)]
    public void Choosing_the_draft_is_never_worse_than_any_fixed_one(int batch)
    {
        var adaptive = Decode(System(Drafts(null)), batch).TpotSeconds;
        foreach (var lookahead in new[] { 1, 2, 4, 8 }) Assert.True(adaptive <= Decode(System(Drafts(lookahead)), batch).TpotSeconds);
        Assert.True(adaptive <= Decode(System(Drafts(1)) with { Serving = new ServingSpec { MaxBatchedTokens = 2048 } }, batch).TpotSeconds * 1.01);
    }

    [Fact]
    public void The_closed_form_agrees_with_the_simulated_loop()
    {
        var engine = EngineModel.Build(System(Drafts(3)));
        var form = SteadyState.ClosedLoop(engine, 16, 512, 256);
        var requests = Plans.Poisson(1, 512, 256, 400);
        var plan = Plans.Of(requests, [], engine.Plan);
        var simulated = ServingSimulation.Run(
            new ClosedLoop { Requests = TrafficSource.Open(plan.Traffic, new RandomStreams(1)), Users = 16, Completions = 200, WarmUp = 64 }, new ServingSetup { Timer = engine.Timer!, Kv = engine.Memory.Kv, Spec = engine.Serving });
        Assert.Equal(simulated.Completed / simulated.Makespan.Value, form.RequestsPerSecond, form.RequestsPerSecond * 0.08);
        Assert.Equal(simulated.Tpot.Mean.Value, form.Tpot, form.Tpot * 0.08);
    }

    [Fact]
    public void A_run_tells_what_became_of_drafts_and_whether_they_pay()
    {
        var plan = Plans.Of(Plans.Poisson(2, 500, 100, 200), [], System(Drafts(3)), System(Drafts(3, rate: 0.05)), System(null));
        var result = RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1)), new RunOptions { ProductVersion = "test" });
        var (good, bad, plain) = (result.Systems[0], result.Systems[1], result.Systems[2]);
        var drafts = good.Simulated!.Speculation!;
        Assert.Equal(2.53, drafts.MeanAcceptLength, 0.1);
        Assert.Equal(3, drafts.MeanLookahead, 1e-9);
        Assert.InRange(drafts.DraftTimeShare, 0.1, 0.6);
        Assert.InRange((double)drafts.WastedTokens / drafts.DraftedTokens, 0.4, 0.6);
        Assert.Equal(plain.Simulated!.Requests.OutputTokens, good.Simulated.Requests.OutputTokens);
        Assert.True(good.Simulated.Tpot.MeanSeconds < plain.Simulated.Tpot.MeanSeconds);
        Assert.Contains(good.Findings, finding => finding.Id == "speculation-pays");
        Assert.Contains(bad.Findings, finding => finding.Id == "speculation-costs");
        Assert.Null(plain.Simulated.Speculation);
    }
}
