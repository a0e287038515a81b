using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Tests.Svg;

public class ChartTests
{
    static Config Seeded => Config.QuickThrowOnFailure.WithReplay(3UL, 5UL);

    static readonly XyChart Lines = new("Latency", new("time", "s", AxisScale.Log), new("share", "%", Min: 0, Max: 1))
    {
        Lines =
        [
            new("today", 0, [new(0.02, 0.1), new(0.1, 0.5), new(0.4, 0.9), new(2, 1)], LineShape.Step),
            new("tomorrow", 1, [new(0.05, 0.1), new(0.2, 0.6), new(1, 1)]),
            new("p99 ≤ 1 s", 0, [new(1, 0), new(1, 1)]) { Reference = true },
        ],
        Scatters = [new("operators", 2, [new(0.1, 0.3, "mlp.up", "mlp.up: 3 ms"), new(0.101, 0.301, "mlp.down", "mlp.down: 3 ms"), new(1.8, 0.9, "a long label", "tip")])],
    };

    static readonly BarChart Stacked = new("Time by operator", ["today", "tomorrow"], new("time", "s"),
        [new("qkv", 0, [0.002, 0.004], ["2 ms", "4 ms"]), new("mlp", 1, [0.01, null], ["10 ms", "none"])], Stacked: true)
    {
        EndLabels = ["12 ms", "4 ms"],
        Ranges = [(0.011, 0.013), null],
    };

    static readonly BarChart Grouped = Stacked with { Title = "Energy", Values = new("per token", "J"), Stacked = false, Ranges = [], EndLabels = [] };

    [Fact]
    public void Lines_and_points_are_drawn_as_before() => Golden.Holds("lines", XyChartSvg.Draw(Lines));

    [Fact]
    public void Stacked_bars_are_drawn_as_before() => Golden.Holds("stacked", BarChartSvg.Draw(Stacked));

    [Fact]
    public void Grouped_bars_are_drawn_as_before() => Golden.Holds("grouped", BarChartSvg.Draw(Grouped));

    [Theory]
    [InlineData(AxisScale.Linear)]
    [InlineData(AxisScale.Log)]
    public void Whatever_the_numbers_the_chart_is_XML_without_NaN_and_all_points_are_in_the_plot(AxisScale scale) =>
        Check.One(Seeded, Prop.ForAll<(double X, double Y)[], string>((raw, name) =>
        {
            ImmutableArray<ChartPoint> points = [.. raw.Select(pair => new ChartPoint(pair.X, pair.Y))];
            var chart = new XyChart(name ?? "", new("x", "s", scale), new("y", "", scale))
            {
                Lines = [new(name ?? "", 3, points, LineShape.Step, Markers: true)],
                Scatters = [new("points", 4, [.. points.Select(point => new LabelledPoint(point.X, point.Y, name, name ?? ""))])],
            };
            var text = XyChartSvg.Draw(chart);
            var svg = SvgShape.Parse(text);
            var plot = svg.Plot();
            var drawn = svg.OfClass("line").Where(element => element.Name.LocalName == "path").SelectMany(line => line.PathPoints());
            return Numbers(svg).All(double.IsFinite)
                && drawn.All(point => point.X >= plot.Left - 0.01 && point.X <= plot.Right + 0.01 && point.Y >= plot.Top - 0.01 && point.Y <= plot.Bottom + 0.01);
        }));

