using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance;

/// <summary>
/// Writes the operators of embedding, layers and head, as one device of the engine sees them. Tensor ranks split heads and widths;
/// data and context ranks split tokens (the features of a step are already per rank); experts are spread over all of them.
/// </summary>
sealed partial class LayerOperators(ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens, ImmutableArray<Reach> reaches, OffloadSpec? offload = null, SharedContextSpec? shared = null)
{
    const double Residual = OperatorGraph.ResidualBytes;

    readonly double _tensor = parallelism.Tensor;

    // What heads cannot split: held whole by every rank, or split as well.
    readonly bool _even = parallelism.Split == TensorSplit.Elements;
    readonly double _whole = parallelism.Split == TensorSplit.Elements ? parallelism.Tensor : 1;
    readonly double _weight = precision.Weights.BytesPerElement;
    readonly double _expertWeight = (precision.Experts ?? precision.Weights).BytesPerElement;
    readonly double _activation = precision.Activations.BytesPerElement;
    readonly double _kv = precision.Kv.BytesPerElement;
    readonly ComputeType _compute = Wider(precision.Weights, precision.Activations);
    readonly ComputeType _expertCompute = Wider(precision.Experts ?? precision.Weights, precision.Activations);
    readonly ComputeType _attentionCompute = Wider(precision.Activations, precision.Kv);

    readonly double _modelWeights = offload is null ? 0 : ParameterCount.Of(model).Total;
    readonly int _denseLayers = model.Layers.Count(static layer => layer.FeedForward is DenseSpec);
    readonly Dictionary<ExpertsSpec, ExpertLoad> _loads = [];

    double Hidden => model.Hidden;

    // Two operands meet in the arithmetic of the wider one.
    static ComputeType Wider(NumberFormat a, NumberFormat b) => a.Bits >= b.Bits ? a.Compute : b.Compute;

    // Split over tensor ranks; its own collectives are left out.
    public Operator Encoder(EncoderSpec encoder)
    {
        var parameters = encoder.Parameters / _tensor;
        return new()
        {
            Name = "encoder",
            Trigger = Feature.EncoderTokens,
            Flops = new(Feature.EncoderTokens, 2 * parameters * encoder.PositionsPerToken),
            WeightBytes = 2 * parameters,
            StoredBytes = 2 * parameters,
        };
    }

    public IEnumerable<Operator> Embedding()
    {
        var width = precision.Embeddings.BytesPerElement;
        yield return new Operator
        {
            Name = "embedding",
            Trigger = Feature.Tokens,
            Activations = new(Feature.Tokens, Hidden * (width / _tensor + Residual)),
            StoredBytes = (model.Vocabulary / _tensor + model.LearnedPositions) * Hidden * width,
        };
        // A roofline has a decode step read every weight, the table too, of which it looks up a few rows; beside prompts that hides behind their arithmetic.
        if (!model.TiedEmbeddings && !model.Omitted.Contains(WorkOmission.Unembedding))
            yield return new Operator { Name = "embedding.table", Trigger = Feature.DecodeOnly, WeightBytes = model.Vocabulary / _tensor * Hidden * width, IsIdealOnly = true };
        if (parallelism.Tensor > 1) yield return AllReduce("embedding.allreduce");
    }

    public IEnumerable<Operator> Head()
    {
        var width = precision.Embeddings.BytesPerElement;
        var matrix = model.Vocabulary / _tensor * Hidden;
        yield return Norm("head.norm");
        yield return new Operator
        {
            Name = "head.logits",
            Trigger = Feature.Sampled,
            Kernel = KernelKind.MatMul,
            Format = precision.Embeddings,
            Depth = Hidden,
            Flops = new(Feature.Sampled, 2 * matrix),
            Compute = precision.Embeddings.Compute,
            WeightBytes = model.Omitted.Contains(WorkOmission.Unembedding) ? 0 : matrix * width,
            // A tied matrix lies with the embedding already, unless that is on another stage.
            StoredBytes = model.TiedEmbeddings && parallelism.Pipeline == 1 ? 0 : matrix * width,
            Activations = new(Feature.Sampled, Hidden * Residual + model.Vocabulary / _tensor * 4),
        };
        if (parallelism.Tensor > 1)
            yield return Communicate("head.gather", Collective.AllGather, CollectiveGroup.Tensor, new(Feature.Sampled, model.Vocabulary * Residual));
    }

