using System.Collections.Immutable;

namespace Orrery.Workloads.Tests.Architectures;

/// <summary>Published architectures, typed from their configurations.</summary>
static class Models
{
    public static ModelSpec Llama2x70B { get; } = Of("llama-2-70b", 8192, 32000, 4096,
        Repeat(80, new AttentionSpec { Heads = 64, KvHeads = 8, HeadDim = 128 }, new DenseSpec { Width = 28672 }));

    public static ModelSpec Llama3x8B { get; } = Of("llama-3-8b", 4096, 128256, 8192,
        Repeat(32, new AttentionSpec { Heads = 32, KvHeads = 8, HeadDim = 128 }, new DenseSpec { Width = 14336 }));

    public static ModelSpec Llama3x405B { get; } = Of("llama-3.1-405b", 16384, 128256, 131072,
        Repeat(126, new AttentionSpec { Heads = 128, KvHeads = 8, HeadDim = 128 }, new DenseSpec { Width = 53248 }));

    public static ModelSpec Qwen2x7B { get; } = Of("qwen2.5-7b", 3584, 152064, 131072,
        Repeat(28, new AttentionSpec { Heads = 28, KvHeads = 4, HeadDim = 128, QkvBias = true }, new DenseSpec { Width = 18944 }));

    public static ModelSpec Qwen3x8B { get; } = Of("qwen3-8b", 4096, 151936, 40960,
        Repeat(36, new AttentionSpec { Heads = 32, KvHeads = 8, HeadDim = 128, QkNorm = true }, new DenseSpec { Width = 12288 }));

    public static ModelSpec Qwen3x30B { get; } = Of("qwen3-30b-a3b", 2048, 151936, 40960,
        Repeat(48, new AttentionSpec { Heads = 32, KvHeads = 4, HeadDim = 128, QkNorm = true }, new ExpertsSpec { Experts = 128, TopK = 8, Width = 768 }));

    public static ModelSpec Mixtral { get; } = Of("mixtral-8x7b", 4096, 32000, 32768,
        Repeat(32, new AttentionSpec { Heads = 32, KvHeads = 8, HeadDim = 128 }, new ExpertsSpec { Experts = 8, TopK = 2, Width = 14336 }));

    public static ModelSpec Gemma2x2B { get; } = Of("gemma-2-2b", 2304, 256000, 8192, Alternate(13,
        new AttentionSpec { Heads = 8, KvHeads = 4, HeadDim = 256, Reach = new(ReachKind.Window, 4096) },
        new AttentionSpec { Heads = 8, KvHeads = 4, HeadDim = 256 },
        new DenseSpec { Width = 9216 })) with { TiedEmbeddings = true, NormsPerLayer = 4 };

    public static ModelSpec Phi2 { get; } = Of("phi-2", 2560, 51200, 2048,
        Repeat(32, new AttentionSpec { Heads = 32, KvHeads = 32, HeadDim = 80, QkvBias = true, OutputBias = true }, new DenseSpec { Width = 10240, Gated = false, Bias = true }))
        with { NormsPerLayer = 1, NormBias = true };

    public static ModelSpec Opt6x7B { get; } = Of("opt-6.7b", 4096, 50272, 2048,
        Repeat(32, new AttentionSpec { Heads = 32, KvHeads = 32, HeadDim = 128, QkvBias = true, OutputBias = true }, new DenseSpec { Width = 16384, Gated = false, Bias = true }))
        with { NormBias = true, TiedEmbeddings = true, LearnedPositions = 2050 };

    public static ModelSpec Falcon7B { get; } = Of("falcon-7b", 4544, 65024, 2048,
        Repeat(32, new AttentionSpec { Heads = 71, KvHeads = 1, HeadDim = 64 }, new DenseSpec { Width = 18176, Gated = false }))
        with { NormsPerLayer = 1, NormBias = true, TiedEmbeddings = true };

    public static ModelSpec DeepSeekV2Lite { get; } = Of("deepseek-v2-lite", 2048, 102400, 163840,
    [
        .. Repeat(1, Latent(16, 0), new DenseSpec { Width = 10944 }),
        .. Repeat(26, Latent(16, 0), new ExpertsSpec { Experts = 64, TopK = 6, Width = 1408, Shared = 2 }),
    ]);

