using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Performance;

/// <summary>The collectives of one engine: for each group of ranks, how long the network that joins them takes.</summary>
sealed class CollectiveNetworks(AcceleratorSpec accelerator, ParallelismSpec parallelism, bool ideal)
{
    readonly LinkSpec? _scaleUp = ideal ? Ideal(accelerator.ScaleUp) : accelerator.ScaleUp;
    readonly LinkSpec? _scaleOut = ideal ? Ideal(accelerator.ScaleOut) : accelerator.ScaleOut;

    // What was measured is of the library, and no bound.
    readonly CalibrationSpec? _calibration = ideal ? null : accelerator.Calibration;

    readonly Dictionary<CollectiveGroup, CollectiveModel> _made = [];

    /// <summary>The network of a group; the same object each time.</summary>
    /// <exception cref="ArgumentException">The group has several ranks and no link joins them.</exception>
    public CollectiveModel Of(CollectiveGroup group)
    {
        if (!_made.TryGetValue(group, out var model)) _made.Add(group, model = Make(group));
        return model;
    }

    CollectiveModel Make(CollectiveGroup group) => group switch
    {
        CollectiveGroup.Tensor => CollectiveModel.Create(_scaleUp, _scaleOut, parallelism.Tensor, _calibration),
        CollectiveGroup.Experts => CollectiveModel.Create(_scaleUp, _scaleOut, parallelism.Tensor * parallelism.Context * parallelism.Data, _calibration),
        CollectiveGroup.Context => Strided(parallelism.Context, parallelism.Tensor * parallelism.Context),
        _ => Strided(2, 2 * parallelism.DevicesPerEngine / parallelism.Pipeline),
    };

    // Context ranks and pipeline neighbours are a stride apart: they meet on the fabric only if what lies between fits on it.
    CollectiveModel Strided(int ranks, int span)
        => _scaleUp is { } fabric && (span <= fabric.DomainSize || _scaleOut is null)
            ? CollectiveModel.Create(fabric, null, ranks, _calibration)
            : CollectiveModel.Create(null, _scaleOut, ranks, _calibration);

    // The bound that the wires set: every algorithm at full bandwidth, no library's own latencies, everybody on time.
    static LinkSpec? Ideal(LinkSpec? link) => link is null ? null : link with { Library = CollectiveLibrary.AlphaBeta, Efficiency = 1, Stragglers = null };
}
