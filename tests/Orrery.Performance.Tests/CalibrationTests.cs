using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance.Tests;

public sealed class CalibrationTests
{
    static readonly CalibrationSpec Fits = new()
    {
        Name = "test",
        Kernels =
        [
            new() { Kind = KernelKind.MatMul, Format = "bf16", Launch = new(3e-6), Compute = 0.8, Memory = 0.9, Depth = new(0.2e-9) },
            new() { Kind = KernelKind.MatMul, Format = "fp8", Launch = new(5e-6), Compute = 0.7, Memory = 0.85, Depth = new(0.3e-9), Activations = 1.3 },
            new() { Kind = KernelKind.Experts, Format = "fp8", Launch = new(30e-6), Compute = 0.4, Memory = 0.9, Activations = 2, Elsewhere = 0.5, Padding = 20 },
            new() { Kind = KernelKind.PrefillAttention, Launch = new(12e-6), Compute = 0.65, Activations = 2.3, Cache = 3, Depth = new(4e-9) },
            new() { Kind = KernelKind.PrefillAttention, Version = "vllm 0.19.0", Launch = new(9e-6), Compute = 0.75 },
            new() { Kind = KernelKind.DecodeAttention, Launch = new(11e-6), Compute = 0.6, Memory = 0.9, Unit = new(15e-9) },
            new() { Kind = KernelKind.AllReduce, Launch = new(4e-6), Memory = 0.68, Unit = new(0.16e-6) },
            new() { Kind = KernelKind.Exchange, Launch = new(12e-6), Memory = 0.5 },
            new() { Kind = KernelKind.BulkExchange, Launch = new(40e-6), Memory = 0.6 },
        ],
    };

    static readonly AcceleratorSpec Measured = Machines.H100 with { Calibration = Fits };

    static StepModel Model(ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, PerformanceMode mode = PerformanceMode.Calibrated)
        => Machines.Model(model, precision, parallelism, Measured, mode);

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    public void A_multiplication_takes_what_its_fit_says(int batch)
    {
        var model = Model(Machines.Llama8B, Machines.Bf16, new());
        var down = model.Breakdown(model.Decode(batch, 1024)).Single(op => op.Name == "mlp.down");
        var (bytes, flops) = (14336.0 * 4096 * 2 + batch * (14336.0 + 4096) * 2, 2.0 * batch * 14336 * 4096);
        var (compute, memory) = (flops / (0.8 * 989e12), bytes / (0.9 * 3.35e12));
        var expected = 3e-6 + 14336 * 0.2e-9 + Math.Pow(Math.Pow(compute, 3) + Math.Pow(memory, 3), 1.0 / 3);
        Assert.Equal(expected, down.Seconds / down.Count, expected * 1e-9);
    }

    [Theory]
    [InlineData(1, 512)]
    [InlineData(4, 512)]
    [InlineData(1, 8192)]
    public void Attention_of_prompts_takes_what_its_fit_says_of_them(int prompts, int length)
    {
        var model = Model(Machines.Llama8B, Machines.Bf16, new());
        var attention = model.Breakdown(model.Prefill(prompts, length)).Single(op => op.Name == "attention.prefill");
        var tokens = (double)prompts * length;
        var work = KernelWork.Prompts(4 * 128 * 32 * tokens * (length + 1) / 2, tokens * 2 * 8 * 128 * 2, tokens * 2 * 32 * 128 * 2, length + 1);
        var expected = work.Seconds(Fits.Find(KernelKind.PrefillAttention, NumberFormat.Bf16)!, 989e12, 3.35e12);
        Assert.Equal(expected, attention.Seconds / attention.Count, expected * 1e-9);
    }

