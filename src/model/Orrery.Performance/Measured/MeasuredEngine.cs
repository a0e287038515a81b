using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance.Measured;

/// <summary>What a step's time needs to know beside the tables: the model and how it is spread.</summary>
/// <param name="Model">The model that was measured.</param>
/// <param name="Parallelism">Tensor, data and expert ranks; pipelines and split contexts are not covered by tables of layers.</param>
public sealed record MeasuredEngine(ModelSpec Model, ParallelismSpec Parallelism)
{
    /// <summary>Bytes of one activation on the network.</summary>
    public double BytesPerActivation { get; init; } = 2;

    /// <summary>Bandwidth of one device to its neighbour in a ring.</summary>
    public BytesPerSecond LinkBandwidth { get; init; } = new(double.PositiveInfinity);

    /// <summary>Latency of one step of a ring.</summary>
    public Seconds LinkLatency { get; init; }
}
