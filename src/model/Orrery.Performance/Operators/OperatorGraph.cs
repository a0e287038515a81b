using System.Collections.Immutable;
using Orrery.Hardware.Collectives;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance;

/// <summary>
/// Every operator of a step of one model under one sharding, with its count in each pipeline stage. Hardware enters later:
/// the same graph serves any accelerator.
/// </summary>
public sealed class OperatorGraph
{
    OperatorGraph(ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens, bool isHead = false, bool isEncoder = false, OffloadSpec? offload = null, SharedContextSpec? context = null)
    {
        Model = model;
        Precision = precision;
        Parallelism = parallelism;
        BlockTokens = blockTokens;
        Offload = offload;
        SharedContext = context;
        Reaches = KvFootprint.Of(model).Reaches;

        var placed = new Dictionary<Operator, int[]>();
        var order = new List<Operator>();
        void Place(Operator op, int stage)
        {
            if (!placed.TryGetValue(op, out var counts))
            {
                placed.Add(op, counts = new int[parallelism.Pipeline]);
                order.Add(op);
            }

            counts[stage]++;
        }

        var operators = new LayerOperators(model, precision, parallelism, blockTokens, Reaches, offload, isHead ? null : context);
        var lastStage = parallelism.Pipeline - 1;
        if (model.Encoder is { } encoder && !isHead) Place(operators.Encoder(encoder), 0);
        foreach (var op in isEncoder ? [] : operators.Embedding()) Place(op, 0);
        if (isHead) Place(operators.DraftProjection(), 0);
        for (var layer = 0; layer < model.Layers.Length; layer++)
            foreach (var op in operators.Layer(model.Layers[layer])) Place(op, StageOf(layer, model.Layers.Length, parallelism.Pipeline));
        if (parallelism.Pipeline > 1)
            for (var stage = 0; stage < lastStage; stage++) Place(operators.StageBoundary(), stage);
        foreach (var op in isEncoder ? [] : operators.Head()) Place(op, lastStage);

        Operators = [.. order.Select(op => new PlacedOperator(op, [.. placed[op]]))];
        // A head that drafts looks up and multiplies with the embeddings of its model.
        var shared = isHead ? operators.Embedding().Concat(operators.Head()).Sum(op => op.StoredBytes) : 0;
        WeightBytesPerDevice = -shared + Enumerable.Range(0, parallelism.Pipeline).Max(stage => StageSum(stage, op => op.StoredBytes));
        var fullest = Enumerable.Range(0, parallelism.Pipeline).MaxBy(stage => StageSum(stage, op => op.StoredBytes));
        Offloaded = [.. Operators.Where(op => op.Operator.Bundle is not null).GroupBy(op => op.Operator.Bundle!).Select(group =>
            new OffloadedWeights(group.Sum(op => op.CountByStage[fullest] * op.Operator.StoredBytes), group.Key.Chunk, group.Key.Activity, group.Key.DensePrompts))];
        ExpertBytesPerDevice = StageSum(fullest, op => op.Class == WeightClass.Experts ? op.StoredBytes : 0);
        ContextBytesPerDevice = Enumerable.Range(0, parallelism.Pipeline).Max(stage => StageSum(stage, static op => op.ContextBytes));
        KvBytesPerToken = [.. Reaches.Select((_, reach) => KvBytes(reach))];
        StateBytesPerSequence = Enumerable.Range(0, parallelism.Pipeline)
            .Max(stage => StageSum(stage, op => op.KvWrite.Per == Feature.Sequences ? op.KvWrite.Amount : 0)) * parallelism.Tensor * parallelism.Pipeline;
    }

    /// <summary>The model.</summary>
    public ModelSpec Model { get; }

    /// <summary>Its formats.</summary>
    public PrecisionSpec Precision { get; }

    /// <summary>The sharding.</summary>
    public ParallelismSpec Parallelism { get; }

    /// <summary>Tokens of one block of the cache.</summary>
    public int BlockTokens { get; }

    /// <summary>How weights come from a slower tier; null where they all lie near.</summary>
    public OffloadSpec? Offload { get; }

    /// <summary>What every request attends to beside its own context; null where there is nothing.</summary>
    public SharedContextSpec? SharedContext { get; }

    /// <summary>Bytes of routed experts on the fullest device; part of <see cref="WeightBytesPerDevice"/>.</summary>
    public double ExpertBytesPerDevice { get; }

    /// <summary>Bytes of the shared context's cache on the fullest device.</summary>
    public double ContextBytesPerDevice { get; }

    /// <summary>Weights of the fullest device that are read neuron by neuron or expert by expert.</summary>
    internal ImmutableArray<OffloadedWeights> Offloaded { get; }

    /// <summary>The distinct reaches of the model's attention, the whole context first.</summary>
    public ImmutableArray<Reach> Reaches { get; }

    /// <summary>Bytes of weights on the fullest device.</summary>
    public double WeightBytesPerDevice { get; }

    /// <summary>For each reach: bytes that one cached token takes on all devices that keep it.</summary>
    public ImmutableArray<double> KvBytesPerToken { get; }

    /// <summary>Bytes of recurrent state that one sequence takes on all devices that keep it.</summary>
    public double StateBytesPerSequence { get; }

    internal ImmutableArray<PlacedOperator> Operators { get; }

    /// <summary>Kernels that a step launches, collectives among them, stage after stage.</summary>
    /// <param name="prompts">Whether the step computes prompts rather than decodes.</param>
    internal int Kernels(bool prompts) => Operators.Where(placed => !placed.Operator.IsIdealOnly && placed.Operator.Trigger != (prompts ? Feature.DecodeTokens : Feature.PrefillTokens) && placed.Operator.Trigger != Feature.EncoderTokens)
        .Sum(static placed => placed.Count * (placed.Operator.Collective is null ? placed.Operator.Launches : 1));

