using Orrery.Units;

namespace Orrery.Workloads.Architectures;

/// <summary>
/// Capacity footprint: memory needed per request, the weights shared out over the batch (arXiv 2601.22001). A machine whose
/// memory holds a smaller batch than its ridge point asks for is bound by capacity.
/// </summary>
/// <param name="Weights">All weights.</param>
/// <param name="PerSequence">Cache and state of one sequence.</param>
public sealed record CapacityFootprint(Bytes Weights, Bytes PerSequence)
{
    /// <summary>Sizes a model whose sequences are at one context.</summary>
    public static CapacityFootprint Of(ModelSpec model, PrecisionSpec precision, long context) =>
        new(WeightFootprint.Of(model, precision).Total, KvFootprint.Of(model).Size(context, precision.Kv));

    /// <summary>Memory per request at a batch.</summary>
    public Bytes PerRequest(double batch) => new(PerSequence.Value + Weights.Value / batch);

    /// <summary>Sequences that fit into a memory beside the weights; 0 where the weights alone do not.</summary>
    public long LargestBatch(Bytes memory) =>
        (long)Math.Max(0, Math.Floor((memory.Value - Weights.Value) / PerSequence.Value));

    /// <summary>Whether memory stops the batch before a weight read is shared by enough tokens to reach the machine's ridge.</summary>
    /// <param name="memory">Memory of the machine.</param>
    /// <param name="ridge">Peak arithmetic over memory bandwidth, in FLOPs per byte.</param>
    /// <param name="bytesPerWeight">Bytes of one stored weight.</param>
    public bool IsCapacityBound(Bytes memory, double ridge, double bytesPerWeight) =>
        LargestBatch(memory) < ridge * bytesPerWeight / 2;
}
