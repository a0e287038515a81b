using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>
/// Engines that only run a model's encoder of images and sound, and send what it makes to those that compute prompts: encoding apart from prefill and decode
/// (EPD disaggregation, arXiv 2501.05460).
/// </summary>
public sealed record EncodePool
{
    /// <summary>Tells what a batch costs: shapes hold <see cref="StepShape.EncoderTokens"/> alone.</summary>
    public required IStepTimer Timer { get; init; }

    /// <summary>Engines of this kind.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Encoder tokens of a batch at most; a request with more is a batch by itself.</summary>
    public int MaxBatchedTokens { get; init; } = 8192;

    /// <summary>Bytes of the embedding of one token.</summary>
    public required Bytes BytesPerToken { get; init; }

    /// <summary>At which embeddings leave one of them.</summary>
    public required BytesPerSecond SendBandwidth { get; init; }

    /// <summary>From the first byte that leaves to the first that arrives.</summary>
    public Seconds Latency { get; init; }
}
