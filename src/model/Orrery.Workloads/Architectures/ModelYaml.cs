using System.Text;
using Orrery.Units;

namespace Orrery.Workloads.Architectures;

/// <summary>Writes a model as an entry of the catalog, in the format of <c>docs/catalog.md</c>.</summary>
public static class ModelYaml
{
    /// <summary>Writes an entry. What all layers share is written once, at the top.</summary>
    /// <param name="model">The model.</param>
    /// <param name="precision">The formats that its weights are shipped in.</param>
    /// <param name="source">Where the numbers come from.</param>
    public static string Write(ModelSpec model, PrecisionSpec precision, Provenance source)
    {
        var text = new StringBuilder()
            .Append("title: ").Append(Quote(model.Title)).Append('\n')
            .Append($"source: {{ kind: {source.Kind.ToString().ToLowerInvariant()}, citation: {Quote(source.Citation)} }}\n")
            .Append($"hidden: {model.Hidden}\nvocabulary: {model.Vocabulary}\n");
        if (model.TiedEmbeddings) text.Append("tied-embeddings: true\n");
        if (model.LearnedPositions > 0) text.Append($"learned-positions: {model.LearnedPositions}\n");
        if (model.NormsPerLayer != 2) text.Append($"norms-per-layer: {model.NormsPerLayer}\n");
        if (model.NormBias) text.Append("norm-bias: true\n");
        text.Append($"context-length: {model.ContextLength}\n");
        if (model.PredictionHeads > 0) text.Append($"prediction-heads: {model.PredictionHeads}\n");
        if (model.Encoder is { } encoder) text.Append($"encoder: {{ parameters: {encoder.Parameters:R}, positions-per-token: {encoder.PositionsPerToken:R} }}\n");
        if (model.PublishedParameters is { } all) text.Append($"published-parameters: {all / 1e9:0.#########}e9\n");
        if (model.PublishedActiveParameters is { } active) text.Append($"published-active-parameters: {active / 1e9:0.#########}e9\n");
        var formats = Formats(precision);
        if (formats.Count > 0) text.Append($"precision: {Mapping(formats)}\n");

        var attention = SharedAttention(model);
        var feedForward = model.Layers.Select(static l => l.FeedForward).Distinct().ToList() is [var one] ? one : null;
        if (attention is not null) text.Append($"attention: {Mapping(Keys(attention))}\n");
        if (feedForward is not null) text.Append($"feed-forward: {FeedForward(feedForward)}\n");

        text.Append("layers:\n");
        foreach (var group in LayerGroup.Of(model.Layers))
        {
            if (group.Repeat > 1) text.Append($"  - repeat: {group.Repeat}\n    layers:\n");
            foreach (var run in group.Runs)
            {
                List<string> keys = [$"count: {run.Count}"];
                if (attention is null) keys.Add($"attention: {Mapping(Keys(run.Layer.Mixer))}");
                else if (ReachKey(run.Layer.Mixer) is { } reach) keys.Add($"attention: {{ {reach} }}");
                if (feedForward is null) keys.Add($"feed-forward: {FeedForward(run.Layer.FeedForward)}");
                text.Append(group.Repeat > 1 ? "      - " : "  - ").Append(Mapping(keys)).Append('\n');
            }
        }
        return text.ToString();
    }

    // Layers that differ only in how far they reach share the rest.
    static MixerSpec? SharedAttention(ModelSpec model) =>
        model.Layers.Select(static l => l.Mixer is AttentionSpec a ? a with { Reach = Reach.Full } : l.Mixer).Distinct().ToList() is [var one] ? one : null;

    static List<string> Formats(PrecisionSpec precision)
    {
        var defaults = new PrecisionSpec();
        List<string> keys = [];
        if (precision.Weights != defaults.Weights) keys.Add($"weights: {precision.Weights.Name}");
        if (precision.Experts is { } experts) keys.Add($"experts: {experts.Name}");
        if (precision.Activations != defaults.Activations) keys.Add($"activations: {precision.Activations.Name}");
        if (precision.Kv != defaults.Kv) keys.Add($"kv: {precision.Kv.Name}");
        if (precision.Embeddings != defaults.Embeddings) keys.Add($"embeddings: {precision.Embeddings.Name}");
        return keys;
    }

    static List<string> Keys(MixerSpec mixer)
    {
        List<string> keys = [];
        switch (mixer)
        {
            case AttentionSpec a:
                keys.AddRange([$"heads: {a.Heads}", $"kv-heads: {a.KvHeads}", $"head-dim: {a.HeadDim}"]);
                if (a.ValueDim > 0) keys.Add($"value-dim: {a.ValueDim}");
                if (ReachKey(a) is { } reach) keys.Add(reach);
                if (a.QkvBias) keys.Add("qkv-bias: true");
                if (a.OutputBias) keys.Add("output-bias: true");
                if (a.QkNorm) keys.Add("qk-norm: true");
                if (a.OutputGate) keys.Add("output-gate: true");
                if (a.Sinks) keys.Add("sinks: true");
                break;
            case LatentAttentionSpec a:
                keys.AddRange(["kind: latent", $"heads: {a.Heads}"]);
                if (a.QueryRank > 0) keys.Add($"query-rank: {a.QueryRank}");
                keys.AddRange([$"kv-rank: {a.KvRank}", $"nope-dim: {a.NopeDim}", $"rope-dim: {a.RopeDim}", $"value-dim: {a.ValueDim}"]);
                if (a.Indexer is { } indexer) keys.Add($"indexer: {{ heads: {indexer.Heads}, dim: {indexer.Dim}, top: {indexer.Top} }}");
                break;
            case RecurrentSpec r:
                keys.AddRange(["kind: recurrent", $"heads: {r.Heads}", $"key-heads: {r.KeyHeads}", $"key-dim: {r.KeyDim}", $"value-dim: {r.ValueDim}"]);
                if (r.Convolution > 0) keys.Add($"convolution: {r.Convolution}");
                if (r.Gates != 2) keys.Add($"gates: {r.Gates}");
                break;
        }
        return keys;
    }

    static string? ReachKey(MixerSpec mixer) => mixer is not AttentionSpec { Reach: { Kind: not ReachKind.Full } reach } ? null
        : reach.Kind == ReachKind.Window ? $"window: {reach.Tokens}" : $"chunk: {reach.Tokens}";

    static string FeedForward(FeedForwardSpec spec)
    {
        List<string> keys = [];
        switch (spec)
        {
            case DenseSpec d:
                keys.Add($"width: {d.Width}");
                if (!d.Gated) keys.Add("gated: false");
                if (d.Bias) keys.Add("bias: true");
                return Mapping(keys);
            case ExpertsSpec e:
                keys.AddRange([$"experts: {e.Experts}", $"top-k: {e.TopK}", $"width: {e.Width}"]);
                if (e.Shared > 0) keys.Add($"shared: {e.Shared}");
                if (e.SharedWidth > 0) keys.Add($"shared-width: {e.SharedWidth}");
                if (e.Bias) keys.Add("bias: true");
                if (e.RouterBias) keys.Add("router-bias: true");
                return Mapping(keys);
            default:
                return "none";
        }
    }

    static string Mapping(List<string> keys) => $"{{ {string.Join(", ", keys)} }}";

    static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => quoted.Append('\\').Append(rune),
                < ' ' or 0x7f or 0x85 or 0x2028 or 0x2029 or 0xfeff => quoted.Append($"\\u{rune.Value:x4}"),
                _ => quoted.Append(rune),
            };
        }
        return quoted.Append('"').ToString();
    }
}
