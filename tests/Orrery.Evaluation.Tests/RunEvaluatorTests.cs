using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class RunEvaluatorTests
{
    static RunResult Run(Plan plan, int threads = 1)
        => RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams((ulong)plan.Seed)), new RunOptions { ProductVersion = "test", Threads = threads });

    // Poisson 10/s, 512 in, 256 out, Llama-3.1-8B in 16 bits on one H100, step budget 2048: an independent implementation of a data-sheet
    // roofline (doublewordai/inference-lab 24d4011) gives 11.79 ms, 5.34 ms and 1,374 ms.
    [Fact]
    public void Ideal_mode_agrees_with_another_roofline()
    {
        var plan = Plans.Of(Plans.Poisson(10, 512, 256, 10_000), [], Plans.System(Machines.Llama8B, mode: PerformanceMode.Ideal));
        var simulated = Run(plan).Systems[0].Simulated!;
        Assert.Equal(11.79e-3, simulated.Ttft.MeanSeconds, 11.79e-3 * 0.02);
        Assert.Equal(5.34e-3, simulated.Tpot.MeanSeconds, 5.34e-3 * 0.02);
        Assert.Equal(1.374, simulated.E2e.MeanSeconds, 1.374 * 0.02);
    }

    [Fact]
    public void No_mode_answers_faster_than_the_weights_can_be_read()
    {
        foreach (var mode in Enum.GetValues<PerformanceMode>())
        {
            var plan = Plans.Of(Plans.Poisson(1, 256, 64, 100), [], Plans.System(Machines.Llama8B, mode: mode));
            Assert.True(Run(plan).Systems[0].Simulated!.Tpot.P50Seconds > 15.0e9 / 3.35e12);
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 10)]
    public void A_request_longer_than_the_cache_of_a_rank_is_rejected_where_each_rank_has_its_own(bool own, long rejected)
    {
        var serving = new ServingSpec { MaxBatchedTokens = 2048, KvBlocks = 8, BlockTokens = 16, RankQueues = own }; // 128 tokens a rank
        var plan = Plans.Of(Plans.Poisson(1, 150, 16, 10), [], Plans.System(Machines.Llama8B, 2, new ParallelismSpec(Data: 2), serving: serving));
        Assert.Equal(rejected, Run(plan).Systems[0].Simulated!.Requests.Rejected);
    }

    [Fact]
    public void The_host_time_of_steps_is_seen_in_every_token()
    {
        double Tpot(ServingSpec serving) => Run(Plans.Of(Plans.Poisson(0.01, 256, 65, 5), [], Plans.System(Machines.Llama8B, serving: serving))).Systems[0].Simulated!.Tpot.MeanSeconds;
        Assert.Equal(Tpot(new()) + 1e-3, Tpot(new() { StepOverhead = new(1e-3), CudaGraphs = [] }), 1e-7); // one sequence has a graph of its own
        Assert.True(Tpot(new() { CudaGraphs = [64] }) > Tpot(new() { CudaGraphs = [8] }) && Tpot(new() { CudaGraphs = [8] }) > Tpot(new()));
    }

    [Fact]
    public void The_way_between_clients_and_router_is_in_the_times_of_the_simulation_and_of_a_request_alone()
    {
        SystemResult Of(ServingSpec serving) => Run(Plans.Of(Plans.Poisson(0.01, 256, 65, 5), [], Plans.System(Machines.Llama8B, serving: serving))).Systems[0];
        var (near, far) = (Of(new()), Of(new() { RequestOverhead = new(3e-3), ResponseOverhead = new(2e-3) }));
        Assert.Equal(near.Simulated!.Ttft.MeanSeconds + 5e-3, far.Simulated!.Ttft.MeanSeconds, 1e-9);
        Assert.Equal(near.Simulated.E2e.MeanSeconds + 5e-3, far.Simulated.E2e.MeanSeconds, 1e-9);
        Assert.Equal(near.Analytic!.UnloadedTtftSeconds + 5e-3, far.Analytic!.UnloadedTtftSeconds, 1e-12);
        Assert.Equal(near.Analytic.UnloadedTpotSeconds, far.Analytic.UnloadedTpotSeconds);
    }

    // 1 ms a step, 10 us a prompt token, 100 us a sequence, 1 us an attended token: of 256 prompt tokens the first takes 3.56 ms, the k-th after it 1.1 ms + (256 + k) us.
    [Fact]
    public void A_fitted_formula_times_the_steps_of_a_run()
    {
        var fitted = new FittedTiming(new FittedSteps(new(1e-3), new(10e-6), new(100e-6), new(1e-6)));
        var run = Run(Plans.Of(Plans.Poisson(0.01, 256, 65, 50), [], Plans.System(Machines.Llama8B) with { Timing = fitted })).Systems[0];
        Assert.Equal(3.56e-3, run.Simulated!.Ttft.MeanSeconds, 1e-6);
        Assert.Equal(1.1e-3 + (256 + 32.5) * 1e-6, run.Simulated.Tpot.MeanSeconds, 1e-6);
        Assert.Equal(3.56e-3, run.Analytic!.UnloadedTtftSeconds, 1e-6);
        Assert.Equal(1.1e-3 + (256 + 32.5) * 1e-6, run.Analytic.UnloadedTpotSeconds, 1e-6);
        Assert.Contains(run.Findings, finding => finding.Id == "step-times-given");
    }

    [Fact]
    public void Blocks_that_an_engine_reports_bound_its_cache()
    {
        var few = Plans.System(Machines.Llama8B, serving: new ServingSpec { MaxBatchedTokens = 2048, KvBlocks = 100 });
        var engine = EngineModel.Build(few);
        Assert.Equal(100, engine.SequencesThatFit(16));
        Assert.Equal(20, Run(Plans.Of(Plans.Poisson(1, 1600, 8, 20), [], few)).Systems[0].Simulated!.Requests.Rejected);
    }

    [Fact]
    public void At_low_load_requests_leave_as_fast_as_they_arrive()
    {
        var plan = Plans.Of(Plans.Poisson(2, 256, 64, 2000), [], Plans.System(Machines.Llama8B));
        Assert.Equal(2, Run(plan).Systems[0].Simulated!.Throughput.RequestsPerSecond, 0.1);
    }

    [Fact]
    public void Tokens_and_requests_are_conserved()
    {
        var plan = Plans.Of(Plans.Poisson(20, 300, 50, 1000), [], Plans.System(Machines.Llama8B, count: 2));
        var counts = Run(plan).Systems[0].Simulated!.Requests;
        Assert.Equal((1000, 1000, 0), (counts.Arrived, counts.Completed, counts.Rejected));
        Assert.Equal((300_000, 50_000), (counts.InputTokens, counts.OutputTokens));
    }

    [Fact]
    public void Energy_money_and_carbon_add_up()
    {
        var plan = Plans.Of(Plans.Poisson(5, 512, 128, 500), [], Plans.System(Machines.Llama8B));
        var s = Run(plan).Systems[0].Simulated!;
        var tokens = s.Throughput.OutputTokensPerSecond;
        Assert.Equal((s.Energy.AcceleratorWatts + s.Energy.HostWatts) / tokens, s.Energy.JoulesPerToken, 1e-9);
        Assert.Equal(s.Energy.JoulesPerToken * 1.2, s.Energy.FacilityJoulesPerToken, 1e-9);
        Assert.Equal(s.Cost.DollarsPerHour, s.Cost.PartsDollarsPerHour.Sum(part => part.Value), 1e-9);
        Assert.Equal(s.Cost.DollarsPerHour / 3600 / tokens * 1e6, s.Cost.DollarsPerMillionTokens, 1e-6);
        Assert.Equal(s.Energy.FacilityJoulesPerToken * 1e6 / 3.6e6 * 369, s.Carbon.OperationalGramsPerMillionTokens, 1e-3);
        Assert.True(s.Carbon.EmbodiedLowGramsPerMillionTokens < s.Carbon.EmbodiedHighGramsPerMillionTokens);
        // An accelerator draws at least its idle power and at most its design power.
        Assert.InRange(s.Energy.AcceleratorWatts, 150, 700);
    }

    [Fact]
    public void The_share_of_life_in_use_divides_the_cost()
    {
        var plan = Plans.Of(Plans.Poisson(5, 512, 128, 500), [], Plans.System(Machines.Llama8B));
        var half = plan with { Operation = plan.Operation with { Utilisation = 0.5 } };
        var (full, part) = (Run(plan).Systems[0].Simulated!, Run(half).Systems[0].Simulated!);
        Assert.InRange(part.Cost.DollarsPerMillionTokens / full.Cost.DollarsPerMillionTokens, 1.8, 2.0);
        Assert.Equal(2 * full.Carbon.EmbodiedLowGramsPerMillionTokens, part.Carbon.EmbodiedLowGramsPerMillionTokens, 1e-6);
    }

    [Fact]
    public void A_model_that_does_not_fit_says_by_how_much_and_what_would()
    {
        var plan = Plans.Of(Plans.Poisson(1, 100, 10, 10), [], Plans.System(Machines.Llama70B));
        var system = Run(plan).Systems[0];
        Assert.False(system.Fits);
        Assert.Null(system.Simulated);
        var finding = Assert.Single(system.Findings);
        Assert.Equal("does-not-fit", finding.Id);
        Assert.Contains("tensor-parallel 2", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Objectives_that_are_missed_say_why()
    {
        var tight = new SloBound(SloMetric.Ttft, 99, new Seconds(0.001));
        var loose = new SloBound(SloMetric.Tpot, 99, new Seconds(1));
        var plan = Plans.Of(Plans.Poisson(1, 4000, 50, 200), [tight, loose], Plans.System(Machines.Llama8B));
        var system = Run(plan).Systems[0];
        Assert.Equal([false, true], system.Simulated!.Objectives.Select(objective => objective.Met));
        Assert.Equal(0, system.Simulated.Goodput.Share);
        Assert.Contains(system.Findings, finding => finding.Id == "objective-missed" && finding.Text.Contains("computing the prompt", StringComparison.Ordinal));
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var plan = Plans.Of(Plans.Poisson(10, 512, 64, 500), [], Plans.System(Machines.Llama8B, name: "a"), Plans.System(Machines.Llama8B, count: 4, name: "b"), Plans.System(Machines.Llama70B, name: "c"));
        Assert.Equal(Flat(Run(plan)), Flat(Run(plan, threads: 3)));

        static string Flat(RunResult result) => System.Text.Json.JsonSerializer.Serialize(result);
    }

    [Fact]
    public void Long_decodes_are_found_to_be_bandwidth_bound()
    {
        var plan = Plans.Of(Plans.Poisson(1, 32, 1000, 60), [], Plans.System(Machines.Llama8B));
        var system = Run(plan).Systems[0];
        Assert.Equal("memory bandwidth (hbm)", system.Bottleneck);
        Assert.Contains(system.Findings, finding => finding.Id == "decode-bandwidth-bound");
    }
}
