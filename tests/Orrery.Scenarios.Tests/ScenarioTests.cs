using Orrery.Performance;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios.Tests;

public class ScenarioTests
{
    [Fact]
    public void A_scenario_becomes_a_plan_with_every_name_looked_up()
    {
        var plan = Scenarios.Plan(Scenarios.Good);
        Assert.Equal(["today", "tomorrow", "experts"], plan.Systems.Select(s => s.System.Name));
        Assert.Equal(7, plan.Seed);
        Assert.Equal(2.0, plan.Traffic.Scale);
        Assert.Equal("chat", plan.Traffic.Name);
        Assert.Equal(5.4, plan.Traffic.Synthetic!.Arrivals.Rate.Value, 1e-12);
        Assert.Equal([new SloBound(SloMetric.Ttft, 99, new Seconds(2)), new(SloMetric.Tpot, 99.9, new Seconds(0.05)), new(SloMetric.E2e, 0, new Seconds(20))], plan.Slo.Bounds.AsEnumerable());
        Assert.Equal(0.10 / 3.6e6, plan.Operation.EnergyPrice.Value, 1e-15);
        Assert.Equal(0.369 / 3.6e6, plan.Operation.CarbonIntensity.Value, 1e-15);
        Assert.Equal(1.15, plan.Operation.Pue);
        Assert.Equal(4 * 365.25 * 86400, plan.Operation.Lifetime.Value, 1);
        Assert.Equal(10 * 365.25 * 86400, plan.Operation.FacilityLifetime.Value, 1);
        Assert.Null(plan.Operation.Utilisation);
        Assert.Equal(64, plan.Hash.Length);
    }

    [Fact]
    public void What_a_system_says_lies_over_what_the_scenario_says_for_all()
    {
        var experts = Scenarios.Plan(Scenarios.Good).Systems[2];
        Assert.Equal("experts-20b", experts.Model.Name);
        Assert.Equal("bf16", experts.Precision.Weights.Name);
        Assert.Equal("fp8", experts.Precision.Kv.Name);
        Assert.Equal(64, experts.Serving.MaxSequences);
        Assert.Equal(4096, experts.Serving.MaxBatchedTokens);
        Assert.Equal(PerformanceMode.Ideal, experts.Mode);
        Assert.Equal(1, experts.Replicas);
    }

