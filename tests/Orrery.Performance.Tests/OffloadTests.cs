using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Units;

namespace Orrery.Performance.Tests;

public sealed class OffloadTests
{
    static readonly MemoryTierSpec Flash = new() { Name = "flash", Technology = "NAND", Capacity = new(1e12), ReadBandwidth = new(4e9), Latency = new(50e-6), AccessSize = new(4096), Writable = false, ReadEnergy = new(1e-10) };

    static readonly AcceleratorSpec Device = Machines.H100 with { Memory = [Machines.Hbm3, Flash] };

    static (StepModel Steps, OffloadPlan Plan, OffloadTimer Timer) Engine(OffloadSpec offload, Workloads.ModelSpec? model = null)
    {
        var graph = OperatorGraph.Build(model ?? Machines.Llama70B, Machines.Fp8, new(), offload: offload);
        var memory = MemoryPlanner.Plan(graph, Device, new(), 0.9, 1024, 4);
        Assert.True(memory.Fits);
        var steps = new StepModel(graph, Device, memory, PerformanceMode.Calibrated);
        return (steps, memory.Offload!, new OffloadTimer(steps, steps, memory.Offload!));
    }

    static double Seconds(IStepTimer timer, int sequences)
    {
        timer.Evaluate(StepShapes.Decode(timer.Reaches, sequences, 500), out var cost);
        return cost.Seconds;
    }

    [Fact]
    public void What_streams_is_what_the_budget_leaves_over_at_the_rate_of_the_slower_tier()
    {
        var (steps, plan, timer) = Engine(new() { Strategy = OffloadStrategy.Stream, Budget = new(30e9) });
        var missing = steps.Graph.WeightBytesPerDevice - 30e9;

        Assert.Equal(missing, plan.Load(1, 0).StreamedBytes, 1);
        Assert.Equal(missing / 4e9 + 50e-6 + Seconds(steps, 1), Seconds(timer, 1), 6);
        timer.Evaluate(StepShapes.Decode(timer.Reaches, 1, 500), out var cost);
        Assert.Equal(missing, cost.ReadBytes[1], 1);
    }

    [Fact]
    public void Near_memory_that_holds_all_weights_loads_none_and_costs_as_much_as_without()
    {
        var (_, plan, timer) = Engine(new() { Strategy = OffloadStrategy.Stream }, Machines.Llama8B);
        var plain = new StepModel(OperatorGraph.Build(Machines.Llama8B, Machines.Fp8, new()), Machines.H100, Machines.Plan(OperatorGraph.Build(Machines.Llama8B, Machines.Fp8, new()), Machines.H100), PerformanceMode.Calibrated);

        Assert.Equal(0, plan.Load(1, 0).Seconds);
        Assert.Equal(Seconds(plain, 3), Seconds(timer, 3), 9);
    }

    [Fact]
    public void More_near_memory_a_longer_window_or_larger_reads_never_load_more() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(11, 13), Prop.ForAll<PositiveInt, PositiveInt, PositiveInt>((budget, window, sequences) =>
        {
            OffloadSpec Of(double gigabytes, int tokens) => new() { Budget = new(gigabytes * 1e9), Window = tokens };
            var (gigabytes, tokens, batch) = (1 + budget.Get % 60, window.Get % 12, 1 + sequences.Get % 4);
            var load = Engine(Of(gigabytes, tokens)).Plan.Load(batch, 0);
            Assert.True(Engine(Of(gigabytes + 2, tokens)).Plan.Load(batch, 0).Seconds <= load.Seconds + 1e-9);
            Assert.True(Engine(Of(gigabytes, tokens + 1)).Plan.Load(batch, 0).Seconds <= load.Seconds + 1e-9);
            Assert.True(load.SparseBytes + load.StreamedBytes <= Engine(Of(gigabytes, tokens) with { Strategy = OffloadStrategy.Stream }).Plan.Load(batch, 0).StreamedBytes * 1.05);
        }));

    [Fact]
    public void What_token_after_token_loads_adds_up_to_what_they_use_together()
    {
        var activity = NeuronActivity.Relu;
        var loaded = Enumerable.Range(0, 40).Sum(before => activity.NewShare(before, 1));

        Assert.Equal(activity.ShareOf(40), loaded, 12);
        Assert.True(activity.ShareOf(1e6) <= activity.Always + activity.Pool);
    }

    [Fact]
    public void Experts_that_tokens_visit_are_those_of_even_independent_routing()
    {
        var activity = NeuronActivity.Experts(256, 8);
        var (random, touched, trials) = (new Random(5), 0.0, 400);
        for (var trial = 0; trial < trials; trial++)
        {
            var seen = new HashSet<int>();
            for (var token = 0; token < 20; token++)
                foreach (var expert in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(8)) seen.Add(expert);
            touched += seen.Count / 256.0;
        }

        Assert.Equal(8 / 256.0, activity.ShareOf(1), 12);
        Assert.InRange(activity.ShareOf(20), touched / trials - 0.01, touched / trials + 0.01);
    }

    [Fact]
    public void A_prompt_loads_every_neuron_that_is_not_there()
    {
        var plan = Engine(new() { Window = 0 }).Plan;

        Assert.Equal(plan.SparseBytes + plan.Streamed, plan.Load(0, 100).StreamedBytes, 1);
    }

    [Fact]
    public void Of_experts_a_step_loads_only_those_it_visits()
    {
        var plan = Engine(new() { Budget = new(40e9), Window = 0 }, Machines.DeepSeekV3).Plan;
        // Three layers are dense; of 256 experts in each of the others a token visits eight.
        var experts = 58 * 256 * 3.0 * 7168 * 2048;
        var dense = plan.SparseBytes - experts;

        Assert.Equal(experts * 8 / 256 + dense * NeuronActivity.Relu.ShareOf(1), plan.Load(1, 0).SparseBytes, 1e-6 * experts);
    }

    [Fact]
    public void Small_reads_reach_what_was_measured_and_elsewhere_what_whole_pages_leave()
    {
        var measured = Flash with { RandomReads = [new(new(4096), new(1e9)), new(new(16384), new(2e9))] };

        Assert.Equal(1e9, measured.RandomReadBandwidth(new(4096)).Value, 1);
        Assert.Equal(1.5e9, measured.RandomReadBandwidth(new(8192)).Value, 1); // half way in the logarithm
        Assert.Equal(0.5e9, measured.RandomReadBandwidth(new(2048)).Value, 1);
        Assert.Equal(2e9, measured.RandomReadBandwidth(new(1e6)).Value, 1);
        Assert.Equal(4e9 * 5000 / 8192, Flash.RandomReadBandwidth(new(5000)).Value, 1);
        // Little's law bounds random reads of a paged tier as it bounds all others: one law for a phone's flash and for a stack of High Bandwidth Flash.
        Assert.Equal(1e6 / 50e-6, (Flash with { ReadBandwidth = new(1e12), MaxInFlight = new(1e6) }).RandomReadBandwidth(new(4096)).Value, 1);
    }
}
