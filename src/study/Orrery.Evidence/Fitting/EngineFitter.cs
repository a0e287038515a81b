using System.Collections.Immutable;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>Fits what engines add to steps and to first tokens, and scores fits on runs that they have not seen.</summary>
static class EngineFitter
{
    // Fewer runs of an engine tell none of its overheads.
    const int FewestRuns = 20;
    const int RandomFolds = 5;

    /// <summary>The overheads of one engine: least mean of |log(predicted / measured)|.</summary>
    public static EngineOverheads Fit(IReadOnlyCollection<RecordedRun> runs)
    {
        static EngineOverheads OfSteps(double[] x) => new(new(Math.Exp(x[0])), new(Math.Exp(x[1])), new(Math.Exp(x[2])), new(Math.Exp(x[3])));
        var (steps, _) = NelderMead.Minimise(x => Loss(runs, run => run.Tpot(OfSteps(x)), run => run.Point.Measured), [Math.Log(2e-4), Math.Log(5e-6), Math.Log(3e-6), Math.Log(1e-5)]);
        var known = OfSteps(steps);
        // What no microsecond comes of is none.
        static Seconds Some(Seconds time) => time.Value < 1e-8 ? default : time;
        known = new(Some(known.Step), Some(known.Sequence), Some(known.Layer), Some(known.ExpertLayer));
        EngineOverheads OfAll(double[] x) => known with { Request = new(Math.Exp(x[0])), User = new(Math.Exp(x[1])), Waits = Math.Exp(x[2]), Prompt = Math.Exp(x[3]) };
        var together = runs.Where(run => run.Point.Phase != "disagg").ToList();
        if (together.Count < FewestRuns) return known;
        var (starts, _) = NelderMead.Minimise(x =>
        {
            var overheads = OfAll(x);
            return Loss(together, run => run.Start.Ttft(overheads, run.Tpot(overheads)), run => run.MeasuredTtft);
        }, [Math.Log(0.05), Math.Log(1e-3), 0.5, 0.2]);
        return OfAll(starts);
    }

    /// <summary>The overheads of one engine from offline batches.</summary>
    public static EngineOverheads Fit(IReadOnlyCollection<RecordedBatch> batches)
    {
        static EngineOverheads Of(double[] x) => new(new(Math.Exp(x[0])), new(Math.Exp(x[1])), new(Math.Exp(x[2])), default);
        var (best, _) = NelderMead.Minimise(x =>
        {
            var overheads = Of(x);
            return Loss(batches, batch => batch.Throughput(overheads), batch => batch.Point.Measured);
        }, [Math.Log(2e-3), Math.Log(2e-5), Math.Log(1e-5)]);
        return Of(best);
    }

    /// <summary>Every run predicted by overheads fitted without it: at random, by whole model and by whole system.</summary>
    public static ImmutableArray<UnseenPrediction> CrossValidate(IReadOnlyList<RecordedRun> runs)
    {
        (string Name, Func<RecordedRun, string> Of)[] folds =
        [
            ("at random", run => $"{Scatter(run.Point.Id) % RandomFolds}"),
            ("by whole model", run => run.Point.Model),
            ("by whole system", run => run.Point.System),
        ];
        var predictions = ImmutableArray.CreateBuilder<UnseenPrediction>();
        foreach (var (name, of) in folds)
            foreach (var held in runs.GroupBy(of, StringComparer.Ordinal))
                foreach (var engine in held.GroupBy(run => run.Point.Engine, StringComparer.Ordinal))
                {
                    var seen = runs.Where(run => run.Point.Engine == engine.Key && of(run) != held.Key).ToList();
                    if (seen.Count < FewestRuns) continue;
                    var overheads = Fit(seen);
                    var known = seen.SelectMany(run => Points(run, overheads)).ToList();
                    foreach (var point in engine.SelectMany(run => Points(run, overheads)))
                    {
                        var regime = known.Where(other => other.Metric == point.Metric && (other.Phase == "dense") == (point.Phase == "dense")).ToList();
                        if (regime.Count < FewestRuns) regime = [.. known.Where(other => other.Metric == point.Metric)];
                        predictions.Add(new(name, point, ErrorInterval.Of(regime).Holds(point)));
                    }
                }

        return predictions.ToImmutable();
    }

    static IEnumerable<EvidencePoint> Points(RecordedRun run, EngineOverheads overheads)
    {
        yield return run.Point with { Predicted = run.Tpot(overheads) };
        if (run.Point.Phase != "disagg")
            yield return run.Point with { Metric = Metric.Ttft, Measured = run.MeasuredTtft, Predicted = run.Start.Ttft(overheads, run.Tpot(overheads)) };
    }

    // FNV-1a: at random, and always the same.
    static uint Scatter(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619;
        return hash;
    }

    static double Loss<T>(IReadOnlyCollection<T> runs, Func<T, double> predicted, Func<T, double> measured)
    {
        double sum = 0;
        foreach (var run in runs) sum += Math.Abs(Math.Log(predicted(run) / measured(run)));
        return sum / runs.Count;
    }
}
