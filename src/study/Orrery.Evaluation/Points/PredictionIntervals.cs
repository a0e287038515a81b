using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>A range that four in five measured numbers would lie in.</summary>
/// <param name="Low">One in ten lies below.</param>
/// <param name="High">One in ten lies above.</param>
public sealed record PredictedRange(double Low, double High);

/// <summary>How far measured hardware may be from what we say, by regime: the middle 80 % of measured over predicted.</summary>
static class PredictionIntervals
{
    // From `orrery validate --unseen` over 2,260 recorded serving runs, each predicted by overheads that were fitted without its model; without an
    // engine's overheads, from the same runs predicted by kernels alone.
    static readonly PredictedRange DenseTpot = new(0.83, 1.13), MixtureTpot = new(0.75, 1.31);
    static readonly PredictedRange DenseKernels = new(0.95, 1.27), MixtureKernels = new(0.85, 1.51);
    static readonly PredictedRange Ttft = new(0.6, 2.1);

    /// <summary>Ratios of the time per output token; null where it does not rest on the operator model of calibrated hardware.</summary>
    public static PredictedRange? OfTpot(EngineModel engine)
    {
        if (!Applies(engine)) return null;
        var mixture = engine.Plan.Model.Layers.Any(static layer => layer.FeedForward is ExpertsSpec);
        return Wider(engine, engine.Plan.Serving.Engine is null ? mixture ? MixtureKernels : DenseKernels : mixture ? MixtureTpot : DenseTpot);
    }

    /// <summary>Ratios of the time to first token of users in a closed loop; null also where the engine, whose front end takes most of it, is not named.</summary>
    public static PredictedRange? OfTtft(EngineModel engine) => Applies(engine) && engine.Plan.Serving.Engine is not null ? Wider(engine, Ttft) : null;

    static bool Applies(EngineModel engine) => engine.Plan is { Mode: PerformanceMode.Calibrated, Timing: null, Serving.Speculation: null };

    // An accelerator whose architecture was not measured: twice as far off.
    static PredictedRange Wider(EngineModel engine, PredictedRange range)
        => engine.Plan.System.Accelerator.Calibration is null ? new(range.Low * range.Low, range.High * range.High) : range;
}