    /// <summary>What a head that drafts does before its layer: the hidden state and the embedding of the next token become one (DeepSeek-V3, arXiv 2412.19437 §2.2; EAGLE, arXiv 2401.15077). Every tensor rank does it whole.</summary>
    public Operator DraftProjection() => MatMul("head.project", 2 * Hidden, Hidden, 0);

    public Operator StageBoundary()
        => Communicate("stage.send", Collective.PointToPoint, CollectiveGroup.Neighbour, new(Feature.Tokens, Hidden * Residual / _tensor));

    public IEnumerable<Operator> Layer(LayerSpec layer)
    {
        yield return Norm("mixer.norm");
        var mixer = layer.Mixer switch
        {
            AttentionSpec attention => Attention(attention),
            LatentAttentionSpec latent => LatentAttention(latent),
            RecurrentSpec recurrent => Recurrent(recurrent),
            _ => throw new InvalidOperationException($"No operators for {layer.Mixer.GetType().Name}."),
        };
        foreach (var op in mixer) yield return op;
        if (parallelism.Tensor > 1) yield return AllReduce("mixer.allreduce");

        if (layer.FeedForward is NoFeedForwardSpec) yield break;
        yield return Norm("mlp.norm");
        var feedForward = layer.FeedForward switch
        {
            DenseSpec dense when offload is { Strategy: OffloadStrategy.Sparse } => SparseMlp(offload, dense.Width, dense.Gated, dense.Bias),
            DenseSpec dense => DenseMlp("mlp", dense.Width, dense.Gated, dense.Bias),
            ExpertsSpec experts => Experts(experts),
            _ => throw new InvalidOperationException($"No operators for {layer.FeedForward.GetType().Name}."),
        };
        foreach (var op in feedForward) yield return op;
        if (parallelism.Tensor > 1) yield return AllReduce("mlp.allreduce");
    }

    IEnumerable<Operator> Attention(AttentionSpec a)
    {
        var reach = reaches.IndexOf(a.Reach);
        var heads = a.Heads / _tensor;
        // Fewer key-value heads than ranks: each rank keeps a copy of the one it needs.
        var kvHeads = AtLeastOne(a.KvHeads / _tensor);
        var projections = heads * a.HeadDim + kvHeads * (a.HeadDim + a.Values);
        var biases = (a.QkvBias ? projections : 0) + (a.QkNorm ? 2 * a.HeadDim : 0) + (a.Sinks ? heads : 0);
        yield return MatMul("attention.qkv", Hidden, projections, biases);
        yield return Elementwise("attention.rope", (heads + kvHeads) * a.HeadDim * 2 * Residual);
        if (_even && _tensor > a.KvHeads) foreach (var op in ShareQueries(a.Heads * (double)a.HeadDim)) yield return op;
        foreach (var op in Attend(a, reach, kvHeads * (a.HeadDim + a.Values), heads * (a.HeadDim + a.Values), kvHeads)) yield return op;
        if (parallelism.Context > 1) foreach (var op in ContextExchange(kvHeads * (a.HeadDim + a.Values), heads * a.Values)) yield return op;
        yield return MatMul("attention.output", heads * a.Values, Hidden, a.OutputBias ? Hidden / _tensor : 0);
    }