    [Fact]
    public void Whatever_the_numbers_bars_lie_in_the_picture_and_have_no_NaN() =>
        Check.One(Seeded, Prop.ForAll<double[], bool>((raw, stacked) =>
        {
            double?[] values = [1, .. raw.Select(value => (double?)value)];
            var chart = new BarChart("Bars", [.. values.Select((_, at) => $"system {at}")], new("value", "W"),
                [new("one", 0, [.. values], [.. values.Select(_ => "tip")]), new("two", 1, [.. values.Reverse()], [.. values.Select(_ => "tip")])], stacked);
            var svg = SvgShape.Parse(BarChartSvg.Draw(chart));
            var height = double.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture);
            return Numbers(svg).All(double.IsFinite) && svg.OfClass("bar").All(bar =>
                bar.Number("x") >= 0 && bar.Number("x") + bar.Number("width") <= 560.01 && bar.Number("y") + bar.Number("height") <= height);
        }));

    static IEnumerable<double> Numbers(XElement svg) =>
        from element in svg.Descendants()
        from attribute in element.Attributes()
        where attribute.Name.LocalName is "x" or "y" or "x1" or "x2" or "y1" or "y2" or "width" or "height"
        select double.Parse(attribute.Value, CultureInfo.InvariantCulture);

    [Fact]
    public void Stacked_bars_touch_and_are_as_long_as_their_values()
    {
        var bars = SvgShape.Parse(BarChartSvg.Draw(Stacked)).OfClass("bar").Where(bar => bar.Number("height") > 14).ToList();
        Assert.Equal(3, bars.Count);    // a value that is absent has no bar
        Assert.Equal(bars[0].Number("x") + bars[0].Number("width"), bars[1].Number("x"), 1);
        Assert.Equal(5, bars[1].Number("width") / bars[0].Number("width"), 1);
    }

    [Fact]
    public void On_a_log_axis_equal_ratios_take_equal_room()
    {
        var chart = new XyChart("t", new("x", "", AxisScale.Log), new("y")) { Lines = [new("a", 0, [new(1, 1), new(10, 1), new(100, 1)])] };
        var line = SvgShape.Parse(XyChartSvg.Draw(chart)).OfClass("line").Single(element => element.Name.LocalName == "path").PathPoints();
        Assert.Equal(line[1].X - line[0].X, line[2].X - line[1].X, 1);
    }

    [Fact]
    public void Larger_is_higher()
    {
        var chart = new XyChart("t", new("x"), new("y")) { Lines = [new("a", 0, [new(1, 1), new(2, 5)])] };
        var line = SvgShape.Parse(XyChartSvg.Draw(chart)).OfClass("line").Single(element => element.Name.LocalName == "path").PathPoints();
        Assert.True(line[1].Y < line[0].Y && line[1].X > line[0].X);
    }

    [Fact]
    public void Labels_never_cover_one_another()
    {
        var random = RandomPoints(60);
        var chart = new XyChart("t", new("x"), new("y")) { Scatters = [new("a", 0, [.. random.Select((point, at) => new LabelledPoint(point.X, point.Y, $"operator {at}", "tip"))])] };
        var boxes = SvgShape.Parse(XyChartSvg.Draw(chart)).OfClass("label").Select(label => (X: label.Number("x"), Y: label.Number("y"), Width: label.Value.Length * 6.3)).ToList();
        Assert.InRange(boxes.Count, 5, 60);
        for (var a = 0; a < boxes.Count; a++)
            for (var b = 0; b < a; b++)
                Assert.False(boxes[a].X < boxes[b].X + boxes[b].Width && boxes[b].X < boxes[a].X + boxes[a].Width && Math.Abs(boxes[a].Y - boxes[b].Y) < 12);
    }

    /// <summary>Points spread by the golden ratio.</summary>
    static IEnumerable<ChartPoint> RandomPoints(int count) => Enumerable.Range(1, count).Select(at => new ChartPoint(at * 0.618034 % 1, at * 0.754877 % 1));

    [Fact]
    public void Every_mark_has_a_tooltip_and_the_picture_has_a_name()
    {
        var svg = SvgShape.Parse(XyChartSvg.Draw(Lines));
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.StartsWith("Latency. ", svg.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.Equal(3, svg.OfClass("marker").Count(marker => marker.Elements().Any(child => child.Name.LocalName == "title" && child.Value.Length > 0)));
    }

    [Fact]
    public void Markup_in_names_stays_text()
    {
        var svg = SvgShape.Parse(XyChartSvg.Draw(Lines with { Title = "<script>&\"'\u0001" }));
        Assert.Equal("<script>&\"'\uFFFD", svg.OfClass("title").Single().Value);
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "script");
    }

    [Fact]
    public void Charts_without_data_are_drawn_empty()
    {
        SvgShape.Parse(XyChartSvg.Draw(new("nothing", new("x", Scale: AxisScale.Log), new("y"))));
        SvgShape.Parse(BarChartSvg.Draw(new("nothing", [], new("x"), [], Stacked: true)));
    }
}