    [Fact]
    public void Without_a_precision_the_model_is_served_as_it_ships()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("precision: { weights: fp8, activations: fp8, kv: fp8 }", "precision: {}").Replace(", precision: { weights: bf16 }", ""));
        Assert.Equal("mxfp4", plan.Systems[2].Precision.Experts!.Name);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(6, 2)]
    [InlineData(16, 8)]
    [InlineData(4, 4)]
    public void By_default_tensor_ranks_are_as_many_as_fit_a_domain_and_divide_heads_and_devices(int count, int tensor)
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("count: 8, parallelism: { tp: 8 }", $"count: {count}"));
        Assert.Equal(new ParallelismSpec(tensor), plan.Systems[0].Parallelism);
        Assert.Equal(count, plan.Systems[0].System.Count);
    }

    [Fact]
    public void Without_a_count_a_system_is_one_engine()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("count: 8, parallelism: { tp: 8 }", "parallelism: { tp: 4, pp: 2 }"));
        Assert.Equal(8, plan.Systems[0].System.Count);
    }

    [Fact]
    public void A_changed_accelerator_costs_the_original_and_the_parts_added_and_nobody_rents_it()
    {
        var plan = Scenarios.Plan(Scenarios.Good);
        var (today, tomorrow) = (plan.Systems[0].System.Accelerator, plan.Systems[1].System.Accelerator);
        Assert.Equal(25000, today.Price!.Value.Value);
        Assert.Equal(2.5 / 3600, today.Rent!.Value.Value, 1e-12);
        Assert.Equal("alpha+", tomorrow.Name);
        Assert.True(tomorrow.Price!.Value.Value > 25000 + (8 * 512), "4 TB at 1 USD/GB, packaged and marked up");
        Assert.Null(tomorrow.Rent);
    }

    [Fact]
    public void A_changed_accelerator_with_the_same_parts_keeps_its_offer()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("{ accelerator: alpha, count: 8,", "{ accelerator: { base: alpha, tdp: 500 W }, count: 8,"));
        Assert.Equal(25000, plan.Systems[0].System.Accelerator.Price!.Value.Value);
        Assert.Equal(500, plan.Systems[0].System.Accelerator.Tdp.Value);
        Assert.NotNull(plan.Systems[0].System.Accelerator.Rent);
    }

    [Fact]
    public void Assumed_numbers_of_the_catalog_go_with_the_system_and_those_of_the_scenario_do_not()
    {
        var tomorrow = Scenarios.Plan(Scenarios.Good.Replace("add: hbf-stack, count: 8", "add: hbf-stack, count: 8, latency: 5 us")).Systems[1];
        Assert.Contains(tomorrow.Assumed, a => a is { Entry: "accelerators/alpha+", Path: "memory.hbf.capacity", Value: "8 × 512 GB", Citation: "Our guess" });
        Assert.Contains(tomorrow.Assumed, a => a.Path == "memory.hbm.read-energy");
        Assert.DoesNotContain(tomorrow.Assumed, a => a.Path is "tdp" or "memory.hbf.latency");
    }

    [Fact]
    public void A_trace_file_counts_from_the_scenarios_folder()
    {
        var plan = Scenarios.Read(Scenarios.Good.Replace("trace: chat", "file: traces/here.csv"), out _, file: Path.Combine(Path.GetTempPath(), "some", "scenario.yaml"));
        Assert.Equal(Path.Combine(Path.GetTempPath(), "some", "traces", "here.csv"), plan!.Traffic.File);
    }

    [Fact]
    public void A_trace_file_may_be_given_arrivals()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("trace: chat", "file: here.csv\n  arrivals: { rate: 3/s }"));
        Assert.Equal(3, plan.Traffic.Arrivals!.Rate.Value);
        Assert.Equal(plan.Hash, Scenarios.Plan(PlanText.Write(plan)).Hash);
    }

    [Fact]
    public void Synthetic_traffic_may_change_an_entry()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("trace: chat", "synthetic: { base: chat, arrivals: { rate: 10/s }, output: { kind: constant, tokens: 5 } }"));
        Assert.Equal(10, plan.Traffic.Synthetic!.Arrivals.Rate.Value);
        Assert.Equal(GapFamily.Gamma, plan.Traffic.Synthetic.Arrivals.Family);
        Assert.Equal(new ConstantLength(5), plan.Traffic.Synthetic.Output);
    }

    [Fact]
    public void A_model_may_be_changed_or_written_out()
    {
        var changed = Scenarios.Plan(Scenarios.Good.Replace("model: dense-70b", "model: { base: dense-70b, context-length: 8192 }"));
        Assert.Equal(8192, changed.Systems[0].Model.ContextLength);
        Assert.Equal(80, changed.Systems[0].Model.Layers.Length);
        var inline = Scenarios.Plan(Scenarios.Good.Replace("model: dense-70b",
            "model: { name: mine, hidden: 1024, vocabulary: 1000, context-length: 100, layers: [ { count: 2, attention: { heads: 8, head-dim: 128 }, feed-forward: none } ] }"));
        Assert.Equal("mine", inline.Systems[0].Model.Name);
        Assert.Equal(8, ((AttentionSpec)inline.Systems[0].Model.Layers[0].Mixer).KvHeads);
    }

    [Fact]
    public void Tensor_ranks_beyond_the_key_value_heads_are_noted_and_allowed()
    {
        var plan = Scenarios.Read(Scenarios.Good.Replace("count: 8, parallelism: { tp: 8 }", "count: 16, parallelism: { tp: 16 }"), out var diagnostics);
        Assert.NotNull(plan);
        Assert.Equal([Severity.Note, Severity.Warning], diagnostics.All.Select(d => d.Severity).Order());
        Assert.Contains(diagnostics.All, d => d.Id == "ORR4002");
        Assert.Contains(diagnostics.All, d => d.Id == "ORR4007");
    }

    [Fact]
    public void What_the_hint_on_a_model_that_does_not_fit_offers_does_fit()
    {
        var text = Scenarios.Good.Replace("precision: { weights: fp8, activations: fp8, kv: fp8 }", "precision: { weights: bf16 }").Replace("count: 8, parallelism: { tp: 8 }", "count: 1");
        Assert.Null(Scenarios.Read(text, out var diagnostics));
        var problem = Assert.Single(diagnostics.All, d => d.Id == "ORR4010");
        Assert.Contains("'count: 2' with 'parallelism: { tp: 2 }'", problem.Hint, StringComparison.Ordinal);
        Assert.Contains("'precision: { weights: fp8 }'", problem.Hint, StringComparison.Ordinal);
        Scenarios.Plan(text.Replace("{ accelerator: alpha, count: 1 }", "{ accelerator: alpha, count: 2, parallelism: { tp: 2 } }"));
        Scenarios.Plan(text.Replace("{ accelerator: alpha, count: 1 }", "{ accelerator: alpha, count: 1, precision: { weights: fp8 } }"));
    }
}
