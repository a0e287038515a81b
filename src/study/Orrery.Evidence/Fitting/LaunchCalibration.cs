using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>Fits how an engine launches kernels one by one to times of prompts and tokens.</summary>
public static class LaunchCalibration
{
    // The records have no all-reduce between the size of 2,048 tokens, up to which times are linear, and twice that.
    static readonly Bytes LargeSum = new(32 << 20);

    /// <summary>The engine, of one release; null where the folder holds no such batches.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="ranges">Whether the ranges are wanted, which takes fits without each part of the batches.</param>
    public static EngineSpec? Fit(Func<string, TextReader?> open, EvidenceSystems systems, bool ranges = true) => Batches(open, systems) is { Length: > 0 } batches
        ? EngineCalibration.Spec(systems, PromptAndTokenTimes.Engine, batches.Select(batch => batch.Point), [new("", Fit(batches), batches.Length)], ranges ? Ranges(CrossValidate(open, systems)) : [])
        : null;

    // Of batches at random, and of one system from the others; no second model was recorded.
    static ImmutableArray<EngineRange> Ranges(ImmutableArray<UnseenPrediction> unseen) =>
    [
        .. from part in new[] { ("at random", Unseen.Neither), ("by whole system", Unseen.System) }
           from points in unseen.Where(prediction => prediction.Fold == part.Item1).Select(prediction => prediction.Point).GroupBy(point => point.Metric)
           let of = points.Key == Metric.Tpot ? RangeOf.Tpot : RangeOf.Ttft
           orderby part.Item2, of
           let interval = ErrorInterval.Of([.. points])
           select new EngineRange(of, RangeRegime.Dense, part.Item2, interval.Low, interval.High, points.Count()),
    ];

    /// <summary>Every batch predicted by overheads that were fitted without it: at random, by whole system, by tokens of the prompts. None where the folder holds none.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    public static ImmutableArray<UnseenPrediction> CrossValidate(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        var batches = Batches(open, systems);
        (string Name, Func<PromptBatch, string> Of)[] folds =
        [
            ("at random", batch => $"{HeldOutRuns.Scatter(batch.Point.Id) % HeldOutRuns.RandomParts}"),
            ("by whole system", batch => batch.Point.System),
            ("by tokens of the prompts", batch => $"{batch.Prompt * batch.Point.Batch}"),
        ];
        return
        [
            .. from fold in folds
               from held in batches.GroupBy(fold.Of, StringComparer.Ordinal)
               let seen = batches.Where(batch => fold.Of(batch) != held.Key).ToArray()
               where seen.Length > 0
               let overheads = Fit(seen)
               let intervals = seen.SelectMany(batch => batch.Times(overheads)).GroupBy(point => point.Metric).ToDictionary(points => points.Key, points => ErrorInterval.Of([.. points]))
               from point in held.SelectMany(batch => batch.Times(overheads))
               select new UnseenPrediction(fold.Name, point, intervals[point.Metric].Holds(point)),
        ];
    }

    /// <summary>The batches that the folder holds, at full power.</summary>
    internal static PromptBatch[] Batches(Func<string, TextReader?> open, EvidenceSystems systems)
        => MeasuredTable.Of(new PromptAndTokenTimes(), open) is { } table ? [.. PromptAndTokenTimes.Batches(table, systems, new(PromptAndTokenTimes.SetName))] : [];

    /// <summary>Least mean of |log(predicted / measured)| over prompts and tokens.</summary>
    internal static EngineOverheads Fit(IReadOnlyCollection<PromptBatch> batches)
    {
        static EngineOverheads Of(double[] x) => new(new(Math.Exp(x[0])), new(Math.Exp(x[1])), default, default)
        {
            Launch = new(new(Math.Exp(x[2])), Math.Exp(x[3]), 1 + Math.Exp(x[4]), 1 / (1 + Math.Exp(x[5])), LargeSum),
        };
        double LossOf(double[] x)
        {
            var overheads = Of(x);
            return Loss(batches.SelectMany(batch => batch.Times(overheads)));
        }

        double[] start = [Math.Log(8e-3), Math.Log(3e-4), Math.Log(20e-6), Math.Log(2), 0, Math.Log(5)];
        // A simplex shrinks early on such a surface: it starts anew where it stopped.
        for (var round = 0; round < 5; round++) (start, _) = NelderMead.Minimise(LossOf, start);
        return Of(start);
    }

    /// <summary>Mean of |log(predicted / measured)|.</summary>
    internal static double Loss(IEnumerable<EvidencePoint> points) => points.Average(static point => Math.Abs(Math.Log(point.Predicted / point.Measured)));
}