    [Theory]
    [InlineData(1, 2048, 512)]
    [InlineData(3, 6000, 512)]
    [InlineData(1, 100, 8192)]
    public void The_longest_row_of_a_later_chunk_is_what_is_cached_and_its_own(int prompts, int cached, int tokens)
    {
        var model = Model(Machines.Llama8B, Machines.Bf16, new());
        var attention = model.Breakdown(StepShapes.Prefill(model.Reaches, prompts, cached, tokens)).Single(op => op.Name == "attention.prefill");
        var (pairs, key) = (prompts * (double)tokens * (cached + (tokens + 1) / 2.0), 2.0 * 8 * 128 * 2);
        var work = new KernelWork(4 * 128 * 32 * pairs, prompts * (cached + tokens) * key, prompts * tokens * 2.0 * 32 * 128 * 2, cached + tokens, CacheBytes: prompts * tokens * key);
        var fit = Fits.Find(KernelKind.PrefillAttention, NumberFormat.Bf16)!;
        Assert.Equal(work.Seconds(fit, 989e12, 3.35e12), attention.Seconds / attention.Count, fit.Depth.Value * 1.01);
    }

    [Fact]
    public void No_row_is_longer_than_its_window()
    {
        StepModel Windowed(int window) => Model(
            Machines.Llama8B with { Layers = [.. Machines.Llama8B.Layers.Select(layer => layer with { Mixer = ((AttentionSpec)layer.Mixer) with { Reach = new(ReachKind.Window, window) } })] }, Machines.Bf16, new());
        var model = Windowed(128);
        var attention = model.Breakdown(model.Prefill(1, 8192)).Single(op => op.Name == "attention.prefill");
        var (pairs, key) = (8192.0 * 128 - 128 * 127 / 2, 2.0 * 8 * 128 * 2);
        var work = new KernelWork(4 * 128 * 32 * pairs, 8192 * key, 8192 * 2.0 * 32 * 128 * 2, 128, CacheBytes: 8192 * key);
        Assert.Equal(work.Seconds(Fits.Find(KernelKind.PrefillAttention, NumberFormat.Bf16)!, 989e12, 3.35e12), attention.Seconds / attention.Count, 1e-12);
    }

    [Fact]
    public void Experts_of_other_devices_cost_time_where_every_device_has_all_tokens()
    {
        double Experts(ParallelismSpec parallelism)
        {
            var model = Model(Machines.DeepSeekV3, Machines.Fp8, parallelism);
            return model.Breakdown(model.Prefill(1, 4096)).Where(op => op.Name == "moe.experts").Sum(op => op.Seconds / op.Count);
        }

        // 4096 tokens visit 8 experts, 7 of 8 on other devices, at half the cost of moving (2·7168 + 3·2048)·2 B twice.
        var (all, own) = (Experts(new(Tensor: 8, Expert: 8)), Experts(new(Data: 8, Expert: 8)));
        Assert.Equal(4096 * 8 * 7.0 / 8 * 0.5 * 2 * (2 * 7168 + 3 * 2048) * 2 / 3.35e12, all - own, 1e-7);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(65536)]
    public void Tokens_go_to_experts_a_copy_a_visit_where_they_are_few_and_a_copy_a_device_where_they_are_many(int tokens)
    {
        var model = Model(Machines.DeepSeekV3, Machines.Fp8, new(Data: 8, Expert: 8));
        var combine = model.Breakdown(model.Prefill(1, tokens)).Where(op => op.Name == "moe.combine").Sum(op => op.Seconds / op.Count);
        var bytes = tokens / 8.0 * 7168 * 2 * 7 / 8 / 450e9;
        // Of eight devices, eight visits at random are to 8·(1 − (7/8)⁸).
        var expected = tokens < 1000 ? 12e-6 + bytes * 8 / 0.5 : 40e-6 + bytes * 8 * (1 - Math.Pow(7 / 8.0, 8)) / 0.6;
        Assert.Equal(expected, combine, expected * 1e-9);
    }

    [Fact]
    public void A_version_of_an_engine_takes_its_own_fit_and_others_the_newest()
    {
        Assert.Equal(9e-6, Fits.Find(KernelKind.PrefillAttention, NumberFormat.Bf16, "vllm 0.19.0")!.Launch.Value);
        Assert.Equal(12e-6, Fits.Find(KernelKind.PrefillAttention, NumberFormat.Bf16, "vllm 0.17.0")!.Launch.Value);
        Assert.Equal(12e-6, Fits.Find(KernelKind.PrefillAttention, NumberFormat.Bf16)!.Launch.Value);
    }