    public static ModelSpec DeepSeekV3 { get; } = Of("deepseek-v3", 7168, 129280, 163840,
    [
        .. Repeat(3, Latent(128, 1536), new DenseSpec { Width = 18432 }),
        .. Repeat(58, Latent(128, 1536), new ExpertsSpec { Experts = 256, TopK = 8, Width = 2048, Shared = 1, RouterBias = true }),
    ]) with { PredictionHeads = 1 };

    public static ModelSpec DeepSeekV3x2 { get; } = DeepSeekV3 with
    {
        Name = "deepseek-v3.2",
        Layers = [.. DeepSeekV3.Layers.Select(static l => l with { Mixer = (LatentAttentionSpec)l.Mixer with { Indexer = new(64, 128, 2048) } })],
    };

    public static ModelSpec GptOss20B { get; } = GptOss("gpt-oss-20b", 12, 32);

    public static ModelSpec GptOss120B { get; } = GptOss("gpt-oss-120b", 18, 128);

    public static ModelSpec Qwen3Next { get; } = Of("qwen3-next-80b-a3b", 2048, 151936, 262144, Alternate(12,
    [
        .. Enumerable.Repeat<MixerSpec>(new RecurrentSpec { Heads = 32, KeyHeads = 16, KeyDim = 128, ValueDim = 128, Convolution = 4 }, 3),
        new AttentionSpec { Heads = 16, KvHeads = 2, HeadDim = 256, QkNorm = true, OutputGate = true },
    ], new ExpertsSpec { Experts = 512, TopK = 10, Width = 512, Shared = 1 }));

    // state-spaces/mamba2-2.7b: 64 layers, expansion 2, 80 heads of 64, state 128, one group.
    public static ModelSpec Mamba2 { get; } = Of("mamba2-2.7b", 2560, 50288, 1_000_000,
        Repeat(64, new RecurrentSpec { Heads = 80, KeyHeads = 1, KeyDim = 128, ValueDim = 64, Convolution = 4, Gates = 1 }, new NoFeedForwardSpec()))
        with { NormsPerLayer = 1, TiedEmbeddings = true };

    public static ModelSpec Llama4Scout { get; } = Of("llama-4-scout", 5120, 202048, 10485760, Alternate(12,
    [
        .. Enumerable.Repeat<MixerSpec>(new AttentionSpec { Heads = 40, KvHeads = 8, HeadDim = 128, Reach = new(ReachKind.Chunk, 8192) }, 3),
        new AttentionSpec { Heads = 40, KvHeads = 8, HeadDim = 128 },
    ], new ExpertsSpec { Experts = 16, TopK = 1, Width = 8192, Shared = 1 }));

    static ModelSpec GptOss(string name, int pairs, int experts)
    {
        var full = new AttentionSpec { Heads = 64, KvHeads = 8, HeadDim = 64, QkvBias = true, OutputBias = true, Sinks = true };
        return Of(name, 2880, 201088, 131072, Alternate(pairs, full with { Reach = new(ReachKind.Window, 128) }, full,
            new ExpertsSpec { Experts = experts, TopK = 4, Width = 2880, Bias = true, RouterBias = true }));
    }

    static ModelSpec Of(string name, int hidden, int vocabulary, int context, ImmutableArray<LayerSpec> layers) =>
        new() { Name = name, Title = name, Hidden = hidden, Vocabulary = vocabulary, ContextLength = context, Layers = layers };

    static LatentAttentionSpec Latent(int heads, int queryRank) =>
        new() { Heads = heads, QueryRank = queryRank, KvRank = 512, NopeDim = 128, RopeDim = 64, ValueDim = 128 };

    static ImmutableArray<LayerSpec> Repeat(int count, MixerSpec mixer, FeedForwardSpec feedForward) =>
        [.. Enumerable.Repeat(new LayerSpec(mixer, feedForward), count)];

    static ImmutableArray<LayerSpec> Alternate(int times, MixerSpec first, MixerSpec second, FeedForwardSpec feedForward) =>
        Alternate(times, [first, second], feedForward);

    static ImmutableArray<LayerSpec> Alternate(int times, MixerSpec[] mixers, FeedForwardSpec feedForward)
    {
        var layers = mixers.Select(m => new LayerSpec(m, feedForward)).ToArray();
        return [.. Enumerable.Range(0, times).SelectMany(_ => layers)];
    }
}
