using System.Collections.Immutable;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Measured;

/// <summary>A step's time from measured layer tables, collectives added. It knows time alone: energy, traffic and arithmetic stay zero.</summary>
/// <remarks>
/// Decodes count at the mean of their contexts, and where the tables tell how unequal ones differ from equal ones, a share of the way on to the longest. Drafted tokens
/// pass through everything but attention, which reads a sequence's cache once for all its queries. The devices of one attention-data-parallel group move in lockstep,
/// so a step takes the time of the rank with most to do; where their batches are not told apart, prompts lie on as many ranks as there are prompts, and decodes are
/// spread evenly.
/// </remarks>
public sealed class MeasuredTimer : IStepTimer
{
    readonly LayerTables _tables;
    readonly MeasuredEngine _engine;
    readonly int _experts;
    readonly int _topK;
    readonly double _usualSkew;

    /// <summary>Binds tables to an engine.</summary>
    /// <param name="tables">The tables, measured on one of the engine's tensor ranks.</param>
    /// <param name="engine">The engine.</param>
    public MeasuredTimer(LayerTables tables, MeasuredEngine engine)
    {
        _tables = tables;
        _engine = engine;
        _usualSkew = tables.Skew?.UsualShare(engine.Parallelism.Tensor) ?? 0;
        if (engine.Model.Layers.Select(static l => l.FeedForward).OfType<ExpertsSpec>().FirstOrDefault() is { } experts) (_experts, _topK) = (experts.Experts, experts.TopK);
    }

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches { get; } = [Reach.Full];

    /// <summary>True where the tables tell how decodes of unequal contexts differ from equal ones.</summary>
    public bool NeedsSpread => _tables.Skew is not null;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        var data = _engine.Parallelism.Data;
        var promptRanks = Math.Clamp(shape.PrefillSequences, 1, data);
        var rank = new RankStep(
            (double)shape.PrefillTokens / promptRanks, (shape.PrefillAttended[0] - shape.PrefillTokens) / promptRanks, (double)shape.PrefillSequences / promptRanks,
            Math.Ceiling((double)shape.DecodeSequences / data), Math.Ceiling((double)shape.DraftTokens / data), shape);
        cost = Cost(Once(rank), Layer(rank), rank.Tokens, shape.Tokens);
    }

    /// <inheritdoc/>
    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        var (once, layer, most, all) = (0.0, 0.0, 0.0, 0);
        foreach (ref readonly var shape in ranks)
        {
            if (shape.Tokens == 0) continue;
            var rank = new RankStep(shape.PrefillTokens, shape.PrefillAttended[0] - shape.PrefillTokens, shape.PrefillSequences, shape.DecodeSequences, shape.DraftTokens, shape);
            once = Math.Max(once, Once(rank));
            layer = Math.Max(layer, Layer(rank));
            most = Math.Max(most, rank.Tokens);
            all += shape.Tokens;
        }
        cost = Cost(once, layer, most, all);
    }

    // What one data rank works on.
    readonly struct RankStep(double chunk, double cachedPrompts, double prompts, double decodes, double drafted, in StepShape shape)
    {
        public readonly double Chunk = chunk, CachedPrompts = cachedPrompts, Decodes = decodes, Tokens = chunk + decodes + drafted, Sequences = prompts + decodes + drafted;
        public readonly double Mean = shape.DecodeSequences == 0 ? 0 : Math.Floor((shape.DecodeAttended[0] - shape.DecodeSequences - shape.DraftTokens) / shape.DecodeSequences);
        public readonly double Longest = shape.DecodeLongest - 1 - DraftsEach(shape), Shortest = shape.DecodeShortest - 1 - DraftsEach(shape); // cached before the step

        static double DraftsEach(in StepShape shape) => shape.DecodeSequences == 0 ? 0 : (double)shape.DraftTokens / shape.DecodeSequences;
    }

    StepCost Cost(double once, double layer, double tokens, int allTokens)
    {
        if (_tables.Experts is { } experts)
        {
            var ranks = Math.Max(1, _engine.Parallelism.Expert);
            layer += experts.At((double)allTokens / ranks, Math.Max(1, ExpertRouting.Distinct(_experts, _topK, allTokens) / ranks));
        }
        var layers = _engine.Model.Layers.Length;
        var network = layers * CollectiveSeconds(tokens, allTokens);
        var cost = default(StepCost);
        cost.Seconds = 1e-6 * (once + layers * layer) + network;
        cost.LinkSeconds = network;
        return cost;
    }

    double Once(in RankStep rank) => _tables.Once.At(rank.Tokens) + _tables.PerSequence.At(rank.Sequences);

    double Layer(in RankStep rank)
    {
        var equal = _tables.Attention.At(rank.Chunk, rank.CachedPrompts, rank.Decodes, rank.Mean);
        var layer = _tables.PerLayer.At(rank.Tokens);
        if (_tables.Skew is not { } skew || rank.Decodes < 2 || !(rank.Longest > rank.Mean)) return layer + equal;
        var share = skew.Share(rank.Chunk, rank.Decodes, (rank.Mean - rank.Shortest) / (rank.Longest - rank.Shortest), rank.Longest, rank.CachedPrompts, _usualSkew);
        return layer + (share == 0 ? equal : Grid.Between(share, equal, _tables.Attention.At(rank.Chunk, rank.CachedPrompts, rank.Decodes, rank.Longest)));
    }

    // Two all-reduces a layer for tensor ranks; for experts spread over data ranks an all-gather and a reduce-scatter, which are one all-reduce.
    double CollectiveSeconds(double tokens, double allTokens)
    {
        var parallelism = _engine.Parallelism;
        var seconds = 0.0;
        if (parallelism.Tensor > 1) seconds += 2 * AllReduce(parallelism.Tensor, tokens);
        if (_tables.HasExperts && parallelism.Data > 1) seconds += AllReduce(parallelism.Data, allTokens);
        return seconds;
    }

    // A ring: every byte is sent 2 (n - 1) / n times, in 2 (n - 1) steps.
    double AllReduce(int ranks, double tokens)
    {
        var bytes = tokens * _engine.Model.Hidden * _engine.BytesPerActivation;
        return 2.0 * (ranks - 1) / ranks * bytes / _engine.LinkBandwidth.Value + 2 * (ranks - 1) * _engine.LinkLatency.Value;
    }
}
