namespace Orrery.Workloads.HuggingFace;

/// <summary>Reads what mixes tokens in each layer.</summary>
sealed class MixerReader(ConfigReader config, ModelFamily family)
{
    const int MostHeads = 1 << 14, Widest = 1 << 20;

    public MixerSpec[] Read(int hidden, int count)
    {
        var heads = config.Required(1, MostHeads, "num_attention_heads", "n_head", "n_heads");
        if (config.Has("kv_lora_rank")) return Same(count, Latent(heads));

        var attention = Attention(hidden, heads);
        var reaches = Reaches(count);
        var recurrent = Recurrent();
        var mixers = new MixerSpec[count];
        var kinds = config.Texts("layer_types");
        var interval = config.Int(1, Widest, "full_attention_interval") ?? 4;
        for (var i = 0; i < count; i++)
        {
            var linear = recurrent is not null && (kinds is { } k && i < k.Count ? k[i] == "linear_attention" : (i + 1) % interval != 0);
            mixers[i] = linear ? recurrent! : attention with { Reach = reaches[i] };
        }
        return mixers;
    }

    /// <summary>A Mamba-2: no attention at all.</summary>
    public MixerSpec[] Mamba(int hidden, int count)
    {
        var width = (config.Int(1, 64, "expand") ?? 2) * hidden;
        var headDim = config.Required(1, Widest, "head_dim", "headdim");
        return Same(count, new RecurrentSpec
        {
            Heads = config.Int(1, MostHeads, "num_heads") ?? width / headDim,
            KeyHeads = config.Int(1, MostHeads, "n_groups", "ngroups") ?? 1,
            KeyDim = config.Required(1, Widest, "state_size", "d_state"),
            ValueDim = headDim,
            Convolution = config.Int(0, 64, "conv_kernel", "d_conv") ?? 4,
            Gates = 1,
        });
    }

    AttentionSpec Attention(int hidden, int heads)
    {
        var kvHeads = KvHeads(heads);
        if (heads % kvHeads != 0)
            config.Problem("ORR2106", "num_key_value_heads", $"{heads} query heads cannot share {kvHeads} key-value heads evenly.");
        var headDim = config.Int(1, Widest, "head_dim") ?? hidden / heads;
        if (headDim == 0) config.Problem("ORR2106", "num_attention_heads", $"{heads} heads are more than the hidden width {hidden}.");
        var bias = config.Flag("attention_bias", config.Flag("enable_bias", config.Flag("bias", family.QkvBias)));
        return new AttentionSpec
        {
            Heads = heads,
            KvHeads = kvHeads,
            HeadDim = headDim,
            QkvBias = bias || config.Flag("qkv_bias", otherwise: false),
            OutputBias = bias && family.OutputBias,
            // Llama 4 norms queries and keys too, but without parameters.
            QkNorm = family.QkNorm || (!config.Has("attention_chunk_size") && config.Flag("use_qk_norm", otherwise: false)),
            OutputGate = family.OutputGate,
            Sinks = family.Sinks,
        };
    }

    // Falcon's first architecture shares one head wherever multi_query is set; its later one counts them.
    int KvHeads(int heads) =>
        config.Flag("multi_query", otherwise: false) && !config.Flag("new_decoder_architecture", otherwise: false) ? 1
            : config.Int(1, MostHeads, "num_key_value_heads", "num_kv_heads", "n_head_kv") ?? heads;

    LatentAttentionSpec Latent(int heads) => new()
    {
        Heads = heads,
        QueryRank = config.Int(0, Widest, "q_lora_rank") ?? 0,
        KvRank = config.Required(1, Widest, "kv_lora_rank"),
        NopeDim = config.Required(0, Widest, "qk_nope_head_dim"),
        RopeDim = config.Required(0, Widest, "qk_rope_head_dim"),
        ValueDim = config.Required(1, Widest, "v_head_dim"),
        Indexer = !config.Has("index_topk") ? null : new(
            config.Required(1, MostHeads, "index_n_heads"), config.Required(1, Widest, "index_head_dim"), config.Required(1, int.MaxValue, "index_topk")),
    };

    RecurrentSpec? Recurrent() => !config.Has("linear_num_value_heads") ? null : new RecurrentSpec
    {
        Heads = config.Required(1, MostHeads, "linear_num_value_heads"),
        KeyHeads = config.Required(1, MostHeads, "linear_num_key_heads"),
        KeyDim = config.Required(1, Widest, "linear_key_head_dim"),
        ValueDim = config.Required(1, Widest, "linear_value_head_dim"),
        Convolution = config.Int(0, 64, "linear_conv_kernel_dim") ?? 0,
    };

    Reach[] Reaches(int count)
    {
        var reaches = new Reach[count];
        var chunk = config.Int(1, int.MaxValue, "attention_chunk_size");
        // Zero and less are written for "no window" here and there.
        var window = config.Int(int.MinValue, int.MaxValue, "sliding_window") is > 0 and var length ? length : (int?)null;
        if (family.WindowIsOptional && !config.Flag("use_sliding_window", otherwise: false)) window = null;
        if (chunk is null && window is null) return reaches;

        var near = chunk is { } c ? new Reach(ReachKind.Chunk, c) : new Reach(ReachKind.Window, window!.Value);
        var kinds = config.Texts("layer_types");
        var positions = config.Ints("no_rope_layers");
        var fullEvery = config.Int(0, count, "sliding_window_pattern", "no_rope_layer_interval") ?? family.FullEvery;
        var firstNear = family.WindowIsOptional ? config.Int(0, int.MaxValue, "max_window_layers") ?? count : 0;
        for (var i = 0; i < count; i++)
        {
            var full = kinds is not null && i < kinds.Count ? kinds[i] == "full_attention"
                : positions is { Count: > 0 } && i < positions.Count ? positions[i] == 0
                : i < firstNear || (fullEvery > 0 && (i + 1) % fullEvery == 0);
            reaches[i] = full ? Reach.Full : near;
        }
        return reaches;
    }

    static MixerSpec[] Same(int count, MixerSpec mixer)
    {
        var mixers = new MixerSpec[count];
        Array.Fill(mixers, mixer);
        return mixers;
    }
}
