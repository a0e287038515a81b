namespace Orrery.Reporting.Svg;

/// <summary>Draws a <see cref="BarChart"/>: names above their bars, so that long ones are never cut or turned.</summary>
public static class BarChartSvg
{
    const double Left = 4, Right = 16, NameHeight = 20, Gap = 12;

    /// <summary>The chart as an SVG element.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="standalone">Whether the style is included; a page with many charts holds <see cref="Palette.Css"/> once instead.</param>
    public static string Draw(BarChart chart, bool standalone = true)
    {
        var svg = new SvgText();
        svg.Add($"<text class=\"title\" x=\"4\" y=\"18\">{SvgText.Fit(chart.Title, 470)}</text>");
        var top = 36 + svg.Legend(chart.Series.Where(series => series.Name.Length > 0).Select(Entry), 4, 38, SvgText.Width - 8);
        var thickness = chart.Stacked || chart.Series.Length == 1 ? 20.0 : 14.0;
        var band = NameHeight + thickness * (chart.Stacked ? 1 : Math.Max(1, chart.Series.Length)) + Gap;
        var bottom = top + band * chart.Categories.Length;
        var right = SvgText.Width - Right - chart.EndLabels.Select(SvgText.Measure).DefaultIfEmpty(0).Max();
        var scale = new AxisScaler(chart.Values with { Scale = AxisScale.Linear, Min = 0 }, Ends(chart), Left, right, 5);

        Axis(svg, chart, scale, top, bottom);
        for (var category = 0; category < chart.Categories.Length; category++)
            Band(svg, chart, category, scale, top + band * category, thickness);
        return svg.Frame(chart.Title, $"{chart.Values.Label} of {string.Join(", ", chart.Categories)}.", bottom + 44, standalone);
    }

    static LegendEntry Entry(BarSeries series) =>
        new(series.Name, (svg, x, y) => svg.Add($"<rect class=\"bar {Palette.Fill(series.Colour)}\" x=\"{x + 4}\" y=\"{y - 7}\" width=\"14\" height=\"14\" rx=\"2\"/>"));

    /// <summary>How far every bar and whisker reaches.</summary>
    static IEnumerable<double> Ends(BarChart chart)
    {
        var values = chart.Series.Select(series => series.Values.Select(Shown).ToArray()).ToList();
        var bars = chart.Stacked
            ? Enumerable.Range(0, chart.Categories.Length).Select(category => values.Sum(series => series[category]))
            : values.SelectMany(series => series);
        return bars.Concat(chart.Ranges.Select(range => range?.High ?? 0));
    }

    static double Shown(double? value) => value is { } number && AxisScaler.Drawable(number) ? Math.Max(0, number) : 0;

    static void Axis(SvgText svg, BarChart chart, AxisScaler scale, double top, double bottom)
    {
        foreach (var tick in scale.Ticks)
        {
            svg.Add($"<line class=\"grid\" x1=\"{scale.At(tick)}\" y1=\"{top}\" x2=\"{scale.At(tick)}\" y2=\"{bottom}\"/>");
            // The first and the last text stay within the picture.
            var anchor = tick == scale.Ticks[0] ? "start" : "middle";
            svg.Add($"<text x=\"{(tick == scale.Ticks[0] ? Left : scale.At(tick))}\" y=\"{bottom + 18}\" text-anchor=\"{anchor}\">{scale.Text(tick)}</text>");
        }

        svg.Add($"<line class=\"axis\" x1=\"{Left}\" y1=\"{top}\" x2=\"{Left}\" y2=\"{bottom}\"/>")
           .Add($"<text x=\"{SvgText.Width / 2}\" y=\"{bottom + 38}\" text-anchor=\"middle\">{chart.Values.Label}</text>");
    }

    static void Band(SvgText svg, BarChart chart, int category, AxisScaler scale, double top, double thickness)
    {
        svg.Add($"<text class=\"name\" x=\"{Left + 6}\" y=\"{top + 14}\">{SvgText.Fit(chart.Categories[category], 520)}</text>");
        var (y, sum) = (top + NameHeight, 0.0);
        foreach (var series in chart.Series)
        {
            var value = Shown(series.Values[category]);
            var (from, to) = (scale.At(sum), scale.At(sum + value));
            if (value > 0)
                svg.Add($"<rect class=\"bar {Palette.Fill(series.Colour)}\" x=\"{from}\" y=\"{y}\" width=\"{Math.Max(to - from, 0.5)}\" height=\"{thickness}\"><title>{series.Tooltips[category]}</title></rect>");
            if (chart.Stacked) sum += value;
            else y += thickness;
        }

        var middle = top + NameHeight + (chart.Stacked ? thickness : y - top - NameHeight) / 2;
        var end = chart.Stacked ? sum : chart.Series.Select(series => Shown(series.Values[category])).DefaultIfEmpty(0).Max();
        if (chart.Ranges.Length > category && chart.Ranges[category] is { } range && double.IsFinite(range.Low) && double.IsFinite(range.High))
        {
            var (low, high) = (scale.At(range.Low), scale.At(range.High));
            svg.Add($"<path class=\"range\" d=\"M{low} {middle - 6}v12M{low} {middle}H{high}M{high} {middle - 6}v12\"/>");
            end = Math.Max(end, range.High);
        }

        if (chart.EndLabels.Length > category)
            svg.Add($"<text class=\"name\" x=\"{scale.At(end) + 8}\" y=\"{middle + 4}\">{chart.EndLabels[category]}</text>");
    }
}
