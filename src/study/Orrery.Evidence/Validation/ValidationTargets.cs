using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>How far off a prediction may be: what must be reached and what is aimed at, beside what is reached.</summary>
/// <param name="Name">What is bounded.</param>
/// <param name="Value">The median absolute error, or the rank correlation; null where there are no points.</param>
/// <param name="Must">The bound that must be held.</param>
/// <param name="Aim">The bound that is aimed at.</param>
/// <param name="AtLeast">Whether the value must be at least the bound, as a correlation, rather than at most.</param>
public sealed record TargetVerdict(string Name, double? Value, double Must, double Aim, bool AtLeast = false)
{
    /// <summary>Whether the bound is held; null where there are no points.</summary>
    public bool? Holds => Value is { } value ? Within(value, Must) : null;

    /// <summary><c>aim</c>, <c>must</c> or <c>missed</c>; <c>no points</c> where there are none.</summary>
    public string Word => Value switch
    {
        null => "no points",
        { } value when Within(value, Aim) => "aim",
        { } value when Within(value, Must) => "must",
        _ => "missed",
    };

    bool Within(double value, double bound) => AtLeast ? value >= bound : value <= bound;
}

/// <summary>The bounds that predictions are held to.</summary>
public static class ValidationTargets
{
    /// <summary>Holds a report to the bounds; sets without points are left out.</summary>
    public static ImmutableArray<TargetVerdict> Of(ValidationReport report)
    {
        var points = report.Points;
        return
        [
            .. new[]
            {
                Median("serving, dense, aggregated: TPOT", 0.10, 0.06, p => p is { Set: ServingRuns.SetName, Metric: Metric.Tpot, Phase: "dense" }),
                Median("serving, mixtures and disaggregated: TPOT", 0.18, 0.10, p => p is { Set: ServingRuns.SetName, Metric: Metric.Tpot, Phase: not "dense" }),
                Median("serving: TTFT", 0.25, 0.15, p => p is { Set: ServingRuns.SetName, Metric: Metric.Ttft }),
                Median("prompt times", 0.12, 0.06, p => p is { Set: PromptAndTokenTimes.SetName, Metric: Metric.Ttft }),
                Median("token times", 0.12, 0.06, p => p is { Set: PromptAndTokenTimes.SetName, Metric: Metric.Tpot }),
                Median("power", 0.10, 0.06, p => p is { Set: PromptAndTokenTimes.SetName, Metric: Metric.Power }),
                Median("offline batches: throughput", 0.25, 0.15, p => p is { Set: OfflineBatches.SetName }),
                Ranks("offline batches: rank correlation", 0.90, 0.95, p => p is { Set: OfflineBatches.SetName }),
            }.Where(verdict => verdict.Value is not null),
            // Some accelerators' parameters are fitted to these very batches, others' are not.
            .. from batches in points.Where(p => p.Set == BatchPower.SetName).GroupBy(p => p.System)
               select new TargetVerdict($"power of offline batches: {batches.Key}", ErrorStatistics.Of([.. batches])!.MedianError, 0.10, 0.06),
            .. from fold in report.Unseen.Where(prediction => prediction.Point.Set == PromptAndTokenTimes.SetName).GroupBy(prediction => (prediction.Fold, prediction.Point.Metric))
               let bounds = fold.Key.Metric == Metric.Power ? (0.10, 0.06) : (0.12, 0.06)
               let name = fold.Key.Metric switch { Metric.Ttft => "prompt times", Metric.Tpot => "token times", _ => "power" }
               select new TargetVerdict($"{name}, unseen {fold.Key.Fold}", ErrorStatistics.Of([.. fold.Select(prediction => prediction.Point)])!.MedianError, bounds.Item1, bounds.Item2),
            .. from fold in report.Unseen.Where(prediction => prediction.Point.Set != PromptAndTokenTimes.SetName).GroupBy(prediction => (prediction.Fold, prediction.Point.Metric))
               let bounds = fold.Key switch
               {
                   (_, Metric.Ttft) => (0.25, 0.15),
                   ("by whole system", _) => (0.20, 0.12),
                   ("by whole model", _) => (0.15, 0.08),
                   _ => (0.18, 0.10),
               }
               select new TargetVerdict($"serving, unseen {fold.Key.Fold}: {fold.Key.Metric.Word().ToUpperInvariant()}", ErrorStatistics.Of([.. fold.Select(prediction => prediction.Point)])!.MedianError, bounds.Item1, bounds.Item2),
            .. from run in report.Runs.Where(row => row.Holds is not null).GroupBy(row => row.Run)
               select new TargetVerdict($"run, worst error over its bound: {run.Key}", run.Max(row => Math.Abs(row.Error!.Value) / row.Bound!.Value), 1, 0.5),
            .. UnseenKernels.Of(report).Select(unseen => new TargetVerdict($"kernels, unseen {unseen.Fold}: {unseen.Set}", unseen.Errors.MedianError, 0.12, 0.06)),
            .. from kernel in points.Where(p => p.Metric == Metric.OperatorTime).GroupBy(p => p.Set)
               select new TargetVerdict($"kernels: {kernel.Key}", ErrorStatistics.Of([.. kernel])!.MedianError, 0.12, 0.06),
        ];

        TargetVerdict Median(string name, double must, double aim, Func<EvidencePoint, bool> of)
            => new(name, ErrorStatistics.Of([.. points.Where(of)])?.MedianError, must, aim);

        TargetVerdict Ranks(string name, double must, double aim, Func<EvidencePoint, bool> of)
            => new(name, ErrorStatistics.Of([.. points.Where(of)])?.RankCorrelation, must, aim, AtLeast: true);
    }
}
