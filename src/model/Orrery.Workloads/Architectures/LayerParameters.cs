namespace Orrery.Workloads.Architectures;

/// <summary>How many parameters one layer has, by part. The parts are disjoint.</summary>
/// <param name="Mixer">Projections of attention or recurrence, with their biases, inner norms, sinks, convolution and decay.</param>
/// <param name="Norms">The layer's own norms.</param>
/// <param name="Dense">The MLP of a layer without experts.</param>
/// <param name="Router">The projection that chooses experts.</param>
/// <param name="SharedExperts">Experts that every token visits.</param>
/// <param name="RoutedExperts">All routed experts together.</param>
/// <param name="OneExpert">One routed expert.</param>
/// <param name="TopK">Routed experts that a token visits.</param>
public readonly record struct LayerParameters(
    long Mixer, long Norms, long Dense, long Router, long SharedExperts, long RoutedExperts, long OneExpert, int TopK)
{
    /// <summary>All parameters of the layer.</summary>
    public long Total => Mixer + Norms + Dense + Router + SharedExperts + RoutedExperts;

    /// <summary>Parameters that one token is multiplied with.</summary>
    public long Active => Total - RoutedExperts + TopK * OneExpert;

    /// <summary>Counts the parameters of a layer of a model.</summary>
    public static LayerParameters Of(LayerSpec layer, ModelSpec model)
    {
        long hidden = model.Hidden;
        var parts = new LayerParameters
        {
            Mixer = CountMixer(layer.Mixer, hidden),
            Norms = model.NormsPerLayer * hidden * (model.NormBias ? 2 : 1),
        };
        return layer.FeedForward switch
        {
            DenseSpec dense => parts with { Dense = Mlp(hidden, dense.Width, dense.Gated, dense.Bias) },
            ExpertsSpec experts => WithExperts(parts, experts, hidden),
            _ => parts,
        };
    }

    static LayerParameters WithExperts(LayerParameters parts, ExpertsSpec experts, long hidden)
    {
        var one = Mlp(hidden, experts.Width, gated: true, experts.Bias);
        var sharedWidth = experts.SharedWidth > 0 ? experts.SharedWidth : experts.Width;
        return parts with
        {
            Router = (hidden + (experts.RouterBias ? 1 : 0)) * experts.Experts,
            SharedExperts = experts.Shared * Mlp(hidden, sharedWidth, gated: true, experts.Bias),
            RoutedExperts = experts.Experts * one,
            OneExpert = one,
            TopK = experts.TopK,
        };
    }

    static long Mlp(long hidden, long width, bool gated, bool bias)
    {
        var inward = gated ? 2 : 1;
        return (inward + 1) * hidden * width + (bias ? inward * width + hidden : 0);
    }

    static long CountMixer(MixerSpec mixer, long hidden) => mixer switch
    {
        AttentionSpec attention => Count(attention, hidden),
        LatentAttentionSpec latent => Count(latent, hidden),
        RecurrentSpec recurrent => Count(recurrent, hidden),
        _ => throw new ArgumentException($"{mixer.GetType().Name} is not a known mixer.", nameof(mixer)),
    };

    static long Count(AttentionSpec a, long hidden)
    {
        long outputs = (long)a.Heads * a.Values, qkv = (long)a.Heads * a.HeadDim + (long)a.KvHeads * (a.HeadDim + a.Values);
        return hidden * qkv + outputs * hidden
            + (a.OutputGate ? hidden * outputs : 0)
            + (a.QkvBias ? qkv : 0)
            + (a.OutputBias ? hidden : 0)
            + (a.QkNorm ? 2L * a.HeadDim : 0)
            + (a.Sinks ? a.Heads : 0);
    }

    // arXiv 2405.04434, appendix C; both compressions are followed by a norm of their rank.
    static long Count(LatentAttentionSpec a, long hidden)
    {
        long queries = (long)a.Heads * (a.NopeDim + a.RopeDim);
        return (a.QueryRank > 0 ? hidden * a.QueryRank + a.QueryRank + a.QueryRank * queries : hidden * queries)
            + hidden * (a.KvRank + a.RopeDim) + a.KvRank
            + (long)a.KvRank * a.Heads * (a.NopeDim + a.ValueDim)
            + (long)a.Heads * a.ValueDim * hidden
            + (a.Indexer is { } indexer ? Count(indexer, a, hidden) : 0);
    }

    // DeepSeek-V3.2's published inference code: queries from their compression, one key and a weight of each head from the hidden state, and a
    // norm of the key with a bias.
    static long Count(IndexerSpec i, LatentAttentionSpec a, long hidden) =>
        (long)i.Heads * i.Dim * (a.QueryRank > 0 ? a.QueryRank : hidden) + hidden * i.Dim + hidden * i.Heads + 2L * i.Dim;

    // Gated DeltaNet (arXiv 2412.06464) as Qwen3-Next has it, and Mamba-2 (arXiv 2405.21060) with x for values, B and C
    // for keys and queries: q, k, v, the output gate and the output; the gates' scalars with a decay and a bias per head;
    // a depthwise convolution over q, k and v; a norm over a head's values.
    static long Count(RecurrentSpec r, long hidden)
    {
        long values = (long)r.Heads * r.ValueDim, mixed = 2L * r.KeyHeads * r.KeyDim + values;
        return hidden * (mixed + values) + values * hidden
            + hidden * r.Gates * r.Heads + 2L * r.Heads
            + mixed * r.Convolution
            + r.ValueDim;
    }
}
