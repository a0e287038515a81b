using System.Collections.Immutable;

namespace Orrery.Workloads;

/// <summary>A language model's architecture: everything that its cost follows from.</summary>
public sealed record ModelSpec
{
    /// <summary>The catalog's name, e.g. <c>llama-3.1-70b</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name its makers use.</summary>
    public required string Title { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Vocabulary, in tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Whether the output projection is the input embedding.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Rows of a learned position table; 0 where positions are rotary or relative.</summary>
    public int LearnedPositions { get; init; }

    /// <summary>Every layer in order. Layers of one kind share one object.</summary>
    public required ImmutableArray<LayerSpec> Layers { get; init; }

    /// <summary>Norms of a layer: 2 as a rule, 4 where the outputs are normed as well (Gemma 2 and 3), 1 where mixer and feed-forward run side by side (Phi-2, Falcon-7B) or there is no feed-forward.</summary>
    public int NormsPerLayer { get; init; } = 2;

    /// <summary>Whether norms have a bias beside their scale (LayerNorm rather than RMSNorm).</summary>
    public bool NormBias { get; init; }

    /// <summary>Heads that predict further tokens ahead, each a layer of the last kind with a projection (DeepSeek-V3 style); not counted among <see cref="Layers"/>.</summary>
    public int PredictionHeads { get; init; }

    /// <summary>Longest context it was made for, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>What makes tokens from images or sound; null where the model takes text alone.</summary>
    public EncoderSpec? Encoder { get; init; }

    /// <summary>Work that is left out of the count of a step, as some publications do; none as a rule.</summary>
    public ImmutableArray<WorkOmission> Omitted { get; init; } = [];

    /// <summary>Published total of parameters; absent where not published.</summary>
    public double? PublishedParameters { get; init; }

    /// <summary>Published parameters active per token; absent where not published.</summary>
    public double? PublishedActiveParameters { get; init; }
}

/// <summary>One layer: how it mixes tokens, then how it transforms each.</summary>
/// <param name="Mixer">Attention or a recurrence.</param>
/// <param name="FeedForward">Dense or mixture of experts.</param>
public sealed record LayerSpec(MixerSpec Mixer, FeedForwardSpec FeedForward);

/// <summary>How far back a layer's attention reaches.</summary>
public enum ReachKind
{
    /// <summary>The whole context.</summary>
    Full,

    /// <summary>The last <see cref="Reach.Tokens"/> tokens.</summary>
    Window,

    /// <summary>Back to the start of the current chunk of <see cref="Reach.Tokens"/> tokens.</summary>
    Chunk,

    /// <summary>The <see cref="Reach.Tokens"/> tokens of the whole context that an indexer picks; all are kept.</summary>
    Picked,
}

/// <summary>How far back a layer's attention reaches.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Tokens">Its length; 0 for the whole context.</param>
public readonly record struct Reach(ReachKind Kind, int Tokens)
{
    /// <summary>The whole context.</summary>
    public static Reach Full => default;
}

/// <summary>What mixes tokens in a layer.</summary>
public abstract record MixerSpec;

/// <summary>Softmax attention with keys and values per head group: MHA, GQA or MQA by <see cref="KvHeads"/>.</summary>
public sealed record AttentionSpec : MixerSpec
{
    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key-value heads; equal to <see cref="Heads"/> for MHA, 1 for MQA.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Width of a head's query and key.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Width of a head's value; that of its key where 0.</summary>
    public int ValueDim { get; init; }

    /// <summary>Width of a head's value.</summary>
    public int Values => ValueDim > 0 ? ValueDim : HeadDim;

    /// <summary>How far back it reaches.</summary>
    public Reach Reach { get; init; }

    /// <summary>Bias on the query, key and value projections.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Bias on the output projection.</summary>
    public bool OutputBias { get; init; }

    /// <summary>A norm on each head's queries and keys.</summary>
    public bool QkNorm { get; init; }

    /// <summary>A learned sink per head (gpt-oss).</summary>
    public bool Sinks { get; init; }

