using System.Collections.Immutable;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>Fits what engines add to steps and to first tokens to recorded serving runs.</summary>
public static class EngineCalibration
{
    const string File = "aic_silicon_e2e.csv";

    /// <summary>The overheads of each engine that the folder has runs of; none where it holds no such file.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    public static ImmutableArray<(string Engine, int Runs, EngineOverheads Overheads)> Fit(Func<string, TextReader?> open, EvidenceSystems systems)
        =>
        [
            .. Runs(open, systems).GroupBy(run => run.Point.Engine, StringComparer.Ordinal).OrderBy(engine => engine.Key, StringComparer.Ordinal).Select(engine => (engine.Key, engine.Count(), EngineFitter.Fit([.. engine]))),
            .. Batches(open, systems).GroupBy(batch => batch.Point.Engine, StringComparer.Ordinal).OrderBy(engine => engine.Key, StringComparer.Ordinal).Select(engine => (engine.Key, engine.Count(), EngineFitter.Fit([.. engine]))),
        ];

    /// <summary>Every run predicted by overheads that were fitted without it; none where the folder holds no runs.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    public static ImmutableArray<UnseenPrediction> CrossValidate(Func<string, TextReader?> open, EvidenceSystems systems)
        => Runs(open, systems) is { Count: > 0 } runs ? EngineFitter.CrossValidate(runs) : [];

    static List<RecordedBatch> Batches(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        using var text = open("llm_inference_bench_all.csv");
        return text is null ? [] : [.. OfflineBatches.Batches(MeasuredTable.Read("llm_inference_bench_all.csv", text), systems, new("llm_inference_bench_all"))];
    }

    static List<RecordedRun> Runs(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        using var text = open(File);
        return text is null ? [] : [.. ServingRuns.Runs(MeasuredTable.Read(File, text), systems, new("aic_silicon_e2e"), overheads: false)];
    }
}
