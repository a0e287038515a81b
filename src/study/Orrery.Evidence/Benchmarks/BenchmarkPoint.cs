using System.Collections.Immutable;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>What is held against a prediction at once: a run's means, or those of a part of its requests.</summary>
/// <param name="Run">Place of the run.</param>
/// <param name="Name">How it is shown.</param>
/// <param name="From">First of the requests in the order in which they were sent.</param>
/// <param name="To">After the last of them; 0 for all.</param>
/// <param name="Figures">What was measured of them.</param>
sealed record BenchmarkPoint(int Run, string Name, int From, int To, ImmutableArray<BenchmarkFigure> Figures)
{
    // A single recorded run is cut so that parts of it can be held back; fewer requests than these have no mean of their own.
    const int Parts = 8, FewestOfPart = 10;

    /// <summary>The points of runs: parts of those recorded request by request where there are few, else whole runs.</summary>
    public static ImmutableArray<BenchmarkPoint> Of(ImmutableArray<BenchmarkRun> runs)
    {
        var cut = runs.Count(static run => !run.Each.IsEmpty) is var recorded and > 0 && recorded * Parts <= 40;
        return [.. runs.Index().SelectMany(r => cut && r.Item.Each.Length >= Parts * FewestOfPart ? PartsOf(r.Index, r.Item) : [new(r.Index, r.Item.Name, 0, 0, r.Item.Figures)])];
    }

    static IEnumerable<BenchmarkPoint> PartsOf(int index, BenchmarkRun run)
    {
        var count = run.Each.Length;
        for (var part = 0; part < Parts; part++)
        {
            int from = count * part / Parts, to = count * (part + 1) / Parts;
            var each = run.Each[from..to];
            yield return new(index, $"{run.Name}, requests {from + 1}–{to}", from, to, BenchmarkFigures.Of(
                (BenchmarkMetric.Ttft, each.Average(r => r.Ttft), null), (BenchmarkMetric.Tpot, each.Average(r => r.Tpot), null), (BenchmarkMetric.E2e, each.Average(r => r.E2e), null)));
        }
    }

    /// <summary>The same figures of a simulation; not a number where none came.</summary>
    /// <param name="served">Its requests, in the order in which they were sent.</param>
    public ImmutableArray<double> Predict(RequestOutcome[] served)
    {
        var part = To > 0 ? served[Math.Min(From, served.Length)..Math.Min(To, served.Length)] : served;
        part = [.. part.Where(static r => r.Status == RequestStatus.Completed)];
        return [.. Figures.Select(figure => part.Length == 0 ? double.NaN : figure.Metric switch
        {
            BenchmarkMetric.Ttft when figure.IsMedian => ErrorStatistics.Quantile([.. part.Select(Ttft).Order()], 0.5),
            BenchmarkMetric.Ttft => part.Average(Ttft),
            BenchmarkMetric.Tpot => part.Where(static r => r.OutputTokens > 1).Select(static r => (r.Finish - r.FirstToken).Value / (r.OutputTokens - 1)).DefaultIfEmpty(double.NaN).Average(),
            BenchmarkMetric.E2e => part.Average(static r => (r.Finish - r.Arrival).Value),
            _ => part.Sum(static r => (double)r.OutputTokens) / (part.Max(static r => r.Finish.Value) - part.Min(static r => r.Arrival.Value)),
        })];

        static double Ttft(RequestOutcome r) => (r.FirstToken - r.Arrival).Value;
    }
}
