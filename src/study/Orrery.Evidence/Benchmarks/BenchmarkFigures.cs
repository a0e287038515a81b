using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>Puts together what readers of benchmarks find.</summary>
static class BenchmarkFigures
{
    // Under a queue the mean of the times to a first token is that of a few: the median says more of the system, where it is told.
    public static ImmutableArray<BenchmarkFigure> Of(params ReadOnlySpan<(BenchmarkMetric Metric, double? Mean, double? Median)> found)
    {
        var figures = ImmutableArray.CreateBuilder<BenchmarkFigure>();
        foreach (var (metric, mean, median) in found)
        {
            if (metric == BenchmarkMetric.Ttft && median is { } middle and > 0) figures.Add(new(metric, middle, IsMedian: true));
            else if (mean is { } value and > 0 && double.IsFinite(value)) figures.Add(new(metric, value));
        }
        return figures.ToImmutable();
    }

    /// <summary>Requests in the order in which they were sent, times from the first.</summary>
    public static ImmutableArray<BenchmarkRequest> FromFirst(List<BenchmarkRequest> requests)
    {
        if (requests.Count == 0 || requests.Exists(static r => r.Sent is null)) return [.. requests.Select(static r => r with { Sent = null })];
        var first = requests.Min(static r => r.Sent!.Value);
        return [.. requests.OrderBy(static r => r.Sent).Select(r => r with { Sent = r.Sent - first })];
    }

    /// <summary>The run that requests make, which were sent when they say.</summary>
    public static BenchmarkRun Run(string name, List<BenchmarkRequest> requests)
    {
        var each = FromFirst(requests);
        return new BenchmarkRun
        {
            Name = name,
            Requests = each.Length,
            InputTokens = each.Average(r => r.InputTokens),
            OutputTokens = each.Average(r => r.OutputTokens),
            Each = each,
            Figures = Of(each),
        };
    }

    /// <summary>Means over requests, and tokens a second from the first sent to the last answered.</summary>
    static ImmutableArray<BenchmarkFigure> Of(ImmutableArray<BenchmarkRequest> each)
    {
        var makespan = each.All(r => r.Sent is not null) ? each.Max(r => r.Sent!.Value + r.E2e) : double.NaN;
        return Of(
            (BenchmarkMetric.Ttft, each.Average(r => r.Ttft), null),
            (BenchmarkMetric.Tpot, each.Average(r => r.Tpot), null),
            (BenchmarkMetric.E2e, each.Average(r => r.E2e), null),
            (BenchmarkMetric.Throughput, each.Sum(r => (double)r.OutputTokens) / makespan, null));
    }
}
