using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of what mixes tokens in a layer.</summary>
static class MixerKeys
{
    static readonly Bound One = new(1, 1 << 20);

    public static readonly Key<string> Kind = Keys.Text("kind", "What it is: softmax, latent or recurrent.").OtherwiseAs("softmax");
    public static readonly Key<int> Heads = Keys.Int("heads", "Query heads; value heads of a recurrence.", One).Required();
    public static readonly Key<int> KvHeads = Keys.Int("kv-heads", "Key-value heads.", One).OtherwiseAs("heads");
    public static readonly Key<int> HeadDim = Keys.Int("head-dim", "Width of a head.", One).Required();
    public static readonly Key<int> ValuesDim = Keys.Int("value-dim", "Width of a head's value.", One).OtherwiseAs("head-dim");
    public static readonly Key<int> Window = Keys.Int("window", "Reaches back this many tokens.", One).OtherwiseAs("the whole context");
    public static readonly Key<int> Chunk = Keys.Int("chunk", "Reaches back to the start of the current chunk of this many tokens.", One).OtherwiseAs("the whole context");
    public static readonly Key<bool> QkvBias = Keys.Bool("qkv-bias", "Bias on the query, key and value projections.");
    public static readonly Key<bool> OutputBias = Keys.Bool("output-bias", "Bias on the output projection.");
    public static readonly Key<bool> QkNorm = Keys.Bool("qk-norm", "A norm on each head's queries and keys.");
    public static readonly Key<bool> Sinks = Keys.Bool("sinks", "A learned sink per head.");

    public static readonly Key<bool> OutputGate = Keys.Bool("output-gate", "A gate on the heads' outputs, projected as wide as the queries.");

    public static readonly Key<int> QueryRank = Keys.Int("query-rank", "Rank of the query compression; 0 where queries are projected directly.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<int> KvRank = Keys.Int("kv-rank", "Rank of the key-value compression.", One).Required();
    public static readonly Key<int> NopeDim = Keys.Int("nope-dim", "Width of a head's part without positions.", One).Required();
    public static readonly Key<int> RopeDim = Keys.Int("rope-dim", "Width of a head's rotary part.", One).Required();
    public static readonly Key<int> ValueDim = Keys.Int("value-dim", "Width of a head's value.", One).Required();

    public static readonly Key<int> IndexerHeads = Keys.Int("heads", "Heads that score; they share a token's key.", One).Required();
    public static readonly Key<int> IndexerDim = Keys.Int("dim", "Width of a head and of the key.", One).Required();
    public static readonly Key<int> Top = Keys.Int("top", "Tokens that attention runs over at most.", Bound.AtLeast(1)).Required();
    public static readonly Key<IndexerSpec> Indexer = Keys.Table("indexer", "What picks the tokens that it attends to.", () => IndexerTable!, r => new IndexerSpec(r.Get(IndexerHeads!), r.Get(IndexerDim!), r.Get(Top!))).OtherwiseAs("none: all of the context");
    public static readonly KeyTable IndexerTable = new("indexer", "An indexer of sparse attention: small heads score every cached token, and attention runs over the best.", IndexerHeads, IndexerDim, Top);

    public static readonly Key<int> KeyHeads = Keys.Int("key-heads", "Query and key heads.", One).Required();
    public static readonly Key<int> KeyDim = Keys.Int("key-dim", "Width of a key: rows of a head's state.", One).Required();
    public static readonly Key<int> Convolution = Keys.Int("convolution", "Taps of the short causal convolution; 0 where there is none.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<int> Gates = Keys.Int("gates", "Scalars projected for each value head and token: decay, write strength, step.", new Bound(0, 16)).Or(2);

    public static readonly VariantShape<MixerSpec> Shape = new(_ => "softmax",
        new("softmax", new("attention-softmax", "Softmax attention: MHA, GQA or MQA by its key-value heads.", Kind, Heads, KvHeads, HeadDim, ValuesDim, Window, Chunk, QkvBias, OutputBias, QkNorm, Sinks, OutputGate) { IsPartial = true }, BindSoftmax),
        new("latent", new("attention-latent", "Multi-head latent attention.", Kind, Heads, QueryRank, KvRank, NopeDim, RopeDim, ValueDim, Indexer) { IsPartial = true }, BindLatent),
        new("recurrent", new("attention-recurrent", "A linear or recurrent mixer: a state of fixed size instead of a cache.", Kind, Heads, KeyHeads, KeyDim, ValueDim, Convolution, Gates) { IsPartial = true }, BindRecurrent));

    static AttentionSpec BindSoftmax(MappingReader reader)
    {
        var heads = reader.Get(Heads);
        var kvHeads = reader.Find(KvHeads) ?? heads;
        if (kvHeads > 0 && heads % kvHeads != 0)
            reader.Diagnostics.Error(DiagnosticRules.HeadsMismatch, reader.At(KvHeads), $"{kvHeads} key-value heads do not divide {heads} heads", "each key-value head serves an equal group of heads");
        if (reader.Has(Window) && reader.Has(Chunk)) reader.Diagnostics.Error(DiagnosticRules.WindowAndChunk, reader.At(Chunk), "a layer has a window or a chunk, not both", "keep one");
        return new AttentionSpec
        {
            Heads = heads,
            KvHeads = kvHeads,
            HeadDim = reader.Get(HeadDim),
            ValueDim = reader.Find(ValuesDim) ?? 0,
            Reach = reader.Find(Window) is { } window ? new Reach(ReachKind.Window, window) : reader.Find(Chunk) is { } chunk ? new Reach(ReachKind.Chunk, chunk) : Reach.Full,
            QkvBias = reader.Get(QkvBias),
            OutputBias = reader.Get(OutputBias),
            QkNorm = reader.Get(QkNorm),
            Sinks = reader.Get(Sinks),
            OutputGate = reader.Get(OutputGate),
        };
    }

    static LatentAttentionSpec BindLatent(MappingReader reader) => new()
    {
        Heads = reader.Get(Heads),
        QueryRank = reader.Get(QueryRank),
        KvRank = reader.Get(KvRank),
        NopeDim = reader.Get(NopeDim),
        RopeDim = reader.Get(RopeDim),
        ValueDim = reader.Get(ValueDim),
        Indexer = reader.Get(Indexer),
    };

    static RecurrentSpec BindRecurrent(MappingReader reader) => new()
    {
        Heads = reader.Get(Heads),
        KeyHeads = reader.Get(KeyHeads),
        KeyDim = reader.Get(KeyDim),
        ValueDim = reader.Get(ValueDim),
        Convolution = reader.Get(Convolution),
        Gates = reader.Get(Gates),
    };
}
