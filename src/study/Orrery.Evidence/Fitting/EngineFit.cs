using System.Collections.Immutable;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>An engine's overheads and those of its releases, as fitted to some runs.</summary>
sealed class EngineFit
{
    readonly Dictionary<string, EngineOverheads> _releases = new(StringComparer.Ordinal);
    readonly EngineSpec _spec;

    EngineFit(EngineOverheads all, EngineSpec spec) => (All, _spec) = (all, spec);

    /// <summary>What all releases together add.</summary>
    public EngineOverheads All { get; }

    /// <summary>All releases together, then each that has runs enough and a number.</summary>
    public ImmutableArray<EngineRelease> Releases => _spec.Releases;

    /// <summary>Fits an engine.</summary>
    public static EngineFit Of(IReadOnlyList<RecordedRun> runs)
    {
        var all = EngineFitter.Fit(runs);
        EngineRelease Release(string version, EngineOverheads overheads, IReadOnlyCollection<RecordedRun> of)
            => new(version, overheads, of.Count, Median(of, overheads, Metric.Tpot), Median(of, overheads, Metric.Ttft));
        return new(all, new()
        {
            Name = runs[0].Point.Engine,
            Releases =
            [
                Release("", all, runs),
                .. from release in runs.GroupBy(run => run.Point.Version, StringComparer.Ordinal)
                   where EngineVersion.Number(release.Key) is not null && release.Count() >= EngineFitter.FewestRuns
                   orderby EngineVersion.Number(release.Key), release.Key
                   select Release(release.Key, EngineFitter.FitRelease([.. release], all), [.. release]),
            ],
        });
    }

    /// <summary>The overheads of a release, those of the nearest where it was not fitted.</summary>
    public EngineOverheads Overheads(string version)
    {
        if (!_releases.TryGetValue(version, out var known)) _releases.Add(version, known = _spec.Of(version).Overheads);
        return known;
    }

    /// <summary>A run's numbers beside what this says of them.</summary>
    public IEnumerable<EvidencePoint> Points(RecordedRun run)
    {
        var overheads = Overheads(run.Point.Version);
        yield return run.Point with { Predicted = run.Tpot(overheads) };
        yield return run.Point with { Metric = Metric.Ttft, Measured = run.MeasuredTtft, Predicted = run.Ttft(overheads) };
    }

    static double Median(IReadOnlyCollection<RecordedRun> runs, EngineOverheads overheads, Metric of)
    {
        var errors = runs.Select(run => of == Metric.Tpot ? Math.Abs(run.Tpot(overheads) / run.Point.Measured - 1) : Math.Abs(run.Ttft(overheads) / run.MeasuredTtft - 1)).Order().ToArray();
        return ErrorStatistics.Quantile(errors, 0.5);
    }
}