    // DeepSeek-V2, arXiv 2405.04434 §2.1. Prefill expands the latent into keys and values of every head; decode absorbs the
    // expansion into the query and output projections and attends over the latent itself, which every tensor rank reads whole.
    IEnumerable<Operator> LatentAttention(LatentAttentionSpec a)
    {
        var reach = reaches.IndexOf(KvFootprint.ReachOf(a)!.Value);
        var heads = a.Heads / _tensor;
        var latent = (a.KvRank + a.RopeDim) / _whole;
        var queryWidth = heads * (a.NopeDim + a.RopeDim);
        if (a.QueryRank > 0)
        {
            yield return MatMul("attention.down", Hidden, a.QueryRank / _whole + latent, (a.QueryRank + a.KvRank) / _whole);
            yield return MatMul("attention.query", a.QueryRank, queryWidth, 0);
        }
        else
        {
            yield return MatMul("attention.down", Hidden, latent, a.KvRank / _whole);
            yield return MatMul("attention.query", Hidden, queryWidth, 0);
        }

        yield return Elementwise("attention.rope", (queryWidth + latent) * 2 * Residual);
        // Key and value expansion: for prompts it makes keys and values, for decodes it folds into queries and outputs; either way each
        // token passes through it once.
        yield return MatMul("attention.expand", a.KvRank, heads * (a.NopeDim + a.ValueDim), 0);
        if (_even && _tensor > 1) foreach (var op in ShareQueries(a.Heads * (a.KvRank + (double)a.RopeDim))) yield return op;
        var attend = Attend(a, reach, latent, heads * (a.NopeDim + a.RopeDim + a.ValueDim), heads);
        if (a.Indexer is { } indexer)
        {
            attend = Indexer(a, indexer).Concat(Picked(a, attend));
            if (shared is not null) attend = attend.Concat(PickedContext(a, indexer, shared, latent, heads * (a.NopeDim + a.RopeDim + a.ValueDim)));
        }

        foreach (var op in attend) yield return op;
        if (parallelism.Context > 1) foreach (var op in ContextExchange(latent + (a.Indexer?.KeyBytes ?? 0) / (_whole * Residual), heads * latent)) yield return op;
        yield return MatMul("attention.output", heads * a.ValueDim, Hidden, 0);
    }

    // Ranks that keep different tokens of a head all need its query; their partial outputs are joined by the sum after the output projection.
    IEnumerable<Operator> ShareQueries(double elements)
    {
        if (!model.Omitted.Contains(WorkOmission.QueryExchange))
            yield return Communicate("attention.queries", Collective.AllGather, CollectiveGroup.Tensor, new(Feature.Tokens, elements * Residual));
    }

    double AtLeastOne(double heads) => _even ? heads : Math.Max(1, heads);

    // Fused attention: the cache is read once for a prompt chunk, whose further passes hit on-chip memory, and once for a decode.
    IEnumerable<Operator> Attend(MixerSpec mixer, int reach, double kvElements, double queryElements, double units)
    {
        var latent = mixer is LatentAttentionSpec;
        // Split evenly, a rank keeps some tokens' whole.
        var piece = kvElements * _whole * _kv * blockTokens;
        yield return new Operator
        {
            Name = "attention.prefill",
            Trigger = Feature.PrefillTokens,
            IsAttention = true,
            Kernel = latent ? KernelKind.PrefillLatent : KernelKind.PrefillAttention,
            Format = precision.Kv,
            Compute = _attentionCompute,
            Flops = new(Feature.PrefillPairs + reach, MixerWork.ExpandedFlopsPerPair(mixer) / _tensor),
            KvRead = new(Feature.PrefillAttended + reach, kvElements * _kv),
            KvWrite = new(Feature.PrefillTokens, kvElements * _kv),
            KvPieceBytes = piece,
            LongestRow = reaches[reach] == Reach.Full ? double.PositiveInfinity : reaches[reach].Tokens,
            Activations = new(Feature.PrefillTokens, queryElements * Residual),
        };
        yield return new Operator
        {
            Name = "attention.decode",
            Trigger = Feature.DecodeTokens,
            IsAttention = true,
            Kernel = latent ? KernelKind.DecodeLatent : KernelKind.DecodeAttention,
            Format = precision.Kv,
            UnitsPerToken = units,
            Compute = _attentionCompute,
            Flops = new(Feature.DecodePairs + reach, MixerWork.FlopsPerPair(mixer) / _tensor),
            KvRead = new(Feature.DecodeAttended + reach, kvElements * _kv),
            KvWrite = new(Feature.DecodeTokens, kvElements * _kv),
            KvPieceBytes = piece,
            Activations = new(Feature.DecodeTokens, queryElements * Residual),
        };
        if (shared is not null && reaches[reach] == Reach.Full) yield return SharedContext(mixer, shared, kvElements, queryElements);
    }

    // Every token attends to all of it, whatever else its sequence holds. Layers with a window see only what is newest.
    Operator SharedContext(MixerSpec mixer, SharedContextSpec context, double kvElements, double queryElements) => new()
    {
        Name = "attention.shared",
        Trigger = Feature.Tokens,
        IsAttention = true,
        Compute = _attentionCompute,
        Format = precision.Kv,
        Class = WeightClass.Context,
        Flops = new(Feature.Tokens, MixerWork.FlopsPerPair(mixer) / _tensor * context.Tokens),
        WeightBytes = kvElements * _kv * context.Tokens / parallelism.Context,
        ContextBytes = kvElements * _kv * context.Tokens / parallelism.Context,
        WeightsPer = context.PerSequence ? Feature.Sequences : Feature.One,
        Activations = new(Feature.Tokens, queryElements * Residual),
    };

