using System.Collections.Immutable;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>Runs predicted by fits that have not seen them, held back at random, by whole model and by whole system.</summary>
static class HeldOutRuns
{
    internal const int RandomParts = 5;

    /// <summary>How runs are held back: a name, what of them nothing was fitted to, and what tells which are held back together.</summary>
    public static readonly ImmutableArray<(string Name, Unseen Unseen, Func<RecordedRun, string> Of)> Folds =
    [
        // One measurement stands in several rows, under several names: all of them are held back at once.
        ("at random", Unseen.Neither, static run => $"{Scatter($"{run.Point.Engine} {run.Point.System} {run.MeasuredTtft:g4} {run.Point.Measured:g4}") % RandomParts}"),
        ("by whole model", Unseen.Model, static run => run.Architecture),
        ("by whole system", Unseen.System, static run => run.Point.System),
    ];

    /// <summary>Every run predicted without those that are held back with it, and whether it lies in the interval that the others give.</summary>
    /// <remarks>
    /// The interval of a part is that of the errors of the other parts, each predicted by a fit that has seen neither it nor the part in question.
    /// </remarks>
    public static ImmutableArray<UnseenPrediction> Predict(IReadOnlyList<RecordedRun> runs)
    {
        var predictions = ImmutableArray.CreateBuilder<UnseenPrediction>();
        foreach (var (name, unseen, of) in Folds)
        {
            var without = new Dictionary<(string Engine, string First, string Second), EngineFit?>();
            var parts = runs.GroupBy(run => (run.Point.Engine, Part: of(run))).ToDictionary(part => part.Key, part => part.ToList());
            var names = parts.Keys.Select(key => key.Part).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

            EngineFit? Fit(string engine, string first, string second)
            {
                if (string.CompareOrdinal(first, second) > 0) (first, second) = (second, first);
                if (without.TryGetValue((engine, first, second), out var known)) return known;
                var seen = parts.Where(part => part.Key.Engine == engine && part.Key.Part != first && part.Key.Part != second).SelectMany(part => part.Value).ToList();
                return without[(engine, first, second)] = seen.Count < EngineFitter.FewestRuns ? null : EngineFit.Of(seen);
            }

            IEnumerable<EvidencePoint> Points(string engine, string part, string also)
                => parts.TryGetValue((engine, part), out var held) && Fit(engine, part, also) is { } fit ? held.SelectMany(fit.Points) : [];

            foreach (var part in names)
            {
                var engines = parts.Keys.Where(key => key.Part == part).Select(key => key.Engine).ToList();
                var others = (from other in names
                              where other != part
                              from engine in parts.Keys.Where(key => key.Part == other).Select(key => key.Engine)
                              from point in Points(engine, other, part)
                              select point).ToList();
                var intervals = HeldOutIntervals.Of(others, unseen);
                foreach (var point in engines.SelectMany(engine => Points(engine, part, part)))
                    predictions.Add(new(name, point, intervals.Of(point).Holds(point)));
            }
        }

        return predictions.ToImmutable();
    }

    /// <summary>The ranges that predictions come with: the middle 80 % of the errors of all parts, each predicted without it.</summary>
    public static ImmutableArray<EngineRange> Ranges(IReadOnlyList<RecordedRun> runs)
        => [.. from fold in Folds from range in HeldOutIntervals.Of([.. Errors(runs, fold.Of)], fold.Unseen).Ranges() select range];

    static IEnumerable<EvidencePoint> Errors(IReadOnlyList<RecordedRun> runs, Func<RecordedRun, string> of)
        => from engine in runs.GroupBy(run => run.Point.Engine, StringComparer.Ordinal)
           from part in engine.GroupBy(of, StringComparer.Ordinal)
           let seen = engine.Where(run => of(run) != part.Key).ToList()
           where seen.Count >= EngineFitter.FewestRuns
           let fit = EngineFit.Of(seen)
           from point in part.SelectMany(fit.Points)
           select point;

    // FNV-1a: at random, and always the same.
    internal static uint Scatter(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619;
        return hash;
    }
}
