using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Tests;

/// <summary>What must hold for every step on every machine.</summary>
public sealed class LawTests
{
    public sealed record Case(int Model, int Tensor, int Pipeline, int Decodes, int Context, int Prompts, int Tokens, double Factor)
    {
        public ModelSpec Spec => Model switch { 0 => Machines.Llama8B, 1 => Machines.Llama70B, _ => Machines.DeepSeekV3 };

        public ParallelismSpec Parallelism => new(Tensor, Pipeline);

        public StepShape Shape(StepModel model)
        {
            var shape = model.Decode(Decodes, Context);
            if (Prompts > 0) StepShapes.AddPrefill(ref shape, model.Reaches, Prompts, Context / 2, Tokens, completes: true);
            return shape;
        }
    }

    static readonly Arbitrary<Case> Cases = (
        from model in Gen.Choose(0, 2)
        from tensor in Gen.Elements(1, 2, 4, 8)
        from pipeline in Gen.Elements(1, 2, 4)
        from decodes in Gen.Choose(0, 256)
        from context in Gen.Choose(1, 30_000)
        from prompts in Gen.Choose(decodes == 0 ? 1 : 0, 3)
        from tokens in Gen.Choose(1, 4096)
        from factor in Gen.Choose(11, 100)
        select new Case(model, tensor, pipeline, decodes, context, prompts, tokens, factor / 10.0)).ToArbitrary();

    // Room for everything: these laws are about time and energy.
    static readonly AcceleratorSpec Roomy = Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(4e12) }] };

    static void Holds(Func<Case, bool> law) => Check.One(Config.QuickThrowOnFailure.WithReplay(0x51F3UL, 0x9E37UL).WithMaxTest(200), Prop.ForAll(Cases, law));

    static double Time(Case c, AcceleratorSpec accelerator, PerformanceMode mode = PerformanceMode.Calibrated)
    {
        var model = Machines.Model(c.Spec, Machines.Fp8, c.Parallelism, accelerator, mode);
        return model.Cost(c.Shape(model)).Seconds;
    }

    [Fact]
    public void More_bandwidth_is_never_slower() => Holds(c =>
        Time(c, Roomy with { Memory = [Roomy.Memory[0] with { ReadBandwidth = Roomy.Memory[0].ReadBandwidth * c.Factor }] }) <= Time(c, Roomy) * (1 + 1e-12));

    [Fact]
    public void More_arithmetic_is_never_slower() => Holds(c =>
        Time(c, Roomy with { Engines = [.. Roomy.Engines.Select(e => e with { Peak = e.Peak * c.Factor })], ComputeEnergy = new(Roomy.ComputeEnergy.Value) }) <= Time(c, Roomy) * (1 + 1e-12));

    [Fact]
    public void Less_launch_overhead_is_never_slower() => Holds(c =>
        Time(c, Roomy with { LaunchOverhead = Roomy.LaunchOverhead / c.Factor }) <= Time(c, Roomy) * (1 + 1e-12));

    [Fact]
    public void The_calibrated_time_is_never_under_the_ideal() => Holds(c => Time(c, Roomy, PerformanceMode.Ideal) <= Time(c, Roomy));

    [Fact]
    public void Time_is_never_under_the_roofline_of_the_whole_step() => Holds(c =>
    {
        var model = Machines.Model(c.Spec, Machines.Fp8, c.Parallelism, Roomy, PerformanceMode.Ideal);
        var cost = model.Cost(c.Shape(model));
        var devices = c.Parallelism.DevicesPerEngine;
        var compute = cost.Flops / (1979e12 * devices);
        var memory = (cost.ReadBytes[0] + cost.WrittenBytes[0]) / (3.35e12 * devices);
        return cost.Seconds >= Math.Max(compute, memory) * (1 - 1e-12);
    });

    [Fact]
    public void Energy_is_never_under_the_sum_of_its_parts_and_power_never_over_the_design_power() => Holds(c =>
    {
        var model = Machines.Model(c.Spec, Machines.Fp8, c.Parallelism, Roomy);
        var cost = model.Cost(c.Shape(model));
        var idle = 150.0 * c.Parallelism.DevicesPerEngine * cost.Seconds;
        // FP8 arithmetic at half the energy of BF16; the output head is BF16.
        var compute = cost.Flops * 0.6e-12 * 989 / 1979;
        var memory = (cost.ReadBytes[0] + cost.WrittenBytes[0]) * 3.9e-12 * 8;
        var links = cost.LinkBytes * 1.3e-12 * 8;
        var watts = cost.Joules / cost.Seconds;
        return cost.Joules >= (idle + compute + memory) * (1 - 1e-9) && links >= 0 && watts <= 700.0 * c.Parallelism.DevicesPerEngine * (1 + 1e-9);
    });

    [Fact]
    public void Sharding_conserves_arithmetic() => Holds(c =>
    {
        var whole = Machines.Model(c.Spec, Machines.Fp8, new(), Roomy);
        var split = Machines.Model(c.Spec, Machines.Fp8, c.Parallelism, Roomy);
        var shape = c.Shape(whole);
        var replicated = c.Model == 2 ? 0.25 : 1e-9; // MLA's down-projections and the router are computed by every tensor rank.
        var ratio = split.Cost(shape).Flops / whole.Cost(shape).Flops;
        return ratio >= 1 - 1e-9 && ratio <= 1 + replicated;
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(2, 4)]
    [InlineData(8, 2)]
    public void Sharding_conserves_weight_bytes(int tensor, int pipeline)
    {
        var counted = ParameterCount.Of(Machines.Llama70B).Total * 2.0;
        var held = OperatorGraph.Build(Machines.Llama70B, Machines.Bf16, new(tensor, pipeline)).WeightBytesPerDevice * tensor * pipeline;
        // Norms stand on every tensor rank; a stage with embedding or head is a little fuller than the others.
        Assert.InRange(held, counted * (1 - 1e-12), counted * 1.06);
    }

    [Fact]
    public void A_step_that_does_more_never_takes_less() => Holds(c =>
    {
        var model = Machines.Model(c.Spec, Machines.Fp8, c.Parallelism, Roomy);
        var more = c with { Decodes = c.Decodes + 1, Context = c.Context + 7 };
        return model.Cost(more.Shape(model)).Seconds >= model.Cost(c.Shape(model)).Seconds * (1 - 1e-12);
    });

    [Fact]
    public void Links_that_are_slower_never_make_a_step_faster() => Holds(c =>
        Time(c, Roomy with { ScaleUp = Machines.NvLink4 with { Nccl = new NcclLink(new(370.8e9 / c.Factor), 18, 90) } }) >= Time(c, Roomy) * (1 - 1e-12));
}
