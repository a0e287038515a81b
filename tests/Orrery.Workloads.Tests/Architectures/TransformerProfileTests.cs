using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

public sealed class TransformerProfileTests
{
    static ModelSpec Encoder(int layers) => new()
    {
        Name = "encoder",
        Title = "encoder",
        Hidden = 768,
        Vocabulary = 30522,
        ContextLength = 512,
        Layers = [.. Enumerable.Repeat(new LayerSpec(new AttentionSpec { Heads = 12, KvHeads = 12, HeadDim = 64 }, new DenseSpec { Width = 3072, Gated = false }), layers)],
    };

    // arXiv 2302.14017: BERT Base over 128 tokens, 22.42 GFLOP and 0.14 GB; over 4096, 1323.66 GFLOP and 11.22 GB.
    [Theory]
    [InlineData(128, 22.42e9, 0.14e9)]
    [InlineData(512, 97.02e9, 0.42e9)]
    [InlineData(4096, 1323.66e9, 11.22e9)]
    public void Arithmetic_and_bytes_of_Bert_are_the_published_ones(long tokens, double flops, double bytes)
    {
        var total = TransformerProfile.Encoder(Encoder(12), tokens).Total;

        Assert.InRange(total.Flops / flops, 0.999, 1.001);
        Assert.InRange(total.Bytes / bytes, 0.965, 1.035); // published to two digits
    }

    [Fact]
    public void Intensity_is_that_of_a_layer_rises_with_the_text_and_falls_again_once_scores_move_most_bytes()
    {
        double At(long tokens, int layers = 12) => TransformerProfile.Encoder(Encoder(layers), tokens).Total.Intensity;

        Assert.Equal(At(300), At(300, 1), 9);
        Assert.True(At(128) < At(512) && At(512) > At(4096));
        Assert.Throws<ArgumentException>(() => TransformerProfile.Encoder(Encoder(1) with { Layers = [new(new RecurrentSpec { Heads = 1, KeyHeads = 1, KeyDim = 1, ValueDim = 1 }, new NoFeedForwardSpec())] }, 1));
    }
}
