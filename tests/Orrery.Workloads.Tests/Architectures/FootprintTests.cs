using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

public class FootprintTests
{
    const double GiB = 1L << 30;

    [Fact]
    public void Grouped_heads_cache_a_key_and_a_value_per_head_and_layer() =>
        Assert.Equal(327_680, KvFootprint.Of(Models.Llama2x70B).Size(1, NumberFormat.Bf16).Value);

    [Fact]
    public void Latent_attention_caches_one_vector_per_layer() =>
        Assert.Equal(70_272 * 1000, KvFootprint.Of(Models.DeepSeekV3).Size(1000, NumberFormat.Bf16).Value);

    // 61 layers keep a latent vector of 576 and a key of 128 bytes with a scale of four for every token, and read the vectors of 2,048.
    [Fact]
    public void An_indexer_keeps_every_token_and_a_key_of_its_own_but_has_few_read()
    {
        var kv = KvFootprint.Of(Models.DeepSeekV3x2);
        Assert.Equal([Reach.Full, new Reach(ReachKind.Picked, 2048)], kv.Reaches.AsEnumerable());
        foreach (var format in new[] { NumberFormat.Bf16, NumberFormat.Fp8 })
        {
            var latent = 61 * 576 * format.BytesPerElement;
            Assert.Equal((latent + 61 * 132) * 100_000, kv.Size(100_000, format).Value);
            Assert.Equal(latent * 2048 + 61 * 132 * 100_000.0, kv.Read(100_000, format).Value);
            Assert.Equal(kv.Size(2048, format), kv.Read(2048, format));
            Assert.Equal(latent + 61 * 132, kv.BytesPerFreshToken(format));
        }
    }

    [Fact]
    public void Full_attention_comes_first_though_the_first_layer_is_windowed()
    {
        var kv = KvFootprint.Of(Models.GptOss120B);
        Assert.Equal([Reach.Full, new Reach(ReachKind.Window, 128)], kv.Reaches.AsEnumerable());
        Assert.Equal(73_728 / 2, kv.ElementsPerFreshToken);
        Assert.Equal(18 * 1024 * (10_000L + 128), kv.Elements(10_000));
    }

    [Fact]
    public void Chunked_layers_start_again_at_every_chunk()
    {
        var kv = KvFootprint.Of(Models.Llama4Scout);
        var fresh = kv.Elements(8193) - 12 * 2048L * 8193;
        Assert.Equal(36 * 2048L, fresh);
        Assert.Equal(48 * 2048L * 8192, kv.Elements(8192));
    }

    [Fact]
    public void A_recurrence_keeps_the_same_state_however_long_the_context()
    {
        var kv = KvFootprint.Of(Models.Mamba2);
        Assert.Empty(kv.Reaches.AsEnumerable());
        Assert.Equal(kv.Elements(1), kv.Elements(1_000_000));
        Assert.Equal(64 * (80L * 128 * 64 + 3 * (256 + 5120)), kv.Elements(1));
    }

    [Fact]
    public void A_hybrid_keeps_both()
    {
        var kv = KvFootprint.Of(Models.Qwen3Next);
        Assert.Equal([Reach.Full], kv.Reaches.AsEnumerable());
        Assert.Equal(12 * 2 * 2 * 256, kv.ElementsPerFreshToken);
        Assert.Equal(36 * (32L * 128 * 128 + 3 * (2 * 2048 + 4096)), kv.StateElements);
    }

    // The sizes of OpenAI's published checkpoints, model card of August 2025.
    [Theory]
    [InlineData(false, 60.8)]
    [InlineData(true, 12.8)]
    public void Gpt_oss_with_experts_in_mxfp4_weighs_what_its_checkpoint_does(bool small, double gibibytes)
    {
        var shipped = new PrecisionSpec { Experts = NumberFormat.Mxfp4 };
        var weights = WeightFootprint.Of(small ? Models.GptOss20B : Models.GptOss120B, shipped);
        Assert.InRange(weights.Total.Value / GiB / gibibytes, 0.99, 1.01);
    }

    [Fact]
    public void Llama_405B_takes_a_byte_per_parameter_where_embeddings_are_fp8_too()
    {
        var fp8 = new PrecisionSpec { Weights = NumberFormat.Fp8, Embeddings = NumberFormat.Fp8 };
        Assert.Equal(405.85e9, WeightFootprint.Of(Models.Llama3x405B, fp8).Total.Value, 0.01e9);
        var wide = fp8 with { Embeddings = NumberFormat.Bf16 };
        Assert.Equal(2 * 128256.0 * 16384, (WeightFootprint.Of(Models.Llama3x405B, wide).Total - WeightFootprint.Of(Models.Llama3x405B, fp8).Total).Value);
    }

