using System.Collections.Immutable;
using System.Text;

namespace Orrery.Reporting.Svg;

/// <summary>Draws an <see cref="XyChart"/>.</summary>
public static class XyChartSvg
{
    const double Left = 64, Right = 16, PlotHeight = 250;
    static readonly string[] Dashes = ["none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "9 3 2 3 2 3", "1 4"];

    /// <summary>The chart as an SVG element.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="standalone">Whether the style is included; a page with many charts holds <see cref="Palette.Css"/> once instead.</param>
    public static string Draw(XyChart chart, bool standalone = true)
    {
        var svg = new SvgText();
        svg.Add($"<text class=\"title\" x=\"4\" y=\"18\">{SvgText.Fit(chart.Title, 470)}</text>");
        var top = 36 + svg.Legend(Legend(chart), 4, 38, SvgText.Width - 8) + 6;
        var (right, bottom) = (SvgText.Width - Right, top + PlotHeight);
        var points = chart.Lines.SelectMany(line => line.Points).Concat(chart.Scatters.SelectMany(scatter => scatter.Points.SelectMany(Ends))).ToList();
        var x = new AxisScaler(chart.X, points.Select(point => point.X), Left, right, 6);
        var y = new AxisScaler(chart.Y, points.Select(point => point.Y), bottom, top, 5);

        Grid(svg, chart, x, y, top, bottom, right);
        var labels = new LabelPlacer(Left, top, right, bottom);
        foreach (var scatter in chart.Scatters)
            foreach (var point in scatter.Points.Where(point => x.Shows(point.X) && y.Shows(point.Y)))
                labels.Occupy(x.At(point.X), y.At(point.Y));
        foreach (var line in chart.Lines) Line(svg, line, x, y, labels);
        foreach (var line in chart.Lines.Where(line => line.Reference)) Name(svg, line, x, y, labels);
        foreach (var scatter in chart.Scatters) Scatter(svg, scatter, x, y, labels);
        return svg.Frame(chart.Title, $"{chart.Y.Label} against {chart.X.Label}.", bottom + 44, standalone);
    }

    static IEnumerable<LegendEntry> Legend(XyChart chart)
    {
        foreach (var line in chart.Lines.Where(line => !line.Reference && line.Name.Length > 0).DistinctBy(line => line.Name))
            yield return new(line.Name, (svg, x, y) =>
                svg.Add($"<line class=\"line s{line.Colour % 8}\" stroke-dasharray=\"{Dash(line.Colour)}\" x1=\"{x}\" y1=\"{y}\" x2=\"{x + 22}\" y2=\"{y}\"/>"));
        foreach (var scatter in chart.Scatters.Where(scatter => scatter.Name.Length > 0).DistinctBy(scatter => scatter.Name))
            yield return new(scatter.Name, (svg, x, y) => svg.Add($"<path class=\"marker {Palette.Fill(scatter.Colour)}\" d=\"{Marker(scatter.Shape, x + 11, y)}\"/>"));
    }

    static void Grid(SvgText svg, XyChart chart, AxisScaler x, AxisScaler y, double top, double bottom, double right)
    {
        foreach (var tick in y.Ticks)
            svg.Add($"<line class=\"grid\" x1=\"{Left}\" y1=\"{y.At(tick)}\" x2=\"{right}\" y2=\"{y.At(tick)}\"/>")
               .Add($"<text x=\"{Left - 7}\" y=\"{y.At(tick) + 4}\" text-anchor=\"end\">{y.Text(tick)}</text>");
        var last = double.NegativeInfinity;
        foreach (var tick in x.Ticks)
        {
            svg.Add($"<line class=\"grid\" x1=\"{x.At(tick)}\" y1=\"{top}\" x2=\"{x.At(tick)}\" y2=\"{bottom}\"/>");
            var (text, half) = (x.Text(tick), SvgText.Measure(x.Text(tick)) / 2);
            var centre = Math.Min(x.At(tick), SvgText.Width - half - 1);
            if (centre - half < last + 6) continue;
            svg.Add($"<text x=\"{centre}\" y=\"{bottom + 18}\" text-anchor=\"middle\">{text}</text>");
            last = centre + half;
        }

        svg.Add($"<path class=\"axis\" fill=\"none\" d=\"M{Left} {top}V{bottom}H{right}\"/>")
           .Add($"<text x=\"{(Left + right) / 2}\" y=\"{bottom + 38}\" text-anchor=\"middle\">{chart.X.Label}</text>")
           .Add($"<text transform=\"translate(12 {(top + bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{chart.Y.Label}</text>");
    }

    static void Line(SvgText svg, LineSeries line, AxisScaler x, AxisScaler y, LabelPlacer labels)
    {
        var points = line.Points.Where(point => x.Shows(point.X) && y.Shows(point.Y)).Select(point => (X: x.At(point.X), Y: y.At(point.Y))).ToList();
        if (points.Count == 0) return;
        var style = line.Reference ? "reference" : $"line s{line.Colour % 8}";
        svg.Add($"<path class=\"{style}\" stroke-dasharray=\"{(line.Reference ? "4 3" : Dash(line.Colour))}\" d=\"{Path(points, line.Shape)}\"><title>{line.Name}</title></path>");
        if (line.Markers)
            foreach (var (point, source) in points.Zip(line.Points.Where(point => x.Shows(point.X) && y.Shows(point.Y))))
                svg.Add($"<path class=\"marker {Palette.Fill(line.Colour)}\" d=\"{Marker(MarkerShape.Circle, point.X, point.Y, 3)}\"><title>{line.Name}: {x.Text(source.X)}, {y.Text(source.Y)}</title></path>");
        if (line.Reference) return;
        foreach (var point in points) labels.Occupy(point.X, point.Y);
    }

    /// <summary>Writes the name of a reference line beside it: at the middle, or nearer to an end where that is taken.</summary>
    static void Name(SvgText svg, LineSeries line, AxisScaler x, AxisScaler y, LabelPlacer labels)
    {
        var points = line.Points.Where(point => x.Shows(point.X) && y.Shows(point.Y)).Select(point => (X: x.At(point.X), Y: y.At(point.Y))).ToList();
        if (points.Count == 0) return;
        var level = Math.Abs(points[^1].X - points[0].X) > Math.Abs(points[^1].Y - points[0].Y);
        ReadOnlySpan<double> shares = [0.5, 0.25, 0.75, 0.1, 0.9];
        foreach (var share in shares)
        {
            if (labels.Place(line.Name, double.Lerp(points[0].X, points[^1].X, share), double.Lerp(points[0].Y, points[^1].Y, share), level) is not { } place) continue;
            svg.Add($"<text class=\"label\" x=\"{place.X}\" y=\"{place.Y}\">{line.Name}</text>");
            return;
        }
    }

    static string Path(List<(double X, double Y)> points, LineShape shape)
    {
        var path = new StringBuilder();
        foreach (var (at, point) in points.Index())
            path.Append(at == 0 ? 'M' : shape == LineShape.Step ? 'H' : 'L').Append(SvgText.Number(point.X))
                .Append(at > 0 && shape == LineShape.Step ? 'V' : ' ').Append(SvgText.Number(point.Y));
        return path.ToString();
    }

    static void Scatter(SvgText svg, ScatterSeries scatter, AxisScaler x, AxisScaler y, LabelPlacer labels)
    {
        foreach (var point in scatter.Points.Where(point => x.Shows(point.X) && y.Shows(point.Y)))
        {
            var (atX, atY) = (x.At(point.X), y.At(point.Y));
            if (point.RangeX is { } wide && x.Shows(wide.Low) && x.Shows(wide.High))
                svg.Add($"<path class=\"range\" d=\"M{x.At(wide.Low)} {atY - 5}v10M{x.At(wide.Low)} {atY}H{x.At(wide.High)}M{x.At(wide.High)} {atY - 5}v10\"/>");
            if (point.RangeY is { } tall && y.Shows(tall.Low) && y.Shows(tall.High))
                svg.Add($"<path class=\"range\" d=\"M{atX - 5} {y.At(tall.Low)}h10M{atX} {y.At(tall.Low)}V{y.At(tall.High)}M{atX - 5} {y.At(tall.High)}h10\"/>");
            svg.Add($"<path class=\"marker {Palette.Fill(scatter.Colour)}\" d=\"{Marker(scatter.Shape, atX, atY)}\"><title>{point.Tooltip}</title></path>");
            if (point.Label is { Length: > 0 } label && labels.Place(label, atX, atY) is { } place)
                svg.Add($"<text class=\"label\" x=\"{place.X}\" y=\"{place.Y}\">{label}</text>");
        }
    }

    static IEnumerable<ChartPoint> Ends(LabelledPoint point) =>
    [
        new(point.X, point.Y),
        .. point.RangeX is { } wide ? (ChartPoint[])[new(wide.Low, point.Y), new(wide.High, point.Y)] : [],
        .. point.RangeY is { } tall ? (ChartPoint[])[new(point.X, tall.Low), new(point.X, tall.High)] : [],
    ];

    static string Dash(int colour) => Dashes[colour % Dashes.Length];

    static string Marker(MarkerShape shape, double x, double y, double r = 5)
    {
        string N(double value) => SvgText.Number(value);
        return shape switch
        {
            MarkerShape.Diamond => $"M{N(x)} {N(y - r - 1)}L{N(x + r + 1)} {N(y)}L{N(x)} {N(y + r + 1)}L{N(x - r - 1)} {N(y)}Z",
            MarkerShape.Square => $"M{N(x - r)} {N(y - r)}h{N(2 * r)}v{N(2 * r)}h{N(-2 * r)}Z",
            _ => $"M{N(x - r)} {N(y)}a{N(r)} {N(r)} 0 1 0 {N(2 * r)} 0a{N(r)} {N(r)} 0 1 0 {N(-2 * r)} 0Z",
        };
    }
}
