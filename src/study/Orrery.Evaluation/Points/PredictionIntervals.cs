using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>A range that four in five measured numbers would lie in.</summary>
/// <param name="Low">One in ten lies below.</param>
/// <param name="High">One in ten lies above.</param>
public sealed record PredictedRange(double Low, double High);

/// <summary>How far measured hardware may be from what we say: the middle 80 % of measured over predicted, from runs that were predicted without them.</summary>
/// <remarks>
/// The range asked for is that of what the prediction knows: both model and accelerator measured under the engine, only one of them, or none, which
/// is wider by both. The engine's entry of the catalog has the ranges; without an engine they are those of kernels alone.
/// </remarks>
static class PredictionIntervals
{
    // Recorded serving runs predicted by kernels alone, without an engine's overheads.
    static readonly PredictedRange DenseKernels = new(0.95, 1.27), MixtureKernels = new(0.85, 1.51);

    /// <summary>Ratios of the time per output token; null where it does not rest on the operator model of calibrated hardware.</summary>
    public static PredictedRange? OfTpot(EngineModel engine)
    {
        if (!Applies(engine)) return null;
        if (engine.Plan.Calibration?.Tpot is { } own) return new(own.Low, own.High);
        return engine.Plan.Serving.Engine is { } named ? Of(engine, named, RangeOf.Tpot) : Wider(engine, Regime(engine) == RangeRegime.Dense ? DenseKernels : MixtureKernels);
    }

    /// <summary>Ratios of the time to first token of users in a closed loop; null also where the engine, whose front end takes most of it, is not named.</summary>
    public static PredictedRange? OfTtft(EngineModel engine) => !Applies(engine) ? null
        : engine.Plan.Calibration?.Ttft is { } own ? new(own.Low, own.High)
        : engine.Plan.Serving.Engine is { } named ? Of(engine, named, RangeOf.Ttft) : null;

    /// <summary>Why the time per output token has no ratios; null where it has.</summary>
    public static string? WhyNone(EngineModel engine) => OfTpot(engine) is not null ? null : engine.Plan switch
    {
        { Mode: not PerformanceMode.Calibrated } => "the mode ideal is a bound and predicts nothing",
        { Timing: not null } => "step times are those of the scenario's 'timing'",
        { Serving.Speculation: not null } => "no measured run drafted tokens",
        { Serving.Engine: { } named } => $"under {named.Name} only {Names(named.Models)} on {Names(named.Systems)} {(named.Models.Length + named.Systems.Length > 2 ? "were" : "was")} measured, and no run beside those was held back",
        _ => "nothing like it was measured",
    };

    static string Names(ImmutableArray<string> names) => names.IsEmpty ? "nothing" : string.Join(", ", names);

    /// <summary>What the ranges rest on, in a few words.</summary>
    public static string Basis(EngineModel engine)
    {
        if (engine.Plan.Calibration?.Tpot is not null) return "your own benchmark, what was held back of it";
        var unmeasured = IsUnmeasured(engine) ? "; no accelerator of this architecture was measured, so twice as wide" : "";
        if (engine.Plan.Serving.Engine is not { } named) return "recorded serving runs against kernels alone: no engine is named" + unmeasured;
        var unseen = (named.Models.Contains(engine.Plan.Model.Name), named.Systems.Contains(engine.Plan.System.Accelerator.Name)) switch
        {
            (true, true) => "single runs held back",
            (false, true) => "whole models held back",
            (true, false) => "whole accelerators held back",
            _ => "whole models and whole accelerators held back",
        };
        return $"recorded runs of {named.Name}, {unseen}{unmeasured}";
    }

    /// <summary>Whether nothing of the accelerator's architecture was measured, and the user measured nothing either.</summary>
    public static bool IsUnmeasured(EngineModel engine) => engine.Plan.System.Accelerator.Calibration is null && engine.Plan.Calibration?.Tpot is null;

    static PredictedRange? Of(EngineModel engine, EngineSpec named, RangeOf of)
    {
        bool model = named.Models.Contains(engine.Plan.Model.Name), system = named.Systems.Contains(engine.Plan.System.Accelerator.Name);
        PredictedRange? Range(Unseen unseen) => named.Ranges.FirstOrDefault(range => range.Of == of && range.Regime == Regime(engine) && range.Unseen == unseen) is { } range ? new(range.Low, range.High) : null;
        var known = (model, system) switch
        {
            (true, true) => Range(Unseen.Neither),
            (false, true) => Range(Unseen.Model),
            (true, false) => Range(Unseen.System),
            _ => Range(Unseen.Model) is { } first && Range(Unseen.System) is { } second ? Both(first, second) : null,
        };
        return known is null ? null : Wider(engine, known);
    }

    // Two errors that are not of one cause: their logarithms add as the sides of a right angle.
    static PredictedRange Both(PredictedRange a, PredictedRange b)
        => new(Math.Exp(-double.Hypot(Below(a), Below(b))), Math.Exp(double.Hypot(Above(a), Above(b))));

    static double Below(PredictedRange range) => Math.Max(0, -Math.Log(range.Low));

    static double Above(PredictedRange range) => Math.Max(0, Math.Log(range.High));

    static RangeRegime Regime(EngineModel engine)
        => engine.Plan.Prefill is not null || engine.Plan.Model.Layers.Any(static layer => layer.FeedForward is ExpertsSpec) ? RangeRegime.Mixture : RangeRegime.Dense;

    static bool Applies(EngineModel engine) => engine.Plan is { Mode: PerformanceMode.Calibrated, Timing: null, Serving.Speculation: null };

    // An accelerator whose architecture was not measured: twice as far off.
    static PredictedRange Wider(EngineModel engine, PredictedRange range)
        => engine.Plan.System.Accelerator.Calibration is null ? new(range.Low * range.Low, range.High * range.High) : range;
}
