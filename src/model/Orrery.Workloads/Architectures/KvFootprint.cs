using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Workloads.Architectures;

/// <summary>What a model keeps of each sequence: cached elements per token, reach by reach, and recurrent state.</summary>
/// <param name="Reaches">The distinct reaches of the model's attention layers: the whole context first where any layer has it, then in the order of the layers. Empty where no layer attends.</param>
/// <param name="ElementsPerToken">For each reach: elements that its layers together cache for one token.</param>
/// <param name="StateElements">Elements of recurrent state that a sequence keeps whatever its length.</param>
public sealed record KvFootprint(ImmutableArray<Reach> Reaches, ImmutableArray<long> ElementsPerToken, long StateElements)
{
    /// <summary>Most distinct reaches that a model may mix.</summary>
    public const int MostReaches = 4;

    /// <summary>Elements that all attention layers together cache for one token while every layer still sees it.</summary>
    public long ElementsPerFreshToken => ElementsPerToken.Sum();

    /// <summary>Bytes that all indexers together keep for one token, in a format of their own.</summary>
    public long IndexBytesPerToken { get; init; }

    /// <summary>Elements kept for a sequence whose last <paramref name="context"/>-th token has been computed, without the indexers' keys; see <see cref="ReachMath.Kept"/>.</summary>
    public long Elements(long context)
    {
        var elements = StateElements;
        for (var i = 0; i < Reaches.Length; i++)
            elements += ElementsPerToken[i] * ReachMath.Kept(Reaches[i], context);
        return elements;
    }

    /// <summary>Bytes kept for a sequence of a length, cache and state in one format.</summary>
    public Bytes Size(long context, NumberFormat format) => new(Elements(context) * format.BytesPerElement + IndexBytesPerToken * context);

    /// <summary>Bytes that a decode reads of a sequence of a length: what is kept, but of a context with an indexer the keys and the tokens picked.</summary>
    public Bytes Read(long context, NumberFormat format)
    {
        var elements = StateElements;
        for (var i = 0; i < Reaches.Length; i++)
            elements += ElementsPerToken[i] * ReachMath.Attended(Reaches[i], context);
        return new(elements * format.BytesPerElement + IndexBytesPerToken * context);
    }

    /// <summary>Bytes that all attention layers together cache for one token while every layer still sees it.</summary>
    public double BytesPerFreshToken(NumberFormat format) => ElementsPerFreshToken * format.BytesPerElement + IndexBytesPerToken;

    /// <summary>Works out what a model keeps.</summary>
    /// <exception cref="ArgumentException">The model mixes more than <see cref="MostReaches"/> reaches.</exception>
    public static KvFootprint Of(ModelSpec model)
    {
        var reaches = model.Layers.SelectMany(static l => ReachesOf(l.Mixer)).Distinct()
            .OrderBy(static r => r.Kind == ReachKind.Full ? 0 : 1).ToImmutableArray();
        if (reaches.Length > MostReaches)
            throw new ArgumentException($"{model.Name} mixes {reaches.Length} reaches; at most {MostReaches} are supported.", nameof(model));

        var perToken = new long[reaches.Length];
        var (state, index) = (0L, 0L);
        foreach (var layer in model.Layers)
        {
            state += StateOf(layer.Mixer);
            if (ReachOf(layer.Mixer) is { } reach) perToken[reaches.IndexOf(reach)] += CachedPerToken(layer.Mixer);
            if (layer.Mixer is LatentAttentionSpec { Indexer: { } indexer }) index += indexer.KeyBytes;
        }
        return new KvFootprint(reaches, [.. perToken], state) { IndexBytesPerToken = index };
    }

    /// <summary>How far back a layer attends; null for a recurrence, which caches no tokens.</summary>
    public static Reach? ReachOf(MixerSpec mixer) => mixer switch
    {
        AttentionSpec attention => attention.Reach,
        LatentAttentionSpec { Indexer: { } indexer } => new(ReachKind.Picked, indexer.Top),
        LatentAttentionSpec => Reach.Full,
        _ => null,
    };

    /// <summary>The reaches that a layer needs: that of its attention, and the whole context for an indexer to score.</summary>
    public static ImmutableArray<Reach> ReachesOf(MixerSpec mixer) => ReachOf(mixer) switch
    {
        null => [],
        { Kind: ReachKind.Picked } picked => [Reach.Full, picked],
        { } reach => [reach],
    };

    /// <summary>Elements that one layer caches for one token: keys and values, or the latent vector with its rotary part.</summary>
    public static long CachedPerToken(MixerSpec mixer) => mixer switch
    {
        AttentionSpec a => (long)a.KvHeads * (a.HeadDim + a.Values),
        LatentAttentionSpec a => a.KvRank + a.RopeDim,
        _ => 0,
    };

    /// <summary>Elements of state that one recurrent layer keeps for one sequence: a matrix per value head, and the inputs that the convolution still needs.</summary>
    public static long StateOf(MixerSpec mixer) => mixer is RecurrentSpec r
        ? (long)r.Heads * r.KeyDim * r.ValueDim
            + Math.Max(0, r.Convolution - 1) * (2L * r.KeyHeads * r.KeyDim + (long)r.Heads * r.ValueDim)
        : 0;
}
