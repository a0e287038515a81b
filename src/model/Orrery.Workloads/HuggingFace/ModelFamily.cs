using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orrery.Workloads.HuggingFace;

/// <summary>What the code of a family of models does without its configuration saying so.</summary>
sealed record ModelFamily
{
    /// <summary>Whether embeddings are tied where the configuration is silent.</summary>
    public bool Tied { get; init; }

    /// <summary>Biases of queries, keys and values whatever <c>attention_bias</c> says.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Whether a bias of attention extends to its output.</summary>
    public bool OutputBias { get; init; } = true;

    public bool QkNorm { get; init; }

    public bool OutputGate { get; init; }

    public bool Sinks { get; init; }

    public bool Gated { get; init; } = true;

    public bool MlpBias { get; init; }

    public bool RouterBias { get; init; }

    public int NormsPerLayer { get; init; } = 2;

    public bool NormBias { get; init; }

    /// <summary>Shared experts where the configuration does not count them.</summary>
    public int SharedExperts { get; init; }

    /// <summary>Among layers with a window or chunk, each n-th sees the whole context; 0 where none does. A configuration's <c>layer_types</c> goes before it.</summary>
    public int FullEvery { get; init; }

    /// <summary>Whether <c>sliding_window</c> holds only for layers from <c>max_window_layers</c> on, and only under <c>use_sliding_window</c>.</summary>
    public bool WindowIsOptional { get; init; }

    /// <summary>Rows of the learned position table beyond the context; negative where positions are not learned.</summary>
    public int PositionOffset { get; init; } = -1;

    /// <summary>Defaults of the family's configuration class that its published configurations rely on.</summary>
    public IReadOnlyDictionary<string, int> Defaults { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Families by <c>model_type</c>.</summary>
    public static FrozenDictionary<string, ModelFamily> ByType { get; } = All().ToFrozenDictionary();

    static Dictionary<string, ModelFamily> All()
    {
        var qwen2 = new ModelFamily { QkvBias = true, OutputBias = false, WindowIsOptional = true, SharedExperts = 1 };
        var qwen3 = new ModelFamily { QkNorm = true, WindowIsOptional = true };
        var balanced = new ModelFamily { RouterBias = true };
        var gemma3 = new ModelFamily
        {
            Tied = true, QkNorm = true, NormsPerLayer = 4, FullEvery = 6,
            Defaults = Table(("num_attention_heads", 8), ("num_key_value_heads", 4), ("head_dim", 256), ("vocab_size", 262208), ("max_position_embeddings", 131072), ("sliding_window", 4096)),
        };
        var llama4 = new ModelFamily { SharedExperts = 1, FullEvery = 4 };
        var falcon = new ModelFamily { Tied = true, Gated = false, NormBias = true, Defaults = Table(("max_position_embeddings", 2048)) };
        return new Dictionary<string, ModelFamily>
        {
            ["llama"] = new(),
            ["mistral"] = new(),
            ["mixtral"] = new(),
            ["qwen2"] = qwen2,
            ["qwen2_moe"] = qwen2,
            ["qwen3"] = qwen3,
            ["qwen3_moe"] = qwen3,
            ["qwen3_next"] = qwen3 with { OutputGate = true, SharedExperts = 1 },
            ["deepseek_v2"] = new(),
            ["deepseek_v3"] = balanced,
            ["deepseek_v32"] = balanced,
            ["glm_moe_dsa"] = balanced,
            ["kimi_k2"] = balanced,
            ["glm4_moe"] = balanced with { OutputBias = false },
            ["gpt_oss"] = new() { QkvBias = true, Sinks = true, MlpBias = true, RouterBias = true, FullEvery = 2 },
            ["gemma"] = new() { Tied = true },
            ["gemma2"] = new() { Tied = true, NormsPerLayer = 4, FullEvery = 2 },
            ["gemma3"] = gemma3,
            ["gemma3_text"] = gemma3,
            ["phi3"] = new(),
            ["phi"] = new() { QkvBias = true, Gated = false, MlpBias = true, NormsPerLayer = 1, NormBias = true },
            ["opt"] = new() { Tied = true, QkvBias = true, Gated = false, MlpBias = true, NormBias = true, PositionOffset = 2 },
            ["falcon"] = falcon,
            ["RefinedWeb"] = falcon,
            ["RefinedWebModel"] = falcon,
            ["llama4"] = llama4,
            ["llama4_text"] = llama4,
            ["mamba2"] = new() { NormsPerLayer = 1 },
        };
    }

    static Dictionary<string, int> Table(params ReadOnlySpan<(string Key, int Value)> rows)
    {
        var table = new Dictionary<string, int>();
        foreach (var (key, value) in rows) table.Add(key, value);
        return table;
    }
}
