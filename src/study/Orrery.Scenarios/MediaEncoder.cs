using Orrery.Performance;

namespace Orrery.Scenarios;

/// <summary>What lies where in a device that only encodes images and sound.</summary>
public static class MediaEncoder
{
    /// <summary>The operators: the encoder alone.</summary>
    /// <param name="encode">A <see cref="SystemPlan.Encode"/>.</param>
    public static OperatorGraph Graph(SystemPlan encode) => OperatorGraph.BuildEncoder(encode.Model, encode.Precision);

    /// <summary>The memory of one device: weights and what a batch works on, no cache.</summary>
    /// <param name="encode">A <see cref="SystemPlan.Encode"/>.</param>
    public static MemoryPlan Memory(SystemPlan encode) =>
        MemoryPlanner.Plan(Graph(encode), encode.System.Accelerator, encode.Placement, encode.Serving.MemoryUtilisation, encode.Serving.MaxBatchedTokens, 0);
}