    [Fact]
    public void Mxfp4_takes_four_and_a_quarter_bits()
    {
        var mxfp4 = new PrecisionSpec { Weights = NumberFormat.Mxfp4, Embeddings = NumberFormat.Mxfp4 };
        Assert.Equal(4.25, 8 * WeightFootprint.Of(Models.Llama3x405B, mxfp4).Total.Value / 405_853_388_800, 1e-9);
    }

    [Fact]
    public void One_token_reads_the_streamed_parameters_and_a_large_batch_reads_every_expert()
    {
        var bf16 = new PrecisionSpec();
        var count = ParameterCount.Of(Models.DeepSeekV3);
        Assert.Equal(2.0 * count.Streamed, WeightFootprint.ReadPerStep(Models.DeepSeekV3, bf16, 1).Value, 1e3);
        Assert.Equal(2.0 * (count.Total - count.Embedding), WeightFootprint.ReadPerStep(Models.DeepSeekV3, bf16, 100_000).Value, 1e3);
    }

    [Fact]
    public void Distinct_experts_agree_with_drawing_them()
    {
        const int experts = 32, topK = 4, tokens = 12, trials = 4000;
        var random = new Random(1);
        var deck = Enumerable.Range(0, experts).ToArray();
        double sum = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var seen = new HashSet<int>();
            for (var token = 0; token < tokens; token++)
            {
                random.Shuffle(deck);
                seen.UnionWith(deck.AsSpan(0, topK).ToArray());
            }
            sum += seen.Count;
        }
        Assert.Equal(sum / trials, ExpertRouting.Distinct(experts, topK, tokens), 0.15); // five standard errors
    }

    // arXiv 2601.22001's definitions; batch and sizes worked out independently.
    [Theory]
    [InlineData(1024, 138.3, 8.96, 2.49, 161, 4166)]
    [InlineData(32768, 148.7, 19.4, 12.9, 5, 130)]
    [InlineData(65536, 159.4, 30.1, 23.6, 2, 65)]
    [InlineData(300_000, 236.3, 106.9, 100.5, 0, 14)]
    public void Llama_2_70B_needs_this_much_memory_per_request(long context, double one, double sixteen, double sixtyFour, long fitsOne, long fitsEight)
    {
        var footprint = CapacityFootprint.Of(Models.Llama2x70B, new PrecisionSpec(), context);
        Assert.Equal(one, footprint.PerRequest(1).Value / 1e9, 0.06);
        Assert.Equal(sixteen, footprint.PerRequest(16).Value / 1e9, 0.06);
        Assert.Equal(sixtyFour, footprint.PerRequest(64).Value / 1e9, 0.06);
        Assert.Equal(fitsOne, footprint.LargestBatch(new Bytes(192e9)));
        Assert.Equal(fitsEight, footprint.LargestBatch(new Bytes(8 * 192e9)));
    }

    [Fact]
    public void Larger_models_with_long_contexts_meet_the_memory_capacity_wall()
    {
        var fp8 = new PrecisionSpec { Weights = NumberFormat.Fp8, Embeddings = NumberFormat.Fp8 };
        var llama = CapacityFootprint.Of(Models.Llama3x405B, fp8, 1_000_000);
        Assert.Equal(921.9, llama.PerRequest(1).Value / 1e9, 0.1);
        Assert.Equal(2, llama.LargestBatch(new Bytes(8 * 192e9)));
        Assert.True(llama.IsCapacityBound(new Bytes(8 * 192e9), ridge: 295, bytesPerWeight: 1));

        var r1 = CapacityFootprint.Of(Models.DeepSeekV3, fp8, 300_000);
        Assert.Equal(692.1, r1.PerRequest(1).Value / 1e9, 0.1);
        Assert.Equal(63.0, r1.PerRequest(16).Value / 1e9, 0.1);
        Assert.Equal(41, r1.LargestBatch(new Bytes(8 * 192e9)));
        // "100+ GB per request" at batch 16 and 16 bits.
        Assert.Equal(105, CapacityFootprint.Of(Models.DeepSeekV3, new PrecisionSpec(), 300_000).PerRequest(16).Value / 1e9, 0.5);
    }
}