    // Context ranks: the new keys and values of a prompt go to every rank; a decode's queries go out and its partial outputs come back.
    IEnumerable<Operator> ContextExchange(double kvElements, double queryElements)
    {
        yield return Communicate("context.gather", Collective.AllGather, CollectiveGroup.Context, new(Feature.PrefillTokens, kvElements * Residual * parallelism.Context), Feature.PrefillTokens);
        yield return Communicate("context.queries", Collective.AllGather, CollectiveGroup.Context, new(Feature.DecodeTokens, queryElements * Residual * parallelism.Context), Feature.DecodeTokens);
        yield return Communicate("context.outputs", Collective.ReduceScatter, CollectiveGroup.Context, new(Feature.DecodeTokens, queryElements * Residual * parallelism.Context), Feature.DecodeTokens);
    }

    // Gated linear recurrences (Mamba-2, gated DeltaNet): per head a KeyDim x ValueDim state, decayed, updated by an outer product and
    // read by the query. A step reads and writes the state of each of its sequences once.
    IEnumerable<Operator> Recurrent(RecurrentSpec r)
    {
        var heads = r.Heads / _tensor;
        var keyHeads = AtLeastOne(r.KeyHeads / _tensor);
        var channels = 2 * keyHeads * r.KeyDim + heads * r.ValueDim;
        // q, k, v; an output gate as wide as the values; a decay and an update strength per head.
        var projections = channels + heads * r.ValueDim + 2 * heads;
        var state = heads * r.KeyDim * (double)r.ValueDim + channels * Math.Max(0, r.Convolution - 1);
        yield return MatMul("recurrent.in", Hidden, projections, channels * r.Convolution + 2 * heads + r.ValueDim);
        yield return new Operator
        {
            Name = "recurrent.scan",
            Trigger = Feature.Tokens,
            IsAttention = true,
            Compute = ComputeType.Bf16,
            Flops = new(Feature.Tokens, MixerWork.FlopsPerToken(r) / _tensor),
            KvRead = new(Feature.Sequences, state * Residual),
            KvWrite = new(Feature.Sequences, state * Residual),
            KvPieceBytes = state * Residual,
            // Convolution, its split, gates, two norms, the recurrence, the gated norm and its gate: no engine fuses them.
            Launches = 8,
            Activations = new(Feature.Tokens, (channels + heads * r.ValueDim) * 2 * Residual),
        };
        yield return MatMul("recurrent.output", heads * r.ValueDim, Hidden, 0);
    }

    IEnumerable<Operator> DenseMlp(string name, double width, bool gated, bool bias)
    {
        var inner = width / _tensor;
        yield return MatMul(name + ".up", Hidden, (gated ? 2 : 1) * inner, bias ? inner : 0);
        yield return Elementwise(name + ".activation", (gated ? 3 : 2) * inner * Residual) with { IsEpilogue = true };
        yield return MatMul(name + ".down", inner, Hidden, bias ? Hidden / _tensor : 0);
    }