    [Fact]
    public void Kernels_that_a_step_sums_as_one_curve_take_as_long_as_one_by_one()
    {
        var model = Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 4));
        foreach (var shape in new[] { model.Decode(1, 700), model.Decode(37, 3000), model.Prefill(1, 1), model.Prefill(3, 777), model.Prefill(1, 8192) })
        {
            var sum = model.Breakdown(shape).Sum(op => op.Seconds);
            var whole = model.Cost(shape).Seconds;
            // The first access of a step is no operator's.
            Assert.Equal(sum + 100e-9, whole, whole * 1e-9);
        }
    }

    [Fact]
    public void A_step_never_takes_less_for_more_tokens_or_more_context()
    {
        var model = Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Expert: 8));
        var before = 0.0;
        for (var batch = 1; batch <= 2048; batch += 1 + batch / 3)
        {
            var now = model.Cost(model.Decode(batch, 2048)).Seconds;
            Assert.True(now >= before, $"{batch} sequences take {now}, fewer {before}");
            before = now;
        }

        before = 0;
        for (var context = 1; context < 100_000; context *= 3)
        {
            var now = model.Cost(model.Decode(64, context)).Seconds;
            Assert.True(now >= before);
            before = now;
        }
    }

    [Fact]
    public void A_decode_step_is_convex_in_its_context()
    {
        var model = Model(Machines.Llama70B, Machines.Bf16, new(Tensor: 8));
        for (var context = 100; context < 50_000; context += 1700)
        {
            var (a, b, c) = (model.Cost(model.Decode(48, context)).Seconds, model.Cost(model.Decode(48, context + 500)).Seconds, model.Cost(model.Decode(48, context + 1000)).Seconds);
            Assert.True(a + c - 2 * b >= -1e-12, $"at {context}: {a}, {b}, {c}");
        }
    }

    [Fact]
    public void The_engines_own_sum_is_used_where_it_is_faster_and_never_where_it_is_slower()
    {
        var (own, library) = (Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8)), Machines.Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8)));
        double Sums(StepModel model, int tokens) => model.Breakdown(model.Prefill(1, tokens)).Where(op => op.Name == "mlp.allreduce").Sum(op => op.Seconds);
        Assert.True(Sums(own, 8) < 0.5 * Sums(library, 8));
        Assert.All(new[] { 1, 64, 512, 8192 }, tokens => Assert.True(Sums(own, tokens) <= Sums(library, tokens)));
    }

    [Fact]
    public void The_ideal_machine_knows_no_measurements()
    {
        var (with, without) = (Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8), PerformanceMode.Ideal), Machines.Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8), mode: PerformanceMode.Ideal));
        foreach (var shape in new[] { with.Decode(32, 2048), with.Prefill(2, 1000) }) Assert.Equal((without.Cost(shape).Seconds, without.Cost(shape).Joules), (with.Cost(shape).Seconds, with.Cost(shape).Joules));
    }

    [Fact]
    public void A_format_that_was_not_measured_takes_the_fit_of_its_arithmetic_and_else_the_widest()
    {
        Assert.Equal("fp8", Fits.Find(KernelKind.MatMul, NumberFormat.Fp8Block)!.Format);
        Assert.Equal("bf16", Fits.Find(KernelKind.MatMul, NumberFormat.Int4)!.Format);
        Assert.Equal("fp8", Fits.Find(KernelKind.Experts, NumberFormat.Bf16)!.Format);
        Assert.Null(Fits.Find(KernelKind.DecodeLatent, NumberFormat.Bf16));
    }

    [Fact]
    public void Energy_and_work_are_those_of_the_operators_whatever_their_times()
    {
        var (with, without) = (Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8)), Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8)));
        var shape = with.Decode(32, 2048);
        Assert.Equal(without.Cost(shape).Flops, with.Cost(shape).Flops, without.Cost(shape).Flops * 1e-12);
        Assert.Equal(without.Cost(shape).ReadBytes[0], with.Cost(shape).ReadBytes[0], without.Cost(shape).ReadBytes[0] * 1e-12);
    }
}
