using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>
/// Operational intensity (FLOPs per byte moved) and capacity footprint (bytes of memory per request, weights shared out over the batch), and what they say
/// bounds an engine: arithmetic, bandwidth or capacity (arXiv 2601.22001). At the traffic's mean lengths.
/// </summary>
public sealed record IntensityResult
{
    /// <summary>The arithmetic of the multiplications with weights, e.g. <c>fp8</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The tier that most weights are read from.</summary>
    public required string Tier { get; init; }

    /// <summary>Peak of that arithmetic over the bandwidth of that tier.</summary>
    public required double RidgeFlopsPerByte { get; init; }

    /// <summary>Memory of an engine for weights and cache.</summary>
    public required double MemoryBytes { get; init; }

    /// <summary>Weights of an engine.</summary>
    public required double WeightBytes { get; init; }

    /// <summary>Cache and state of a sequence half way through its output.</summary>
    public required double BytesPerSequence { get; init; }

    /// <summary>Sequences that decode together: in a run their simulated mean.</summary>
    public required double Batch { get; init; }

    /// <summary>The capacity footprint of a request at that batch.</summary>
    public required double BytesPerRequest { get; init; }

    /// <summary>Sequences that the cache of an engine holds.</summary>
    public required double LargestBatch { get; init; }

    /// <summary>Sequences from which on a decode step's multiplications with weights reach the ridge.</summary>
    public required double RidgeBatch { get; init; }

    /// <summary>Whether memory stops the batch before it reaches the ridge.</summary>
    public required bool CapacityBound { get; init; }

    /// <summary>Each phase as a whole (<c>step</c>) and its operators.</summary>
    public required ImmutableArray<OperatorIntensity> Operators { get; init; }

    /// <summary>Intensity and footprint of a decode step at growing batch, past what memory holds up to the ridge; empty for single operating points.</summary>
    public ImmutableArray<BatchIntensity> Curve { get; init; } = [];
}

/// <summary>One operator, or a phase as a whole, between arithmetic, bandwidth and capacity.</summary>
/// <param name="Phase"><c>prefill</c> or <c>decode</c>.</param>
/// <param name="Operator">The operator; <c>step</c> for all of them.</param>
/// <param name="FlopsPerByte">Its intensity.</param>
/// <param name="BytesPerRequest">Its footprint at the batch.</param>
/// <param name="MemoryShare">Memory that it takes at the batch that would fill the arithmetic, over what there is; over 1 where that batch does not fit.</param>
/// <param name="Region">What bounds it: <c>compute</c>; <c>bandwidth</c>; <c>capacity</c>, where memory does not hold the batch that would reach the ridge, or <c>bandwidth and capacity</c>.</param>
public sealed record OperatorIntensity(string Phase, string Operator, double FlopsPerByte, double BytesPerRequest, double MemoryShare, string Region);

/// <summary>A decode step at a batch.</summary>
/// <param name="Batch">Sequences.</param>
/// <param name="FlopsPerByte">Intensity.</param>
/// <param name="BytesPerRequest">Footprint of one request.</param>
public sealed record BatchIntensity(double Batch, double FlopsPerByte, double BytesPerRequest);
