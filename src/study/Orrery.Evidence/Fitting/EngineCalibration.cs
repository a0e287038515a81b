using System.Collections.Immutable;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>Fits what engines add to steps to recorded serving runs and offline batches, and to first tokens to the former.</summary>
public static class EngineCalibration
{
    /// <summary>
    /// Each engine that the folder has serving runs or offline batches of, with its releases; none where it holds neither file. Those that launch kernels one by one are
    /// fitted apart, by <see cref="LaunchCalibration"/>.
    /// </summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems, and what the catalog says of engines that runs do not tell: titles and steps that data ranks wait.</param>
    /// <param name="ranges">Whether the ranges of serving runs are wanted, which takes fits without each part of them; those of batches are the same.</param>
    public static ImmutableArray<EngineSpec> Fit(Func<string, TextReader?> open, EvidenceSystems systems, bool ranges = true)
    {
        var runs = Runs(open, systems);
        var known = ranges && runs.Count > 0 ? HeldOutRuns.Ranges(runs) : [];
        return
        [
            .. from engine in runs.GroupBy(run => run.Point.Engine, StringComparer.Ordinal)
               orderby engine.Key
               select Spec(systems, engine.Key, engine.Select(run => run.Point), EngineFit.Of([.. engine]).Releases, known),
            .. from engine in Batches(open, systems).GroupBy(batch => batch.Point.Engine, StringComparer.Ordinal)
               orderby engine.Key
               let overheads = EngineFitter.Fit([.. engine])
               select Spec(systems, engine.Key, engine.Select(batch => batch.Point), [new("", overheads, engine.Count(), ErrorStatistics.Of([.. engine.Select(batch => batch.Point with { Predicted = batch.Throughput(overheads) })])!.MedianError)], known),
        ];
    }

    /// <summary>Every serving run predicted by overheads that were fitted without it; none where the folder holds no such runs.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    public static ImmutableArray<UnseenPrediction> CrossValidate(Func<string, TextReader?> open, EvidenceSystems systems)
        => Runs(open, systems) is { Count: > 0 } runs ? HeldOutRuns.Predict(runs) : [];

    internal static EngineSpec Spec(EvidenceSystems systems, string name, IEnumerable<EvidencePoint> points, ImmutableArray<EngineRelease> releases, ImmutableArray<EngineRange> ranges)
    {
        var all = points.ToList();
        return new()
        {
            Name = name,
            Title = systems.EngineTitle(name),
            Systems = [.. all.Select(point => point.System).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Models = [.. all.Select(point => point.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Releases = releases,
            Ranges = ranges,
        };
    }

    static List<RecordedBatch> Batches(Func<string, TextReader?> open, EvidenceSystems systems)
        => MeasuredTable.Of(new OfflineBatches(), open) is { } table ? [.. OfflineBatches.Batches(table, systems, new(OfflineBatches.SetName))] : [];

    static List<RecordedRun> Runs(Func<string, TextReader?> open, EvidenceSystems systems)
        => MeasuredTable.Of(new ServingRuns(), open) is { } table ? [.. ServingRuns.Runs(table, systems, new(ServingRuns.SetName))] : [];
}
