using Orrery.Hardware;

namespace Orrery.Workloads;

/// <summary>How the parts of a model are stored and computed.</summary>
public sealed record PrecisionSpec
{
    /// <summary>Weights of the layers.</summary>
    public NumberFormat Weights { get; init; } = NumberFormat.Bf16;

    /// <summary>Weights of routed experts, where they differ (gpt-oss ships them in MXFP4).</summary>
    public NumberFormat? Experts { get; init; }

    /// <summary>Activations: what matrix multiplications take beside the weights. The residual stream and what all-reduces carry stay at 16 bits.</summary>
    public NumberFormat Activations { get; init; } = NumberFormat.Bf16;

    /// <summary>The key-value cache.</summary>
    public NumberFormat Kv { get; init; } = NumberFormat.Bf16;

    /// <summary>Embedding and output projection, which engines keep wide; 16 bits where not given.</summary>
    public NumberFormat Embeddings { get; init; } = NumberFormat.Bf16;
}