    /// <summary>All-reduces of a micro-batch over tensor ranks, in the stage that has most.</summary>
    internal int Sums => Enumerable.Range(0, Parallelism.Pipeline).Max(stage => (int)StageSum(stage, static op => op is { Collective: Collective.AllReduce, Group: CollectiveGroup.Tensor } ? 1 : 0));

    /// <summary>Lays out the operators.</summary>
    /// <param name="model">The architecture.</param>
    /// <param name="precision">Its formats.</param>
    /// <param name="parallelism">The sharding; it must divide heads, layers and experts as <see cref="ParallelismSpec"/> says.</param>
    /// <param name="blockTokens">Tokens of one block of the cache.</param>
    /// <param name="offload">How weights come from a slower tier; null where they all lie near.</param>
    /// <param name="context">What every request attends to beside its own context; null where there is nothing.</param>
    public static OperatorGraph Build(ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens = 16, OffloadSpec? offload = null, SharedContextSpec? context = null)
        => new(model, precision, parallelism, blockTokens, offload: offload, context: context);

    /// <summary>Lays out the operators of a head that drafts further tokens: a projection and one layer between the embeddings of the model that it belongs to.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The head's layer.</param>
    /// <param name="precision">Its formats.</param>
    /// <param name="parallelism">The sharding, without pipeline stages.</param>
    /// <param name="blockTokens">Tokens of one block of the cache.</param>
    public static OperatorGraph BuildHead(ModelSpec model, LayerSpec layer, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens = 16)
        => new(model with { Layers = [layer] }, precision, parallelism, blockTokens, isHead: true);

    /// <summary>Lays out the encoder of images and sound alone, on one device.</summary>
    /// <param name="model">The model, which has one.</param>
    /// <param name="precision">Its formats.</param>
    public static OperatorGraph BuildEncoder(ModelSpec model, PrecisionSpec precision)
        => new(model with { Layers = [] }, precision, new(1), 1, isEncoder: true);

    /// <summary>The arithmetic that most weights are multiplied in.</summary>
    public Hardware.ComputeType WeightArithmetic => Operators.MaxBy(static placed => placed.Count * placed.Operator.StoredBytes)!.Operator.Compute;

    ILookup<string, PlacedOperator> ByName => field ??= Operators.ToLookup(static placed => placed.Operator.Name);

    /// <summary>What an operator takes of an engine's memory: its weights, and the cache or state of one sequence that it reads.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="context">Tokens that the sequence has cached.</param>
    public (double WeightBytes, double CacheBytes) FootprintOf(string name, long context)
    {
        var (weights, cache) = (0.0, 0.0);
        foreach (var placed in ByName[name])
        {
            weights += placed.Count * placed.Operator.StoredBytes * Parallelism.DevicesPerEngine / Parallelism.Pipeline;
            var (per, amount) = (placed.Operator.KvRead.Per, placed.Operator.KvRead.Amount * placed.Count * Parallelism.Tensor);
            cache += amount * (per == Feature.Sequences ? 1
                : per is >= Feature.PrefillAttended and < Feature.DecodePairs ? ReachMath.Kept(Reaches[(per - Feature.PrefillAttended) % ReachLimits.Reaches], context) : 0);
        }

        return (weights, cache);
    }

    /// <summary>Bytes of working memory on one device for steps of so many tokens and sequences a data rank: residual stream, the widest intermediate and the logits.</summary>
    public double ActivationBytes(int tokens, int sequences)
    {
        var p = Parallelism;
        var widest = Model.Layers.Select(layer => layer.FeedForward switch
        {
            DenseSpec dense => (dense.Gated ? 3.0 : 2.0) * dense.Width / p.Tensor,
            ExpertsSpec experts => 3.0 * experts.Width * experts.TopK / Math.Max(p.Expert, p.Tensor) + Model.Hidden * (double)experts.TopK / p.Expert,
            _ => 0,
        }).DefaultIfEmpty().Max();
        var rows = (double)tokens / p.Context;
        return rows * (4.0 * Model.Hidden + widest) * ResidualBytes + (double)sequences * Model.Vocabulary * 4;
    }

    /// <summary>Bytes of one number of the residual stream, and of what collectives carry: engines keep both at 16 bits whatever the matrices use.</summary>
    internal const double ResidualBytes = 2;

    // What an indexer picks from is kept with the whole context.
    double KvBytes(int reach)
    {
        if (Reaches[reach].Kind == ReachKind.Picked) return 0;
        Feature[] features = [.. Enumerable.Range(0, Reaches.Length)
            .Where(r => r == reach || (Reaches[reach] == Reach.Full && Reaches[r].Kind == ReachKind.Picked)).Select(static r => Feature.DecodeAttended + r)];
        var perDevice = Enumerable.Range(0, Parallelism.Pipeline)
            .Max(stage => StageSum(stage, op => features.Contains(op.KvRead.Per) ? op.KvRead.Amount : 0));
        return perDevice * Parallelism.Tensor * Parallelism.Pipeline;
    }

    double StageSum(int stage, Func<Operator, double> amount)
        => Operators.Sum(placed => placed.CountByStage[stage] * amount(placed.Operator));

    // Contiguous stages; the first ones take the remainder, since the last also holds the output head.
    static int StageOf(int layer, int layers, int stages)
    {
        var small = layers / stages;
        var large = layers % stages;
        return layer < large * (small + 1) ? layer / (small + 1) : large + (layer - large * (small + 1)) / small;
    }
}
