using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

public sealed class ValueWidthTests
{
    static AttentionSpec Attention(int values) => new() { Heads = 16, KvHeads = 4, HeadDim = 64, ValueDim = values };

    static ModelSpec Model(AttentionSpec attention) => new() { Name = "m", Title = "m", Hidden = 512, Vocabulary = 1000, ContextLength = 4096, Layers = [new(attention, new DenseSpec { Width = 2048 })] };

    [Fact]
    public void Values_as_wide_as_keys_are_those_of_a_model_that_does_not_say()
    {
        var (said, unsaid) = (Model(Attention(64)), Model(Attention(0)));

        Assert.Equal(ParameterCount.Of(unsaid).Total, ParameterCount.Of(said).Total);
        Assert.Equal(KvFootprint.CachedPerToken(unsaid.Layers[0].Mixer), KvFootprint.CachedPerToken(said.Layers[0].Mixer));
        Assert.Equal(MixerWork.FlopsPerPair(unsaid.Layers[0].Mixer), MixerWork.FlopsPerPair(said.Layers[0].Mixer));
    }

    [Fact]
    public void Wider_values_widen_cache_projections_and_weighted_sums_alone()
    {
        var wide = Model(Attention(256));

        Assert.Equal(4 * (64 + 256), KvFootprint.CachedPerToken(wide.Layers[0].Mixer));
        Assert.Equal(2.0 * 16 * (64 + 256), MixerWork.FlopsPerPair(wide.Layers[0].Mixer));
        // Queries and keys as before; values in, outputs out.
        Assert.Equal(512 * (4 + 16) * (256 - 64), ParameterCount.Of(wide).Total - ParameterCount.Of(Model(Attention(0))).Total);
    }

    [Fact]
    public void A_memory_that_matches_linearly_is_as_large_after_any_number_of_frames_and_softmax_grows_with_each()
    {
        var linear = KvFootprint.Of(Model(Attention(0)) with { Layers = [new(new RecurrentSpec { Heads = 1, KeyHeads = 1, KeyDim = 64, ValueDim = 256, Gates = 1 }, new NoFeedForwardSpec())] });
        var softmax = KvFootprint.Of(Model(Attention(256)));

        Assert.All([1L, 100, 1_000_000], tokens => Assert.Equal(64 * 256, linear.Elements(tokens)));
        Assert.Equal(1000 * softmax.Elements(1601), softmax.Elements(1000 * 1601));
    }
}
