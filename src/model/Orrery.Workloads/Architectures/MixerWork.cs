namespace Orrery.Workloads.Architectures;

/// <summary>Arithmetic of a mixer beyond its projections, in FLOPs; a multiply-add counts two.</summary>
public static class MixerWork
{
    /// <summary>
    /// FLOPs per pair of a token and a token it attends to: scores and weighted values. Latent attention is counted absorbed,
    /// as a decode runs it, on the cached latent vectors; softmax is left out. 0 for a recurrence.
    /// </summary>
    public static double FlopsPerPair(MixerSpec mixer) => mixer switch
    {
        AttentionSpec a => 2.0 * a.Heads * (a.HeadDim + a.Values),
        LatentAttentionSpec a => 2.0 * a.Heads * (2 * a.KvRank + a.RopeDim),
        _ => 0,
    };

    /// <summary>FLOPs per pair of a token and a cached token that an indexer scores: a product, and its weighted sum over heads. 0 where there is no indexer.</summary>
    public static double IndexFlopsPerPair(MixerSpec mixer) =>
        mixer is LatentAttentionSpec { Indexer: { } indexer } ? 2.0 * indexer.Heads * (indexer.Dim + 1) : 0;

    /// <summary>
    /// FLOPs per pair where latent attention first expands keys and values to every head, as a prefill runs it; the same as
    /// <see cref="FlopsPerPair"/> for other mixers.
    /// </summary>
    public static double ExpandedFlopsPerPair(MixerSpec mixer) => mixer is LatentAttentionSpec a
        ? 2.0 * a.Heads * (a.NopeDim + a.RopeDim + a.ValueDim)
        : FlopsPerPair(mixer);

    /// <summary>
    /// FLOPs per token of a recurrence: decay, read by key, rank-one write and read by query of every head's state
    /// (the delta rule of arXiv 2412.06464, 7 per element of state), and the convolution. 0 for attention.
    /// </summary>
    public static double FlopsPerToken(MixerSpec mixer) => mixer is RecurrentSpec r
        ? 7.0 * r.Heads * r.KeyDim * r.ValueDim + 2.0 * r.Convolution * (2.0 * r.KeyHeads * r.KeyDim + (double)r.Heads * r.ValueDim)
        : 0;

    /// <summary>FLOPs of mixing one token of a decode that has so many tokens before it, itself included: everything of the above.</summary>
    public static double FlopsPerDecode(MixerSpec mixer, long context) => FlopsPerToken(mixer) + IndexFlopsPerPair(mixer) * context
        + (KvFootprint.ReachOf(mixer) is { } reach ? FlopsPerPair(mixer) * ReachMath.Attended(reach, context) : 0);
}
