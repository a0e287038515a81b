using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Html.Charts;

/// <summary>Sequences running and waiting, and the cache in use, over the run.</summary>
static class TimelineCharts
{
    public static IEnumerable<XyChart> Of(RunResult run) =>
        new[]
        {
            Chart(run, "Sequences running", new("sequences"), slice => slice.Running),
            Chart(run, "Requests waiting", new("requests"), slice => slice.Waiting),
            Chart(run, "KV cache in use", new("share of the cache", "%", Min: 0), slice => slice.KvUtilisation),
            Up(run),
        }.Where(chart => chart.Lines.Length > 0);

    static XyChart Up(RunResult run) => new("Replicas up", new("time", "s"), new("replicas", Min: 0))
    {
        Lines =
        [
            .. run.Systems.Select((system, colour) => new LineSeries(system.Name, colour,
                [.. (system.Simulated?.Access?.ReplicasUp ?? []).Select(slice => new ChartPoint(slice.StartSeconds, slice.Mean))], LineShape.Step))
                .Where(line => line.Points.Length > 0),
        ],
    };

    static XyChart Chart(RunResult run, string title, Axis values, Func<TimelineResult, double> of) => new(title, new("time", "s"), values)
    {
        Lines =
        [
            .. run.Systems.Select((system, colour) => new LineSeries(system.Name, colour,
                [.. (system.Simulated?.Timeline ?? []).Select(slice => new ChartPoint(slice.StartSeconds, of(slice)))], LineShape.Step))
                .Where(line => line.Points.Length > 0),
        ],
    };
}
