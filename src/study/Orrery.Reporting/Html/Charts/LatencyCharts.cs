using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Html.Charts;

/// <summary>The distribution of each latency, a line a system, with the objectives on it as limits.</summary>
static class LatencyCharts
{
    static readonly (string Metric, string Title)[] Shown = [("ttft", "Time to first token"), ("tpot", "Time per output token"), ("e2e", "Arrival to last token")];

    public static IEnumerable<XyChart> Of(RunResult run) =>
        Shown.Select(shown => Chart(run, shown.Metric, shown.Title)).Where(chart => chart.Lines.Any(line => !line.Reference));

    static XyChart Chart(RunResult run, string metric, string title) => new(
        title, new(title.ToLowerInvariant(), "s", AxisScale.Log), new("share of requests", "%", Min: 0, Max: 1))
    {
        Lines =
        [
            .. run.Systems.SelectMany((system, colour) => (system.Simulated?.Distributions ?? [])
                .Where(distribution => distribution.Metric == metric)
                .Select(distribution => new LineSeries(system.Name, colour,
                    [.. distribution.Seconds.Zip(distribution.Probability, (seconds, share) => new ChartPoint(seconds, share))], LineShape.Step))),
            .. Limits(run, metric),
        ],
    };

    static IEnumerable<LineSeries> Limits(RunResult run, string metric) =>
        run.Systems.SelectMany(system => system.Simulated?.Objectives ?? [])
            .Where(objective => objective.Name.StartsWith(metric + "-", StringComparison.Ordinal))
            .DistinctBy(objective => objective.Name)
            .Select(objective => new LineSeries(objective.Name, 0, [new(objective.BoundSeconds, 0), new(objective.BoundSeconds, 1)]) { Reference = true });
}
