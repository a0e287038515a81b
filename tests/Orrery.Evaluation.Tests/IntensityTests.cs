using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Units;

namespace Orrery.Evaluation.Tests;

public sealed class IntensityTests
{
    static IntensityResult At(int batch, int context, AcceleratorSpec? accelerator = null, Workloads.ModelSpec? model = null)
    {
        var device = accelerator ?? Machines.H100;
        var plan = Plans.System(model ?? Machines.Llama70B, 8, new(8), Machines.Fp8, device);
        return new PointEvaluator().Evaluate(new() { System = plan, Phase = Phase.Decode, Batch = batch, InputTokens = context, OutputTokens = 2, Operation = Plans.Usa }).Intensity!;
    }

    static OperatorIntensity Step(IntensityResult of, string name = "step") => of.Operators.Single(op => op.Operator == name);

    [Fact]
    public void A_dense_model_reaches_the_ridge_at_half_the_ridge_times_the_bytes_of_a_weight()
    {
        var of = At(1, 1000);

        Assert.Equal(1979 / 3.35, of.RidgeFlopsPerByte, 6);
        // The output head stays at 16 bits: a little more than the closed form of 8-bit weights.
        Assert.InRange(of.RidgeBatch, of.RidgeFlopsPerByte / 2, of.RidgeFlopsPerByte / 2 * 1.03);
    }

    [Fact]
    public void Experts_need_more_sequences_to_reach_the_ridge_than_dense_layers_do()
    {
        var dense = At(1, 1000).RidgeBatch;
        var plan = Plans.System(Machines.DeepSeekV3, 8, new(8), Machines.Fp8, Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(200e9) }] });
        var experts = new PointEvaluator().Evaluate(new() { System = plan, Phase = Phase.Decode, InputTokens = 1000, OutputTokens = 2, Operation = Plans.Usa }).Intensity!;

        // Eight of 256 a token: about 32 times as many tokens until each expert is shared by as many.
        Assert.InRange(experts.RidgeBatch / dense, 8, 40);
    }

    [Fact]
    public void Long_contexts_move_decode_from_bandwidth_to_bandwidth_and_capacity()
    {
        Assert.Equal("bandwidth", Step(At(4, 500)).Region);
        Assert.Equal("bandwidth and capacity", Step(At(4, 100_000)).Region);
        Assert.True(At(4, 100_000).CapacityBound);
        // What multiplies weights stays bound by bandwidth: it takes no more memory.
        Assert.Equal("bandwidth", Step(At(4, 100_000), "mlp.up").Region);
    }

    [Fact]
    public void More_memory_of_the_same_speed_ends_the_bound_by_capacity_and_moves_no_intensity()
    {
        var (small, large) = (At(4, 20_000), At(4, 20_000, Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(2e12) }] }));

        Assert.True(small.CapacityBound);
        Assert.False(large.CapacityBound);
        Assert.Equal(Step(small).FlopsPerByte, Step(large).FlopsPerByte, 9);
    }

    [Fact]
    public void The_footprint_of_a_request_is_its_cache_and_its_share_of_the_weights()
    {
        var of = At(16, 10_000);

        // 80 layers, eight key-value heads of 128, a byte each.
        Assert.Equal(80 * 2 * 8 * 128 * 10_001.0, of.BytesPerSequence, 1);
        Assert.Equal(of.BytesPerSequence + of.WeightBytes / 16, of.BytesPerRequest, 1);
        Assert.Equal(of.BytesPerSequence, Step(of, "attention.decode").BytesPerRequest, 1);
        // All weights but the table of embeddings, which is looked up without arithmetic, are some operator's.
        var multiplied = of.WeightBytes - 128256.0 * 8192 * 2;
        Assert.Equal(multiplied / 16, of.Operators.Where(op => op.Operator is not "step" and not "attention.decode").Sum(op => op.BytesPerRequest), multiplied / 16 * 0.001);
    }
}
