using System.Collections.Immutable;
using Orrery.Scenarios;

namespace Orrery.Evidence;

/// <summary>A system fitted to benchmarks of it.</summary>
/// <param name="Calibration">What it differs in from the catalog's, with ranges of predictions.</param>
/// <param name="Scores">How far off predictions are, by metric.</param>
/// <param name="Figures">Every measured number beside ours.</param>
/// <param name="Folds">Fits that left a part out each.</param>
/// <param name="Simulations">Simulations that all fits took.</param>
public sealed record SystemFitResult(SystemCalibration Calibration, ImmutableArray<FitScore> Scores, ImmutableArray<FittedFigure> Figures, int Folds, int Simulations);

/// <summary>How far off predictions of a metric are: medians of the absolute error.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Points">Measured numbers.</param>
/// <param name="Before">With the catalog alone.</param>
/// <param name="Fitted">With the calibration, on what it was fitted to.</param>
/// <param name="HeldBack">With fits that did not see the number; null where nothing could be held back.</param>
/// <param name="Bias">Median signed error of those; null where there are none.</param>
/// <param name="Range">The middle 80 % of measured over predicted by those; null where there are none.</param>
public sealed record FitScore(BenchmarkMetric Metric, int Points, double Before, double Fitted, double? HeldBack, double? Bias, RatioRange? Range)
{
    // What is nearer than this by chance is no gain.
    const double Slack = 0.005;

    /// <summary>Whether predictions of what the fit did not see come nearer, or were near already; null where nothing could be held back.</summary>
    public bool? Helps => HeldBack is { } held ? held <= Before + Slack : null;
}

/// <summary>One measured number beside ours.</summary>
/// <param name="Point">The run, or the part of it.</param>
/// <param name="Metric">What is measured.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Before">What the catalog alone says.</param>
/// <param name="Fitted">What the calibration says.</param>
/// <param name="HeldBack">What a fit says that did not see the number; null where nothing could be held back.</param>
public sealed record FittedFigure(string Point, BenchmarkMetric Metric, double Measured, double Before, double Fitted, double? HeldBack);

/// <summary>Fits a system to benchmarks of it: five numbers, drawn to the catalog's as far as the benchmarks tell nothing else.</summary>
/// <remarks>
/// Levenberg and Marquardt on log(predicted / measured), residuals beyond 1.5 standard errors weighed down (Huber), beside a ridge on how far each number is from
/// the catalog's. With five points and more every fourth is held back in turn, else each one: they are predicted by fits that did not see them. The calibration itself
/// is fitted to all points. A single point cannot be held back.
/// </remarks>
public static class SystemFit
{
    const int Every = 4;

    /// <summary>Fits a system.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="system">The system of it that was measured; what it says of a calibration is not used.</param>
    /// <param name="runs">The benchmark's runs, at least one.</param>
    /// <exception cref="EvidenceException">Requests of the benchmark cannot be served by this system.</exception>
    public static SystemFitResult Fit(Plan plan, SystemPlan system, ImmutableArray<BenchmarkRun> runs)
    {
        var points = BenchmarkPoint.Of(runs);
        var replay = new BenchmarkReplay(plan, system, runs, points);
        var search = new CalibrationSearch(CalibrationParameters.Of(system), replay, points);
        var before = replay.Predict(null);
        if (before.Any(double.IsNaN)) throw new EvidenceException($"'{system.System.Name}' cannot serve the requests of the benchmark", "is the scenario's system the one that was measured? Its model must fit, and hold prompt and output");
        var whole = search.Fit(_ => true, CalibrationParameters.Start);
        var fitted = replay.Predict(whole.Calibration);
        var folds = points.Length < 2 ? 0 : points.Length < Every + 1 ? points.Length : Every;
        var held = new double?[before.Length];
        for (var fold = 0; fold < folds; fold++)
        {
            // From the catalog's system, not from where the fit to all ended: that has seen what is held back.
            var without = replay.Predict(search.Fit(point => point % folds != fold, CalibrationParameters.Start).Calibration);
            foreach (var (figure, point) in search.PointOf.Index())
                if (point % folds == fold) held[figure] = without[figure];
        }

        var figures = ImmutableArray.CreateBuilder<FittedFigure>();
        foreach (var (i, point) in search.PointOf.Index())
            figures.Add(new(points[point].Name, search.Figures[i].Metric, search.Figures[i].Value, before[i], fitted[i], held[i]));
        var scores = figures.GroupBy(f => f.Metric).OrderBy(group => group.Key).Select(group => Score(group.Key, [.. group])).ToImmutableArray();
        RatioRange? Range(BenchmarkMetric metric) => scores.FirstOrDefault(s => s.Metric == metric)?.Range;
        var calibration = whole.Calibration with { Ttft = Range(BenchmarkMetric.Ttft), Tpot = Range(BenchmarkMetric.Tpot), Throughput = Range(BenchmarkMetric.Throughput) };
        return new(calibration, scores, figures.ToImmutable(), folds, replay.Simulated);
    }

    static FitScore Score(BenchmarkMetric metric, FittedFigure[] figures)
    {
        static double Median(IEnumerable<double> of) => ErrorStatistics.Quantile([.. of.Order()], 0.5);
        double[] held = [.. figures.Where(f => f.HeldBack is not null).Select(f => f.HeldBack!.Value / f.Measured)];
        return new(metric, figures.Length, Median(figures.Select(f => Math.Abs(f.Before / f.Measured - 1))), Median(figures.Select(f => Math.Abs(f.Fitted / f.Measured - 1))),
            held.Length > 0 ? Median(held.Select(ratio => Math.Abs(ratio - 1))) : null, held.Length > 0 ? Median(held.Select(ratio => ratio - 1)) : null,
            held.Length > 0 ? HeldBackRange.Of([.. held.Select(ratio => 1 / ratio)]) : null);
    }
}
