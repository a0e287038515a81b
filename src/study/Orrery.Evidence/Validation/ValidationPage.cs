using System.Net;
using System.Text;
using Orrery.Reporting.Svg;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>A validation as one page: verdicts, predicted against measured on logarithmic axes, and statistics. No scripts, no requests.</summary>
public static class ValidationPage
{
    // Markers of more points than this would hide each other; every so many is drawn.
    const int MostMarkers = 1500;

    // Around the outermost points, wide enough for the thin lines even where all points are alike.
    const double Margin = 1.3;

    /// <summary>The page.</summary>
    public static string Write(ValidationReport report)
    {
        var page = new StringBuilder();
        page.Append($$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Orrery beside measured hardware</title>
            <style>
            {{Palette.Css}}
            body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;margin:1rem 0} td,th{padding:.2rem .7rem;border-bottom:1px solid var(--rule);text-align:left} td.n{text-align:right}
            .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(30rem,1fr));gap:1rem} figure{margin:0}
            </style>
            </head>
            <body>
            <h1>Orrery beside measured hardware</h1>
            <p>{{report.Points.Length}} measured numbers, each beside our prediction. Points on the line agree; the thin lines are 25 % apart from it.</p>

            """);
        Table(page, ["Bound", "Reached", "Must", "Aim", "Verdict"], ValidationTargets.Of(report).Select(t =>
            new[] { t.Name, Share(t.Value ?? double.NaN, t.AtLeast), Share(t.Must, t.AtLeast), Share(t.Aim, t.AtLeast), t.Word }));
        if (!report.Runs.IsEmpty)
            Table(page, ["Run", "From", "Of", "", "Measured", "Ours", "Error", "Bound", "Verdict"], report.Runs.Select(r =>
                new[] { r.Run, r.Source, r.Metric, r.Statistic, r.Measured is { } measured ? $"{new Seconds(measured)}" : "–", $"{new Seconds(r.Ours)}", Percent(r.Error ?? double.NaN), Percent(r.Bound ?? double.NaN), r.Word }));
        page.Append("<div class=\"charts\">\n");
        foreach (var group in report.Points.GroupBy(point => (point.Set, point.Metric)))
            page.Append("<figure>\n").Append(XyChartSvg.Draw(Chart(group.Key.Set, group.Key.Metric, [.. group]), standalone: false)).Append("</figure>\n");
        page.Append("</div>\n");
        Table(page, ["Set", "Of", "By", "", "Points", "Median error", "Mean error", "Bias", "90th percentile", "Rank correlation"], report.Totals.Concat(report.Splits()).Select(g =>
            new[] { g.Set, g.Metric.Word(), g.Dimension, g.Value, $"{g.Errors.Points}", Percent(g.Errors.MedianError), Percent(g.Errors.MeanError), Percent(g.Errors.Bias), Percent(g.Errors.NinetiethError), $"{g.Errors.RankCorrelation:0.000}" }));
        foreach (var set in report.Points.GroupBy(point => point.Set))
        {
            page.Append($"<h2>Furthest off in {WebUtility.HtmlEncode(set.Key)}</h2>\n");
            Table(page, ["Of", "System", "Model", "Engine", "Point", "Measured", "Predicted", "Error", "Why"], ValidationReport.Worst(set).Select(p =>
                new[] { p.Metric.Word(), p.System, p.Model, $"{p.Engine} {p.Version}".Trim(), p.Detail, p.Metric.Text(p.Measured), p.Metric.Text(p.Predicted), Percent(p.Error), p.Cause }));
        }
        Table(page, ["Set", "Rows without a prediction", "Rows"], report.Unmapped.Select(u => new[] { u.Set, u.Reason, $"{u.Rows}" }));
        return page.Append("</body>\n</html>\n").ToString();
    }

    static XyChart Chart(string set, Metric metric, EvidencePoint[] points)
    {
        var (label, unit) = metric.Axis();
        var least = points.Min(p => Math.Min(p.Measured, p.Predicted)) / Margin;
        var most = points.Max(p => Math.Max(p.Measured, p.Predicted)) * Margin;
        var every = (points.Length + MostMarkers - 1) / MostMarkers;
        // Within the axes, beyond which a line would be bent to them.
        LineSeries Line(string name, double factor) => new(name, 0, [new(least / Math.Min(1, factor), least * Math.Max(1, factor)), new(most / Math.Max(1, factor), most * Math.Min(1, factor))]) { Reference = true };
        return new XyChart($"{set}: {label}", new("measured", unit, AxisScale.Log, least, most), new("predicted", unit, AxisScale.Log, least, most))
        {
            Lines = [Line("", 1), Line("", 1.25), Line("", 0.8)],
            Scatters = [.. points.GroupBy(p => p.System).Index().Select(system => new ScatterSeries(system.Item.Key, system.Index,
                [.. system.Item.Where((_, i) => i % every == 0).Select(p => new LabelledPoint(p.Measured, p.Predicted, null, $"{p.Id}: {metric.Text(p.Measured)}, predicted {metric.Text(p.Predicted)}"))]))],
        };
    }

    static void Table(StringBuilder page, string[] head, IEnumerable<string[]> rows)
    {
        page.Append("<table><thead><tr>").AppendJoin("", head.Select(h => $"<th>{h}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in rows) page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>")).Append("</tr>\n");
        page.Append("</tbody></table>\n");
    }

    static string Share(double value, bool correlation) => correlation ? $"{value:0.00}" : Percent(value);

    static string Percent(double share) => double.IsNaN(share) ? "–" : $"{100 * share:0.0} %";
}