    /// <summary>A gate on the heads' outputs, projected as wide as the queries (Qwen3-Next).</summary>
    public bool OutputGate { get; init; }
}

/// <summary>Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434): keys and values are kept as one compressed vector a token.</summary>
public sealed record LatentAttentionSpec : MixerSpec
{
    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Rank of the query compression; 0 where queries are projected directly.</summary>
    public int QueryRank { get; init; }

    /// <summary>Rank of the key-value compression: what is cached, with the rotary part.</summary>
    public required int KvRank { get; init; }

    /// <summary>Width of a head's part without positions.</summary>
    public required int NopeDim { get; init; }

    /// <summary>Width of a head's rotary part.</summary>
    public required int RopeDim { get; init; }

    /// <summary>Width of a head's value.</summary>
    public required int ValueDim { get; init; }

    /// <summary>What picks the tokens that it attends to; null where it attends to all.</summary>
    public IndexerSpec? Indexer { get; init; }
}

/// <summary>
/// The lightning indexer of DeepSeek sparse attention (DeepSeek-V3.2): small heads score every cached token against a key of its own, and attention
/// runs over the best.
/// </summary>
/// <param name="Heads">Heads that score; they share a token's key.</param>
/// <param name="Dim">Width of a head and of the key.</param>
/// <param name="Top">Tokens that attention runs over at most.</param>
public sealed record IndexerSpec(int Heads, int Dim, int Top)
{
    /// <summary>Bytes of the key of one token in one layer: eight bits an element and a 32-bit scale for every 128 of them, whatever the rest of the cache is kept in.</summary>
    public int KeyBytes => Dim + 4 * ((Dim + 127) / 128);
}

/// <summary>A linear or recurrent mixer (gated linear attention, Mamba-2, gated DeltaNet): a fixed state a sequence instead of a cache.</summary>
public sealed record RecurrentSpec : MixerSpec
{
    /// <summary>Value heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Query and key heads.</summary>
    public required int KeyHeads { get; init; }

    /// <summary>Width of a key: rows of a head's state.</summary>
    public required int KeyDim { get; init; }

    /// <summary>Width of a value: columns of a head's state.</summary>
    public required int ValueDim { get; init; }

    /// <summary>Taps of the short causal convolution; 0 where there is none.</summary>
    public int Convolution { get; init; }

    /// <summary>Scalars projected for each value head and token: 2 for gated DeltaNet (decay and write strength), 1 for Mamba-2 (step), 0 where decay is fixed.</summary>
    public int Gates { get; init; } = 2;
}

/// <summary>What transforms each token in a layer.</summary>
public abstract record FeedForwardSpec;

/// <summary>No feed-forward part.</summary>
public sealed record NoFeedForwardSpec : FeedForwardSpec;

/// <summary>One MLP.</summary>
public sealed record DenseSpec : FeedForwardSpec
{
    /// <summary>Inner width.</summary>
    public required int Width { get; init; }

    /// <summary>Three matrices (SwiGLU and kin) rather than two.</summary>
    public bool Gated { get; init; } = true;

    /// <summary>Biases on its matrices.</summary>
    public bool Bias { get; init; }
}

/// <summary>A mixture of experts.</summary>
public sealed record ExpertsSpec : FeedForwardSpec
{
    /// <summary>Routed experts.</summary>
    public required int Experts { get; init; }

    /// <summary>Routed experts a token visits.</summary>
    public required int TopK { get; init; }

    /// <summary>Inner width of one expert; every expert is gated.</summary>
    public required int Width { get; init; }

    /// <summary>Experts that every token visits.</summary>
    public int Shared { get; init; }

    /// <summary>Inner width of one shared expert; that of a routed one where 0.</summary>
    public int SharedWidth { get; init; }

    /// <summary>Biases on its experts' matrices.</summary>
    public bool Bias { get; init; }

    /// <summary>A bias of the router per routed expert, be it of its projection (gpt-oss) or for balance (DeepSeek-V3).</summary>
    public bool RouterBias { get; init; }
}
