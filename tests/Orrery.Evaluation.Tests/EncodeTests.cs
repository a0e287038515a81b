using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class EncodeTests
{
    static readonly EncoderSpec s_encoder = new(600e6, 4);

    static SystemPlan Together(int count = 1) => Plans.System(Machines.Llama8B with { Encoder = s_encoder }, count);

    static SystemPlan Apart(int encoders = 1)
    {
        var system = Plans.System(Machines.Llama8B, name: "apart");
        var encode = Together(encoders);
        return system with { Encode = encode with { System = encode.System.Beside(system.System) }, Embeddings = new(new BytesPerSecond(50e9), new Seconds(5e-6)) };
    }

    static SyntheticTrafficSpec Media(double rate, long requests = 400) =>
        Plans.Poisson(rate, 200, 50, requests) with { Media = new MediaSpec(0.5, new ConstantLength(1), new ConstantLength(576)) };

    static SystemResult Run(SyntheticTrafficSpec traffic, SystemPlan system)
    {
        var plan = Plans.Of(traffic, [], system);
        return RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1)), new RunOptions { ProductVersion = "test", Threads = 1 }).Systems[0];
    }

    [Fact]
    public void Engines_that_leave_encoding_to_others_hold_no_encoder_and_those_hold_nothing_else()
    {
        var (together, apart) = (EngineModel.Build(Together()), EngineModel.Build(Apart()));
        Assert.Equal(2 * 600e6, (together.Memory.WeightsPerDevice - apart.Memory.WeightsPerDevice).Value, 1);
        Assert.Equal(2 * 600e6, apart.Encode!.Memory.WeightsPerDevice.Value, 1);
        apart.Encode.Timer!.Evaluate(new() { EncoderTokens = 1000 }, out var cost);
        Assert.Equal(2 * 600e6 * 4 * 1000, cost.Flops, 1);
    }

    [Fact]
    public void An_encoder_takes_as_long_apart_as_it_adds_to_a_prompt()
    {
        var (together, apart) = (EngineModel.Build(Together()), EngineModel.Build(Apart()));
        var shape = Orrery.Performance.StepShapes.Prefill(together.Timer!.Reaches, 1, 0, 776);
        together.Timer.Evaluate(shape, out var without);
        shape.EncoderTokens = 576;
        together.Timer.Evaluate(shape, out var with);
        apart.Encode!.Timer!.Evaluate(new() { EncoderTokens = 576 }, out var alone);
        apart.Encode.Timer.Evaluate(default, out var nothing);
        Assert.Equal(with.Seconds - without.Seconds, alone.Seconds - nothing.Seconds, 1e-3 * alone.Seconds);
    }

    [Fact]
    public void The_pool_counts_in_devices_power_money_and_carbon_and_is_told_apart()
    {
        var (one, three) = (Run(Media(5), Apart()), Run(Media(5), Apart(3)));
        Assert.Equal((2, 4), (one.Devices, three.Devices));
        Assert.Equal(["serve", "encode"], one.Pools!.Value.Select(static pool => pool.Name));
        Assert.Equal("TP 1; encode TP 1 × 3 replicas", three.Parallelism);
        Assert.Equal(one.Pools!.Value[1].Load, 3 * three.Pools!.Value[1].Load, 1e-9);
        Assert.InRange(one.Pools!.Value[1].Load, 1e-4, one.Pools!.Value[1].Busy); // full batches read the weights less often
        var idle = EngineModel.Build(Apart()).Encode!.Steps!.IdleWatts;
        Assert.Equal(2 * idle, three.Simulated!.Energy.AcceleratorWatts - one.Simulated!.Energy.AcceleratorWatts, 0.05 * idle);
        Assert.True(three.Simulated.Cost.DollarsPerHour > one.Simulated.Cost.DollarsPerHour);
    }

    [Fact]
    public void Where_no_request_has_media_the_pool_costs_and_does_nothing()
    {
        var (plain, apart) = (Run(Plans.Poisson(5, 200, 50, 300), Plans.System(Machines.Llama8B, name: "apart")), Run(Plans.Poisson(5, 200, 50, 300), Apart()));
        Assert.Equal(plain.Simulated!.Ttft, apart.Simulated!.Ttft);
        Assert.Equal(plain.Simulated.E2e, apart.Simulated.E2e);
        Assert.Equal(plain.Bottleneck, apart.Bottleneck);
        Assert.Equal(0, apart.Pools!.Value[1].Load);
    }
}
