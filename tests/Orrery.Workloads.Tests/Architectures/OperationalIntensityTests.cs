using Orrery.Hardware;
using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

// arXiv 2601.22001; figures worked out independently from its definitions.
public class OperationalIntensityTests
{
    [Theory]
    [InlineData(32, 32, 16, 1)]
    [InlineData(64, 8, 16, 8)]
    [InlineData(64, 8, 8, 16)]
    public void Decoding_attention_does_twice_the_group_per_byte(int heads, int kvHeads, int bits, double expected)
    {
        var kv = bits == 8 ? NumberFormat.Fp8 : NumberFormat.Bf16;
        var attention = new AttentionSpec { Heads = heads, KvHeads = kvHeads, HeadDim = 128 };
        Assert.Equal(expected, OperationalIntensity.DecodeAttention(attention, kv), 1e-9);
    }

    [Fact]
    public void Absorbed_latent_attention_comes_near_the_ridge_of_a_GPU() =>
        Assert.Equal(241.8, OperationalIntensity.DecodeAttention(Models.DeepSeekV3.Layers[0].Mixer, NumberFormat.Bf16), 0.05);

    [Theory]
    [InlineData(1024, 1, 1.02)]
    [InlineData(1024, 8, 8.0)]
    [InlineData(1024, 64, 56.4)]
    [InlineData(1024, 256, 160.6)]
    [InlineData(8192, 1, 1.13)]
    [InlineData(8192, 64, 32.9)]
    [InlineData(8192, 256, 49.3)]
    [InlineData(32768, 1, 1.51)]
    [InlineData(32768, 64, 17.3)]
    [InlineData(32768, 256, 19.8)]
    [InlineData(131072, 1, 2.67)]
    [InlineData(131072, 64, 10.7)]
    [InlineData(131072, 256, 11.1)]
    public void A_long_context_pulls_the_whole_decode_of_Llama_2_70B_towards_its_group_of_eight(long context, double batch, double expected) =>
        Assert.InRange(OperationalIntensity.Decode(Models.Llama2x70B, new PrecisionSpec(), batch, context) / expected, 0.994, 1.006);

    [Fact]
    public void Few_rows_are_bound_by_weights_and_many_by_activations()
    {
        double Linear(double rows) => OperationalIntensity.Linear(rows, 8192, 28672, NumberFormat.Fp8, NumberFormat.Bf16);
        Assert.Equal(2, Linear(1), 0.01);
        Assert.Equal(2 * 8192.0 * 28672 / (2.0 * (8192 + 28672)), Linear(1e9), 1.0);
    }

    [Fact]
    public void Experts_share_their_weights_less_than_a_dense_layer_does()
    {
        var experts = new ExpertsSpec { Experts = 256, TopK = 8, Width = 2048 };
        Assert.Equal(1, OperationalIntensity.Experts(experts, 1, NumberFormat.Bf16), 1e-9);
        Assert.InRange(OperationalIntensity.Experts(experts, 64, NumberFormat.Bf16), 2, 64.0 / 8);
    }

    [Fact]
    public void Prefill_attention_is_worth_its_tile_height()
    {
        // Once K and V dominate, a tile of r query rows does half of 2·G·r operations per byte under the causal mask.
        var attention = new AttentionSpec { Heads = 64, KvHeads = 8, HeadDim = 128 };
        Assert.Equal(8 * 128 / 2.0, OperationalIntensity.PrefillAttention(attention, 1_000_000, NumberFormat.Bf16), 1.0);
    }
}
