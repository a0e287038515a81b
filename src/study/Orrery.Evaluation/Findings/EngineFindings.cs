using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>Says where an engine's figures are those of another release than the one asked for.</summary>
static class EngineFindings
{
    /// <summary>The release that stands in; null where the one that was asked for was measured, or no engine is named.</summary>
    public static Finding? Of(EngineModel engine)
        => engine.Plan is { Mode: PerformanceMode.Calibrated, Serving.Engine: { IsMeasured: false } named }
            ? new(FindingLevel.Hint, "nearest-release",
                $"{named.Name} {named.Asked} was not measured: its overheads are those {(named.Release.Version.Length > 0 ? $"of {named.Release.Version}, the nearest that was" : "of all releases that were")}.")
            : null;
}
