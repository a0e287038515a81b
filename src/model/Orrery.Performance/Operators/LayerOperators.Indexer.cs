using Orrery.Hardware;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance;

/// <content>Sparse attention: an indexer scores every cached token, and latent attention runs over the best (DeepSeek-V3.2).</content>
sealed partial class LayerOperators
{
    // What DeepSeek-V3.2's published inference code does to queries and keys one by one: the key's norm, the rotary part, a Hadamard transform of
    // each, each narrowed to eight bits, the key stored, and the heads' weights scaled.
    const int PrepareLaunches = 8;

    // Every tensor rank scores with all heads, as vLLM and SGLang keep them: the sum over heads is needed before anything can be picked.
    IEnumerable<Operator> Indexer(LatentAttentionSpec a, IndexerSpec i)
    {
        var (heads, key) = (i.Heads / _whole, i.KeyBytes / _whole);
        yield return MatMul("indexer.query", a.QueryRank > 0 ? a.QueryRank : Hidden, heads * i.Dim, 0);
        yield return MatMul("indexer.key", Hidden, i.Dim / _whole, 2 * i.Dim / _whole);
        // The heads' weights are not narrowed with the rest.
        yield return MatMul("indexer.weights", Hidden, heads, 0) with
        {
            Format = NumberFormat.Bf16,
            Compute = ComputeType.Bf16,
            WeightBytes = Hidden * heads * Residual,
            StoredBytes = Hidden * heads * Residual,
            Activations = new(Feature.Tokens, (Hidden + heads) * Residual),
        };
        yield return new Operator
        {
            Name = "indexer.prepare",
            Trigger = Feature.Tokens,
            KvWrite = new(Feature.Tokens, key),
            // Rotated and transformed at 16 bits, narrowed from 16 to eight; the key is normed as well, and read again to be stored.
            Activations = new(Feature.Tokens, heads * i.Dim * (4 * Residual + Residual + 1) + i.Dim / _whole * (6 * Residual + Residual + 2) + heads * 8),
            Launches = PrepareLaunches,
        };

        var whole = reaches.IndexOf(Reach.Full);
        Operator[] phases =
        [
            Scores("indexer.prefill", Feature.PrefillTokens, Feature.PrefillPairs + whole, Feature.PrefillAttended + whole),
            Scores("indexer.decode", Feature.DecodeTokens, Feature.DecodePairs + whole, Feature.DecodeAttended + whole),
        ];
        foreach (var op in phases) yield return op;

        // Scores of 32 bits are written by one kernel and read by the next, which picks.
        Operator Scores(string name, Feature trigger, Feature pairs, Feature attended) => new()
        {
            Name = name,
            Trigger = trigger,
            IsAttention = true,
            Format = NumberFormat.Fp8,
            Compute = ComputeType.Fp8,
            Flops = new(pairs, MixerWork.IndexFlopsPerPair(a) / _whole),
            KvRead = new(attended, key),
            KvPieceBytes = i.KeyBytes * (double)blockTokens,
            Activations = new(pairs, 2 * 4 / _whole),
            Launches = 2,
        };
    }

    // Tokens that are picked lie apart. Prompts pick for every token, so that a chunk reads all its context; kernels that pick work on the latent as
    // decodes do, those for short prompts expand it and mask what was not picked.
    IEnumerable<Operator> Picked(LatentAttentionSpec a, IEnumerable<Operator> attend)
    {
        var whole = reaches.IndexOf(Reach.Full);
        foreach (var op in attend)
        {
            yield return op.Trigger == Feature.DecodeTokens ? op with { KvPieceBytes = op.KvPieceBytes / blockTokens } : op with
            {
                Flops = op.Flops with { Amount = MixerWork.FlopsPerPair(a) / _tensor },
                OtherFlops = new(Feature.PrefillPairs + whole, MixerWork.ExpandedFlopsPerPair(a) / _tensor),
                KvRead = op.KvRead with { Per = Feature.PrefillAttended + whole },
            };
        }
    }

    // A shared context is scored like a sequence's own. What is picked of it differs from token to token: a decode gathers as much as it would of a context of its own,
    // a prompt's tokens together read it once. Each of the two contexts is picked from as if it were alone, up to twice as much as from both together.
    IEnumerable<Operator> PickedContext(LatentAttentionSpec a, IndexerSpec i, SharedContextSpec context, double latent, double queryElements)
    {
        var (tokens, key) = (context.Tokens / (double)parallelism.Context, i.KeyBytes / _whole);
        var picked = Math.Min(context.Tokens, i.Top);
        yield return new Operator
        {
            Name = "indexer.shared",
            Trigger = Feature.Tokens,
            IsAttention = true,
            Format = NumberFormat.Fp8,
            Compute = ComputeType.Fp8,
            Class = WeightClass.Context,
            Flops = new(Feature.Tokens, MixerWork.IndexFlopsPerPair(a) / _whole * context.Tokens),
            WeightBytes = key * tokens,
            ContextBytes = (key + latent * _kv) * tokens,
            WeightsPer = context.PerSequence ? Feature.Sequences : Feature.One,
            Activations = new(Feature.Tokens, 2 * 4 / _whole * context.Tokens),
            Launches = 2,
        };
        yield return Attend("attention.shared", Feature.DecodeTokens) with { WeightBytes = latent * _kv * Math.Min(picked, tokens), WeightsPer = Feature.DecodeTokens };
        yield return Attend("attention.shared.prefill", Feature.PrefillTokens) with { WeightBytes = latent * _kv * tokens, WeightsPer = Feature.One };

        Operator Attend(string name, Feature trigger) => new()
        {
            Name = name,
            Trigger = trigger,
            IsAttention = true,
            Compute = _attentionCompute,
            Format = precision.Kv,
            Class = WeightClass.Context,
            Flops = new(trigger, MixerWork.FlopsPerPair(a) / _tensor * picked),
            Activations = new(trigger, queryElements * Residual),
        };
    }
}
