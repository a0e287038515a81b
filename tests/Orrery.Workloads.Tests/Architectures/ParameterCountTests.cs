using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

public class ParameterCountTests
{
    // Totals that the published checkpoints state in their index of tensors.
    public static TheoryData<string, long> Checkpoints => new()
    {
        { nameof(Models.Llama2x70B), 68_976_648_192 },
        { nameof(Models.Llama3x8B), 8_030_261_248 },
        { nameof(Models.Llama3x405B), 405_853_388_800 },
        { nameof(Models.Qwen2x7B), 7_615_616_512 },
        { nameof(Models.Qwen3x8B), 8_190_735_360 },
        { nameof(Models.Qwen3x30B), 30_532_122_624 },
        { nameof(Models.Mixtral), 46_702_792_704 },
        { nameof(Models.Gemma2x2B), 2_614_341_888 },
        { nameof(Models.Opt6x7B), 6_658_473_984 },
        { nameof(Models.Falcon7B), 6_921_720_704 },
        { nameof(Models.DeepSeekV2Lite), 15_706_484_224 },
        { nameof(Models.DeepSeekV3), 671_026_419_200 },
        { nameof(Models.GptOss20B), 20_914_757_184 },
        { nameof(Models.GptOss120B), 116_829_156_672 },
    };

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void A_model_has_exactly_the_parameters_of_its_checkpoint(string model, long total) =>
        Assert.Equal(total, ParameterCount.Of(ByName(model)).Total);

    [Theory]
    [InlineData(nameof(Models.Phi2), 2_779_683_840, 0.0001)]      // the head's bias is not modelled
    [InlineData(nameof(Models.Mamba2), 2_702_599_680, 0.001)]     // nor the convolution's, and its norm spans all heads
    [InlineData(nameof(Models.Qwen3Next), 79_674_391_296, 0.0001)] // nor the gate of the shared expert
    public void Parts_that_are_not_modelled_stay_within_a_rounding(string model, long total, double tolerance) =>
        Assert.InRange(ParameterCount.Of(ByName(model)).Total / (double)total, 1 - tolerance, 1 + tolerance);

    [Fact]
    public void A_dense_model_with_its_own_head_streams_all_but_the_input_embedding()
    {
        var count = ParameterCount.Of(Models.Llama3x8B);
        Assert.Equal(count.Total, count.Active);
        Assert.Equal(count.Total - 128256L * 4096, count.Streamed);
    }

    [Fact]
    public void A_tied_embedding_is_streamed_as_the_output_head()
    {
        var count = ParameterCount.Of(Models.Gemma2x2B);
        Assert.Equal(0, count.OutputHead);
        Assert.Equal(count.Total, count.Streamed);
    }

    [Fact]
    public void A_token_of_DeepSeek_V3_activates_37_billion_and_its_prediction_head_adds_11_and_a_half()
    {
        var count = ParameterCount.Of(Models.DeepSeekV3);
        Assert.Equal(37.552e9, count.Active, 1e6);
        Assert.Equal(36.625e9, count.Streamed, 1e6);
        Assert.Equal(11.5e9, count.PredictionHeads, 0.2e9);
    }

    [Fact]
    public void A_gpt_oss_layer_splits_into_its_parts()
    {
        var layer = ParameterCount.Of(Models.GptOss120B).Layers[0];
        Assert.Equal(2880L * 64 * (64 + 16) + 64 * (64 + 16) + 4096L * 2880 + 2880 + 64, layer.Mixer);
        Assert.Equal(128 * 2881L, layer.Router);
        Assert.Equal(128 * (3L * 2880 * 2880 + 3 * 2880), layer.RoutedExperts);
        Assert.Equal(0, layer.Dense + layer.SharedExperts);
    }

    static ModelSpec ByName(string property) => (ModelSpec)typeof(Models).GetProperty(property)!.GetValue(null)!;
}
