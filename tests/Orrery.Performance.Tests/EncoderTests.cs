using Orrery.Workloads;

namespace Orrery.Performance.Tests;

public sealed class EncoderTests
{
    static readonly ModelSpec Sees = Machines.Llama8B with { Encoder = new EncoderSpec(675e6, 4) };

    static StepCost Cost(ModelSpec of, int encoded, ParallelismSpec? parallelism = null)
    {
        var model = Machines.Model(of, Machines.Bf16, parallelism ?? new(), mode: PerformanceMode.Ideal);
        var shape = model.Prefill(1, 2048);
        shape.EncoderTokens = encoded;
        return model.Cost(shape);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void An_encoder_takes_two_FLOPs_a_parameter_and_position(int tensor)
    {
        var parallelism = new ParallelismSpec(Tensor: tensor);
        var flops = Cost(Sees, 4096, parallelism).Flops - Cost(Sees, 0, parallelism).Flops;
        Assert.Equal(2 * 675e6 * 4 * 4096, flops, 1e-9 * flops);
        // 989 TFLOP/s of the H100, shared by the ranks.
        Assert.Equal(flops / 989e12 / tensor, Cost(Sees, 4096, parallelism).Seconds - Cost(Sees, 0, parallelism).Seconds, 2e-3 * flops / 989e12 / tensor);
    }

    [Fact]
    public void An_encoder_of_few_tokens_takes_the_time_of_reading_its_weights() =>
        Assert.Equal(2 * 675e6 / 3.35e12, Cost(Sees, 1).Seconds - Cost(Sees, 0).Seconds, 1e-6);

    [Fact]
    public void An_encoder_that_has_nothing_to_do_costs_no_time_and_takes_memory_all_the_same()
    {
        Assert.Equal(Cost(Machines.Llama8B, 0).Seconds, Cost(Sees, 0).Seconds);
        Assert.Equal(Cost(Machines.Llama8B, 0).Seconds, Cost(Machines.Llama8B, 500).Seconds);
        double Weights(ModelSpec model) => OperatorGraph.Build(model, Machines.Bf16, new()).WeightBytesPerDevice;
        Assert.Equal(2 * 675e6, Weights(Sees) - Weights(Machines.Llama8B), 1);
    }
}
