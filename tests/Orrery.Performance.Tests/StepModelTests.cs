using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Tests;

public sealed class StepModelTests
{
    [Fact]
    public void Decode_is_bandwidth_bound_at_batch_one()
    {
        var model = Machines.Model(Machines.Llama8B, Machines.Bf16, new());
        var matrices = model.Breakdown(model.Decode(1, 1024)).Where(op => op.Flops > 0);
        Assert.All(matrices, op => Assert.Contains(op.Bound, new[] { "hbm", "launch" }));
    }

    [Fact]
    public void Prefill_of_a_long_prompt_is_compute_bound()
    {
        var model = Machines.Model(Machines.Llama8B, Machines.Bf16, new());
        var rows = model.Breakdown(model.Prefill(1, 8192));
        Assert.All(rows.Where(op => op.Name is "attention.qkv" or "mlp.up" or "mlp.down" or "attention.output"), op => Assert.Equal("compute", op.Bound));
    }

    // §1.7 of the notes on arXiv 2601.05047: 405B in FP8 on nine HBM4 stacks reads its weights in 27.5 ms at full bandwidth, on one HBF stack in 247.8 ms.
    [Theory]
    [InlineData(9 * 1.638e12, 27.5e-3)]
    [InlineData(1.638e12, 247.8e-3)]
    public void Weight_reads_set_the_token_time_of_405B_at_batch_one(double bandwidth, double published)
    {
        var device = Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(512e9), ReadBandwidth = new(bandwidth) }] };
        var precision = Machines.Fp8 with { Embeddings = NumberFormat.Fp8 };
        var model = Machines.Model(Machines.Llama405B, precision, new(), device, PerformanceMode.Ideal);
        Assert.Equal(published, model.Cost(model.Decode(1, 1)).Seconds, published * 0.01);
    }

    // §3.4 of the notes: 405B, TP8 on H100, 252 all-reduces of 32 KB take 3.83 ms of a decode step by NCCL's own tuning model.
    [Fact]
    public void All_reduces_of_405B_over_eight_H100_take_what_nccl_says()
    {
        var model = Machines.Model(Machines.Llama405B, Machines.Fp8 with { Embeddings = NumberFormat.Fp8 }, new(Tensor: 8));
        var reduces = model.Breakdown(model.Decode(1, 1024)).Where(op => op.Name is "mixer.allreduce" or "mlp.allreduce").ToList();
        Assert.Equal(252, reduces.Sum(op => op.Count));
        Assert.Equal(3.83e-3, reduces.Sum(op => op.Seconds), 3.83e-3 * 0.02);
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var model = Machines.Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8));
        var shape = model.Decode(64, 2048);
        StepShapes.AddPrefill(ref shape, model.Reaches, 1, 0, 512, completes: true);
        model.Evaluate(shape, out var cost);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) model.Evaluate(shape, out cost);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(cost.Seconds > 0);
    }

    [Fact]
    public void A_breakdown_adds_up_to_the_step()
    {
        var model = Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Pipeline: 2));
        var shape = model.Decode(64, 2048);
        var cost = model.Cost(shape);
        var rows = model.Breakdown(shape);
        Assert.Equal(cost.Seconds, rows.Sum(op => op.Seconds), cost.Seconds * 1e-3);
        Assert.Equal(cost.Joules - model.IdleWatts * cost.Seconds, rows.Sum(op => op.Joules), cost.Joules * 0.05);
    }

    // A pipeline that drains: m micro-batches through p stages take m + p - 1 times of one.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Micro_batches_leave_bubbles_of_stages_less_one(int micro)
    {
        var spec = new ParallelismSpec(Tensor: 8, Pipeline: 4) { MicroBatches = micro };
        var model = Machines.Model(Machines.DeepSeekV3, Machines.Fp8, spec);
        var shape = model.Decode(64, 2048);
        var rows = model.Breakdown(shape);
        var bubble = rows.Single(op => op.Name == "pipeline.bubble").Seconds;
        var all = rows.Sum(op => op.Seconds);
        Assert.Equal(3.0 / (micro + 3), bubble / all, 1e-9);
        Assert.Equal(model.Cost(shape).Seconds, all, all * 1e-3);
        Assert.Equal(model.Cost(shape).Joules - model.IdleWatts * model.Cost(shape).Seconds, rows.Sum(op => op.Joules), model.Cost(shape).Joules * 0.05);
    }

    [Fact]
    public void A_full_pipeline_is_that_of_as_many_micro_batches_as_stages_without_the_bubble()
    {
        var full = Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Pipeline: 4));
        var drained = Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new ParallelismSpec(Tensor: 8, Pipeline: 4) { MicroBatches = 4 });
        var shape = full.Decode(64, 2048);
        Assert.Equal(full.Cost(shape).Seconds * 7 / 4, drained.Cost(shape).Seconds, full.Cost(shape).Seconds * 0.01);
    }

    [Fact]
    public void Distinct_experts_grow_with_the_batch_until_all_are_read()
    {
        var model = Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Pipeline: 2));
        double Bytes(int batch) => model.Breakdown(model.Decode(batch, 1)).Single(op => op.Name == "moe.experts").MemoryBytes;
        var all = 58 * 256 * 3.0 * 7168 * 2048 / 8;
        // Two micro-batches of half a sequence each: 1-(1-8/256)^0.5 of the experts, twice, for the 28 or 30 layers of the slower stage.
        Assert.Equal(1 - Math.Pow(1 - 8.0 / 256, 0.5), Bytes(1) / 2 / (all * 30 / 58), 0.05);
        Assert.True(Bytes(4096) / 2 / (all * 30 / 58) > 0.99);
    }

    [Fact]
    public void Paged_tiers_read_whole_pages_of_cache()
    {
        // MLA keeps 576 bytes a token in FP8: 16 tokens are 9,216 bytes, three pages of 4 KiB.
        var paged = Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(2e12), AccessSize = new(4096) }] };
        var fine = paged with { Memory = [paged.Memory[0] with { AccessSize = new(64) }] };
        double Bytes(AcceleratorSpec device)
        {
            var model = Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new(), device);
            var cost = model.Cost(model.Decode(1, 100_000));
            return cost.ReadBytes[0];
        }

        var cache = 61 * 100_000 * 576.0;
        Assert.Equal(cache * (3 * 4096 / 9216.0 - 1), Bytes(paged) - Bytes(fine), cache * 1e-6);
    }

    [Fact]
    public void Tiers_on_paths_of_their_own_stream_at_once_and_on_one_path_in_turn()
    {
        var slow = Machines.Hbm3 with { Name = "far", Capacity = new(1e12), ReadBandwidth = new(3.35e12) };
        var near = Machines.Hbm3 with { Capacity = new(90e9) };
        StepModel On(string? path) => Machines.Model(Machines.Llama70B, Machines.Bf16, new(), Machines.H100 with { Memory = [near, slow with { Path = path }] }, PerformanceMode.Ideal);
        var apart = On(null);
        var together = On("hbm");
        Assert.True(apart.Memory.Tiers[1].Weights.Value > 20e9);
        Assert.True(apart.Cost(apart.Decode(1, 10)).Seconds < 0.65 * together.Cost(together.Decode(1, 10)).Seconds);
    }

    [Fact]
    public void Power_stays_under_the_design_power_by_slowing_down()
    {
        var hot = Machines.H100 with { Tdp = new(300) };
        var cool = Machines.Model(Machines.Llama8B, Machines.Bf16, new());
        var capped = Machines.Model(Machines.Llama8B, Machines.Bf16, new(), hot);
        var shape = cool.Prefill(1, 8192);
        var (free, held) = (cool.Cost(shape), capped.Cost(shape));
        Assert.True(free.Joules / free.Seconds > 300);
        Assert.Equal(300, held.Joules / held.Seconds, 1e-6);
        Assert.True(held.Seconds > free.Seconds);
    }

    [Fact]
    public void Decoupled_machines_take_the_longest_stream_rather_than_the_sum()
    {
        var sequential = Machines.H100 with { LaunchOverhead = default };
        var decoupled = sequential with { Execution = ExecutionStyle.Decoupled };
        var (a, b) = (Machines.Model(Machines.Llama8B, Machines.Bf16, new(), sequential), Machines.Model(Machines.Llama8B, Machines.Bf16, new(), decoupled));
        var shape = a.Prefill(1, 512);
        var rows = a.Breakdown(shape);
        Assert.True(b.Cost(shape).Seconds < a.Cost(shape).Seconds);
        var compute = rows.Where(op => op.Engine.Length > 0).Sum(op => op.Flops / (989e12 * (op.Name.StartsWith("attention.prefill", StringComparison.Ordinal) ? 0.6 : 0.803)));
        Assert.Equal(compute, b.Cost(shape).Seconds, compute * 0.05);
    }

    [Fact]
    public void One_device_streams_the_parameters_that_the_architecture_counts()
    {
        var model = Machines.Model(Machines.Llama8B, Machines.Bf16, new());
        var weights = model.Breakdown(model.Decode(1, 1)).Sum(op => op.MemoryBytes);
        var streamed = ParameterCount.Of(Machines.Llama8B).Streamed * 2.0;
        Assert.InRange(weights, streamed, streamed * 1.01);
    }
}
