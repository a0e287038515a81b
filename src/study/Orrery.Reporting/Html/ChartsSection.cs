using Orrery.Evaluation;
using Orrery.Reporting.Html.Charts;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Html;

/// <summary>The charts, by the question they answer.</summary>
static class ChartsSection
{
    public static string Write(RunResult run) => string.Join('\n', new[]
    {
        Section("cost", "Energy, money, carbon", Bars(FootprintCharts.Of(run))),
        Section("latency", "Latency", Lines(LatencyCharts.Of(run))),
        Section("sessions", "What a session takes", Bars(SessionCharts.Of(run))),
        Section("throughput", "Throughput against latency", Lines(CurveCharts.Of(run))),
        Section("memory", "Memory of one device", Bars(MemoryChart.Of(run))),
        Section("operators", "Where the time goes", Bars(OperatorCharts.Of(run))),
        Section("roofline", "Roofline", Lines(RooflineCharts.Of(run))),
        Section("intensity", "Compute, bandwidth or capacity", Lines(IntensityCharts.Of(run))),
        Section("timeline", "The run over time", Lines(TimelineCharts.Of(run))),
    }.Where(section => section.Length > 0));

    static string Section(string id, string heading, IEnumerable<string> charts) => Markup.Section(id, heading, Markup.Grid(charts));

    static IEnumerable<string> Lines(IEnumerable<XyChart> charts) => charts.Select(chart => XyChartSvg.Draw(chart, standalone: false));

    static IEnumerable<string> Bars(IEnumerable<BarChart> charts) => charts.Select(chart => BarChartSvg.Draw(chart, standalone: false));
}
