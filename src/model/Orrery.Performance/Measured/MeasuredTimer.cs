using System.Collections.Immutable;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Measured;

/// <summary>A step's time from measured layer tables, collectives added. It knows time alone: energy, traffic and arithmetic stay zero.</summary>
/// <remarks>
/// Decodes count at the mean of their contexts, and where the tables tell how unequal ones differ from equal ones, a share of the way on to the longest. Drafted tokens
/// pass through everything but attention, which reads a sequence's cache once for all its queries. The devices of one attention-data-parallel group move in lockstep, so a step takes the time of the
/// rank with most to do: prompts lie on as few ranks as there are prompts, decodes are spread evenly.
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
        var chunk = (double)shape.PrefillTokens / promptRanks;
        var cachedPrompts = (shape.PrefillAttended[0] - shape.PrefillTokens) / promptRanks;
        var decodes = Math.Ceiling((double)shape.DecodeSequences / data);
        var cachedDecodes = shape.DecodeSequences == 0 ? 0 : Math.Floor((shape.DecodeAttended[0] - shape.DecodeSequences - shape.DraftTokens) / shape.DecodeSequences);
        var drafted = Math.Ceiling((double)shape.DraftTokens / data);
        var tokens = chunk + decodes + drafted;
        var sequences = decodes + drafted + (double)shape.PrefillSequences / promptRanks;

        var layer = _tables.PerLayer.At(tokens) + Attention(shape, chunk, cachedPrompts, decodes, cachedDecodes);
        if (_tables.Experts is { } experts)
        {
            var ranks = Math.Max(1, _engine.Parallelism.Expert);
            layer += experts.At((double)shape.Tokens / ranks, Math.Max(1, ExpertRouting.Distinct(_experts, _topK, shape.Tokens) / ranks));
        }

        var layers = _engine.Model.Layers.Length;
        var network = layers * CollectiveSeconds(tokens, shape.Tokens);
        cost = default;
        cost.Seconds = 1e-6 * (_tables.Once.At(tokens) + layers * layer + _tables.PerSequence.At(sequences)) + network;
        cost.LinkSeconds = network;
    }

    double Attention(in StepShape shape, double chunk, double cachedPrompts, double decodes, double mean)
    {
        var equal = _tables.Attention.At(chunk, cachedPrompts, decodes, mean);
        var (longest, shortest) = (shape.DecodeLongest - 1, shape.DecodeShortest - 1);
        if (_tables.Skew is not { } skew || shape.DecodeSequences < 2 || !(longest > mean)) return equal;
        var share = skew.Share(chunk, decodes, (mean - shortest) / (longest - shortest), longest, cachedPrompts, _usualSkew);
        return share == 0 ? equal : Grid.Between(share, equal, _tables.Attention.At(chunk, cachedPrompts, decodes, longest));
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