    IEnumerable<Operator> Experts(ExpertsSpec e)
    {
        // Experts are spread over every rank of a stage: Expert ways by expert, what remains by width.
        double group = parallelism.Tensor * parallelism.Data * parallelism.Context;
        double ranks = Math.Max(1, parallelism.Expert);
        var dispatch = parallelism.Data * parallelism.Context > 1;
        var perExpert = 3 * Hidden * e.Width + (e.Bias ? 2.0 * e.Width + Hidden : 0);
        yield return MatMul("moe.router", Hidden, e.Experts / _whole, e.Bias ? e.Experts / _whole : 0);
        if (e.Shared > 0)
            foreach (var op in DenseMlp("moe.shared", (double)e.Shared * (e.SharedWidth > 0 ? e.SharedWidth : e.Width), gated: true, bias: false)) yield return op;
        var copies = Math.Min(e.TopK, Math.Max(1, parallelism.Expert));
        var distinct = ranks * (1 - Math.Pow(1 - 1 / ranks, e.TopK)) / copies;
        var oneToken = model.Omitted.Contains(WorkOmission.FurtherExperts);
        if (dispatch)
            yield return Communicate("moe.dispatch", Collective.AllToAll, CollectiveGroup.Experts, new(Feature.Tokens, copies * Hidden * _activation / _tensor)) with { Format = NumberFormat.Fp8, DistinctShare = distinct };
        yield return new Operator
        {
            Name = "moe.experts",
            Trigger = Feature.AllTokens,
            Class = WeightClass.Experts,
            Kernel = KernelKind.Experts,
            Format = precision.Experts ?? precision.Weights,
            PadFlops = 2.0 * e.Experts * 3 * Hidden * e.Width / group,
            Visits = e.TopK / ranks,
            VisitsElsewhere = dispatch ? 0 : e.TopK * (1 - 1 / ranks),
            RowBytes = KernelWork.ExpertRowBytes(Hidden, e.Width * ranks / group),
            Flops = new(Feature.AllTokens, 2.0 * e.TopK * 3 * Hidden * e.Width / group),
            Compute = _expertCompute,
            WeightBytes = (oneToken ? e.TopK : e.Experts) * perExpert * _expertWeight / group,
            StoredBytes = (e.Experts + parallelism.RedundantExperts) * perExpert * _expertWeight / group,
            Load = oneToken ? null : LoadOf(e),
            Bundle = offload is { Strategy: OffloadStrategy.Sparse } ? new(ExpertChunk(e), NeuronActivity.Experts(e.Experts, e.TopK), DensePrompts: false) : null,
            UntouchedPerToken = oneToken ? 0 : 1 - (double)e.TopK / e.Experts,
            Activations = new(Feature.AllTokens, e.TopK * (Hidden * (_activation + Residual) + 3.0 * e.Width * Residual) / group),
            Launches = 3,
        };
        if (dispatch)
            yield return Communicate("moe.combine", Collective.AllToAll, CollectiveGroup.Experts, new(Feature.Tokens, copies * Hidden * Residual / _tensor)) with { DistinctShare = distinct };
    }

    ExpertLoad? LoadOf(ExpertsSpec e)
    {
        if (parallelism is { ExpertSkew: 0, RedundantExperts: 0, ExpertCounts.IsEmpty: true }) return null;
        if (!_loads.TryGetValue(e, out var load))
            _loads.Add(e, load = parallelism.ExpertCounts is { IsEmpty: false } counts ? new(counts.AsSpan(), e.TopK, parallelism.Expert, parallelism.RedundantExperts) : new(e.Experts, e.TopK, parallelism.Expert, parallelism.ExpertSkew, parallelism.RedundantExperts));
        return load;
    }

    Operator MatMul(string name, double inner, double outer, double biases) => new()
    {
        Name = name,
        Trigger = Feature.Tokens,
        Kernel = KernelKind.MatMul,
        Format = precision.Weights,
        Depth = inner,
        Flops = new(Feature.Tokens, 2 * inner * outer),
        Compute = _compute,
        WeightBytes = inner * outer * _weight + biases * Residual,
        StoredBytes = inner * outer * _weight + biases * Residual,
        Activations = new(Feature.Tokens, inner * _activation + outer * Residual),
    };

    Operator Norm(string name) => new()
    {
        Name = name,
        Trigger = Feature.Tokens,
        Kernel = KernelKind.Pointwise,
        WeightBytes = Hidden / _whole * Residual,
        StoredBytes = Hidden / _whole * Residual,
        // Read and write the residual stream, write the normalised input.
        Activations = new(Feature.Tokens, Hidden / _whole * (2 * Residual + _activation)),
    };

    static Operator Elementwise(string name, double bytes) => new()
    {
        Name = name,
        Trigger = Feature.Tokens,
        Kernel = KernelKind.Pointwise,
        Activations = new(Feature.Tokens, bytes),
    };

    Operator AllReduce(string name) => Communicate(name, Collective.AllReduce, CollectiveGroup.Tensor, new(Feature.Tokens, Hidden * Residual));

    static Operator Communicate(string name, Collective kind, CollectiveGroup group, Work payload, Feature trigger = Feature.Tokens) => new()
    {
        Name = name,
        Trigger = trigger,
        Collective = kind,
        Group = group,
        Payload = payload,
        Launches = 0,
    };
}
