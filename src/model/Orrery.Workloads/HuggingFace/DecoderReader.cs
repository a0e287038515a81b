using System.Collections.Immutable;

namespace Orrery.Workloads.HuggingFace;

/// <summary>Reads a decoder's layers: which keys mean what, given its family's conventions.</summary>
sealed class DecoderReader(ConfigReader config, ModelFamily family, string type)
{
    const int MostLayers = 4096, Widest = 1 << 20;

    public ModelSpec Read(string name, bool tied)
    {
        var hidden = config.Required(1, Widest, "hidden_size", "n_embd", "d_model");
        var count = config.Required(1, MostLayers, "num_hidden_layers", "n_layer", "n_layers", "num_layers");
        var context = Context();
        var experts = Has("num_local_experts", "num_experts", "n_routed_experts") ? Experts(hidden) : null;
        var mixers = type == "mamba2" ? new MixerReader(config, family).Mamba(hidden, count) : new MixerReader(config, family).Read(hidden, count);
        var sparse = experts is null ? null : SparseLayers(count);

        // The dense width may be absent where every layer has experts.
        FeedForwardSpec? dense = type == "mamba2" ? new NoFeedForwardSpec() : null;
        var kinds = new Dictionary<LayerSpec, LayerSpec>();
        var layers = ImmutableArray.CreateBuilder<LayerSpec>(count);
        for (var i = 0; i < count; i++)
        {
            var layer = new LayerSpec(mixers[i], sparse is not null && sparse[i] ? experts! : dense ??= Dense(hidden));
            if (!kinds.TryAdd(layer, layer)) layer = kinds[layer];
            layers.Add(layer);
        }
        return new ModelSpec
        {
            Name = name,
            Title = name,
            Hidden = hidden,
            Vocabulary = config.Required(1, 1 << 24, "vocab_size"),
            TiedEmbeddings = tied,
            LearnedPositions = family.PositionOffset >= 0 ? context + family.PositionOffset : 0,
            NormsPerLayer = NormsPerLayer(),
            NormBias = family.NormBias,
            PredictionHeads = config.Int(0, 64, "num_nextn_predict_layers") ?? 0,
            ContextLength = context,
            Layers = layers.DrainToImmutable(),
        };
    }

    int Context()
    {
        const int unlimited = 1 << 20;
        if (type != "mamba2") return config.Required(1, int.MaxValue - 1024, "max_position_embeddings", "n_positions", "max_sequence_length", "seq_length");
        config.Notes.Add($"A recurrence has no longest context; {unlimited} tokens are taken.");
        return unlimited;
    }

    // Falcon runs attention and MLP side by side: on one norm, or on two in the architecture of its larger models.
    int NormsPerLayer() => type is not ("falcon" or "RefinedWeb" or "RefinedWebModel") ? family.NormsPerLayer
        : config.Int(1, 2, "num_ln_in_parallel_attn")
            ?? (config.Flag("new_decoder_architecture", false) || !config.Flag("parallel_attn", true) ? 2 : 1);

    DenseSpec Dense(int hidden)
    {
        // Llama 4 gives its experts' width as intermediate_size.
        ReadOnlySpan<string> names = ["intermediate_size_mlp", "intermediate_size", "ffn_dim", "ffn_hidden_size", "n_inner"];
        return new DenseSpec
        {
            Width = family.Gated ? config.Required(1, Widest, names) : config.Int(1, Widest, names) ?? 4 * hidden,
            Gated = family.Gated,
            Bias = config.Flag("mlp_bias", config.Flag("enable_bias", family.MlpBias)) || (!family.Gated && config.Flag("bias", false)),
        };
    }

    ExpertsSpec Experts(int hidden)
    {
        var experts = config.Required(1, 1 << 16, "num_local_experts", "num_experts", "n_routed_experts");
        var topK = config.Required(1, 1 << 16, "num_experts_per_tok", "num_experts_per_token", "moe_topk");
        if (topK > experts)
            config.Problem("ORR2106", "num_experts_per_tok", $"A token visits {topK} experts, but there are {experts}.");
        var width = config.Required(1, Widest, "moe_intermediate_size", "intermediate_size");
        var sharedWidth = config.Int(0, Widest, "shared_expert_intermediate_size") ?? 0;
        return new ExpertsSpec
        {
            Experts = experts,
            TopK = topK,
            Width = width,
            Shared = config.Int(0, 1 << 16, "n_shared_experts", "num_shared_experts") ?? family.SharedExperts,
            SharedWidth = sharedWidth == width ? 0 : sharedWidth,
            Bias = family.MlpBias,
            RouterBias = family.RouterBias || config.Text("topk_method") == "noaux_tc",
        };
    }

    bool[] SparseLayers(int count)
    {
        var first = config.Int(0, MostLayers, "first_k_dense_replace") ?? 0;
        var every = config.Int(1, MostLayers, "moe_layer_freq") ?? 1;
        var step = config.Int(1, MostLayers, "decoder_sparse_step", "interleave_moe_layer_step") ?? 1;
        var dense = config.Ints("mlp_only_layers") ?? [];
        var listed = config.Ints("moe_layers");
        var sparse = new bool[count];
        for (var i = 0; i < count; i++)
            sparse[i] = listed?.Contains(i) ?? (i >= first && i % every == 0 && (i + 1) % step == 0 && !dense.Contains(i));
        return sparse;
    }

    bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (config.Has(name)) return true;
        }
        return false;
    }
}
