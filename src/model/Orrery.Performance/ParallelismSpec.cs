using System.Collections.Immutable;

namespace Orrery.Performance;

/// <summary>How one engine is spread over devices. An engine takes <see cref="DevicesPerEngine"/> devices; what is left of a system makes further replicas.</summary>
/// <param name="Tensor">Ranks that split every matrix and its heads (TP).</param>
/// <param name="Pipeline">Stages that split the layers (PP).</param>
/// <param name="Expert">Ranks that split the experts (EP); they are the same devices as the tensor, context and data ranks.</param>
/// <param name="Data">Ranks of one engine that attend to different requests but share the experts (attention DP).</param>
/// <param name="Context">Ranks that split the tokens of one sequence (CP).</param>
/// <param name="Overlap">Share of the time of collectives that runs beside computation, 0 to 1.</param>
/// <param name="ExpertSkew">How unevenly tokens choose experts: the exponent of Zipf's law, 0 for evenly.</param>
/// <param name="RedundantExperts">Further copies of popular experts, in each layer, that even out the ranks.</param>
public sealed record ParallelismSpec(int Tensor = 1, int Pipeline = 1, int Expert = 1, int Data = 1, int Context = 1, double Overlap = 0, double ExpertSkew = 0, int RedundantExperts = 0)
{
    /// <summary>
    /// Micro-batches that a step is split into, after which the pipeline drains: m of them take (m + stages − 1)/m times as long as without bubbles.
    /// 0 for a pipeline that the next steps' batches keep full.
    /// </summary>
    public int MicroBatches { get; init; }

    /// <summary>How often each expert was chosen, in the order of the ranks, as a record of routing tells; empty for <see cref="ExpertSkew"/>.</summary>
    public ImmutableArray<double> ExpertCounts { get; init; } = [];

    /// <summary>What tensor ranks split.</summary>
    public TensorSplit Split { get; init; }

    /// <summary>
    /// Whether steps are worked on in two halves where that pays: engines beside a memory attend for one half while the accelerator's own multiply
    /// for the other. Weights are then read once for each half.
    /// </summary>
    public bool HalfBatches { get; init; }

    /// <summary>Devices that one engine takes.</summary>
    public int DevicesPerEngine => Tensor * Pipeline * Data * Context;
}

/// <summary>What the tensor ranks of an engine split.</summary>
public enum TensorSplit
{
    /// <summary>Heads and the widths of matrices, as libraries for GPUs do: matrices without heads, and key-value heads fewer than ranks, are held by every rank.</summary>
    Heads,

    /// <summary>Every matrix and every cache evenly, whatever the number of heads: ranks that share a head keep different tokens of it.</summary>
    Elements,
}
