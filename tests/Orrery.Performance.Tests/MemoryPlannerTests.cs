using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Tests;

public sealed class MemoryPlannerTests
{
    static readonly MemoryTierSpec Hbf = Machines.Hbm3 with
    {
        Name = "hbf",
        Technology = "HBF",
        Capacity = new(3e12),
        ReadBandwidth = new(8e12),
        Latency = new(10e-6),
        AccessSize = new(4096),
        Writable = false,
    };

    [Fact]
    public void Every_byte_of_a_tier_is_accounted_for()
    {
        var graph = OperatorGraph.Build(Machines.Llama70B, Machines.Fp8, new(Tensor: 4));
        foreach (var use in Machines.Plan(graph, Machines.H100 with { Memory = [Machines.Hbm3, Hbf] }).Tiers)
            Assert.Equal(use.Tier.Capacity.Value, (use.Weights + use.Kv + use.Activations + use.Reserved + use.Free).Value, 1);
    }

    [Fact]
    public void A_model_too_large_says_by_how_much()
    {
        var graph = OperatorGraph.Build(Machines.Llama70B, Machines.Bf16, new());
        var plan = Machines.Plan(graph, Machines.H100);
        Assert.False(plan.Fits);
        // 141.1 GB of weights and 2.7 GB of cache into 72 GB less working memory.
        Assert.InRange(plan.Shortfall.Value, 69e9, 75e9);
    }

    [Fact]
    public void Weights_spill_to_the_next_tier_only_as_far_as_they_must()
    {
        var graph = OperatorGraph.Build(Machines.Llama405B, Machines.Fp8, new());
        var plan = Machines.Plan(graph, Machines.H100 with { Memory = [Machines.Hbm3, Hbf] });
        Assert.True(plan.Fits);
        Assert.Equal(graph.WeightBytesPerDevice, plan.Tiers.Sum(use => use.Weights.Value), 1);
        Assert.True(plan.Tiers[0].Weights.Value > 60e9);
        Assert.Equal(0, plan.KvTier);
    }

    [Fact]
    public void Weights_placed_in_flash_leave_the_near_tier_to_the_cache()
    {
        var graph = OperatorGraph.Build(Machines.Llama405B, Machines.Fp8, new());
        var plan = Machines.Plan(graph, Machines.H100 with { Memory = [Machines.Hbm3, Hbf] }, new PlacementSpec(Weights: "hbf"));
        Assert.Equal(0, plan.Tiers[0].Weights.Value);
        Assert.Equal(graph.WeightBytesPerDevice, plan.Tiers[1].Weights.Value, 1);
        Assert.Equal(0, plan.KvTier);
        Assert.True(plan.Kv.Capacity.Value > 60e9);
    }

    // 2 x 80 layers x 8 heads x 128 x 2 bytes.
    [Theory]
    [InlineData(1, 327_680)]
    [InlineData(8, 327_680)]
    [InlineData(16, 2 * 327_680)] // each of 16 ranks keeps one of 8 heads
    public void The_cache_takes_what_the_architecture_says_and_copies_heads_beyond_their_number(int tensor, double bytes)
    {
        var graph = OperatorGraph.Build(Machines.Llama70B, Machines.Bf16, new(tensor));
        Assert.Equal(bytes, graph.KvBytesPerToken.Single());
        Assert.Equal(327_680, KvFootprint.Of(Machines.Llama70B).Size(1, NumberFormat.Bf16).Value);
    }

    [Fact]
    public void Latent_caches_stand_whole_on_every_tensor_rank()
    {
        double Bytes(ParallelismSpec parallelism) => OperatorGraph.Build(Machines.DeepSeekV3, Machines.Bf16, parallelism).KvBytesPerToken.Single();
        Assert.Equal(70_272, Bytes(new()));
        Assert.Equal(8 * 70_272, Bytes(new(Tensor: 8)));
        Assert.Equal(70_272, Bytes(new(Data: 8, Expert: 8)));
    }

    // H3 (IEEE CAL 2026): Llama-3.1-405B, FP8 weights, FP16 cache, 192 GB of HBM and 3 TB of HBF a device; shared prefixes of 2^20 and 10x2^20 tokens.
    [Theory]
    [InlineData(1, 541e9, 8, 1, 2.61)]
    [InlineData(10, 5412e9, 32, 2, 18.82)]
    public void H3_needs_the_devices_and_gains_the_batch_that_were_published(int prefixes, double sharedBytes, int hbmOnly, int h3, double gain)
    {
        var precision = new PrecisionSpec { Weights = NumberFormat.Fp8, Activations = NumberFormat.Fp8, Embeddings = NumberFormat.Fp8 };
        var weights = WeightFootprint.Of(Machines.Llama405B, precision).Total.Value;
        var shared = KvFootprint.Of(Machines.Llama405B).Size(prefixes * (1L << 20), NumberFormat.Bf16).Value;
        Assert.Equal(sharedBytes, shared, sharedBytes * 0.01);
        Assert.Equal(hbmOnly, PowerOfTwo((weights + shared) / 192e9));
        Assert.Equal(h3, PowerOfTwo((weights + shared) / 3072e9));
        var hbm = hbmOnly * 192e9;
        Assert.Equal(gain, hbm / (hbm - weights - shared), gain * 0.01);

        static int PowerOfTwo(double devices) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(devices));
    }

    [Fact]
    public void A_tier_that_is_not_there_is_an_error_that_names_those_that_are()
    {
        var graph = OperatorGraph.Build(Machines.Llama8B, Machines.Bf16, new());
        var error = Assert.Throws<ArgumentException>(() => Machines.Plan(graph, Machines.H100, new PlacementSpec(Weights: "hbf")));
        Assert.Contains("hbm", error.Message, StringComparison.Ordinal);
    }

    static double Seconds(MemoryTierSpec flash, PerformanceMode mode = PerformanceMode.Calibrated)
    {
        var model = Machines.Model(Machines.Llama70B, Machines.Fp8, new(), Machines.H100 with { Memory = [Machines.Hbm3, flash], LaunchOverhead = default }, mode, new(Weights: "hbf"));
        return model.Cost(model.Decode(1, 1024)).Seconds;
    }

    [Fact]
    public void Weights_in_rows_shorter_than_a_page_are_read_as_many_times_as_pages_are_longer()
    {
        var (tiles, rows) = (Seconds(Hbf), Seconds(Hbf with { WeightPiece = new(1024) }));
        Assert.InRange(rows / tiles, 3.8, 4.0);
    }

    [Fact]
    public void Reading_ahead_hides_the_latency_as_far_as_it_begins_early_enough()
    {
        var hidden = Seconds(Hbf);
        Assert.Equal(hidden, Seconds(Hbf with { PrefetchLead = new(45e-6) }));
        // Without it, each multiplication with weights waits for its first page: four a layer of a dense model, and the logits.
        Assert.Equal(hidden + (4 * 80 + 1) * 10e-6, Seconds(Hbf with { PrefetchLead = new(0) }), 1e-9);
        Assert.Equal(hidden + (4 * 80 + 1) * 4e-6, Seconds(Hbf with { PrefetchLead = new(6e-6) }), 1e-9);
        Assert.Equal(Seconds(Hbf, PerformanceMode.Ideal), Seconds(Hbf with { PrefetchLead = new(0) }, PerformanceMode.Ideal));
    }
}
