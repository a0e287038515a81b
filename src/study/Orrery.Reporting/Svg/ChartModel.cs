using System.Collections.Immutable;

namespace Orrery.Reporting.Svg;

/// <summary>How an axis maps numbers to places.</summary>
public enum AxisScale
{
    /// <summary>Equal differences take equal room.</summary>
    Linear,

    /// <summary>Equal ratios take equal room; numbers that are not positive are left out.</summary>
    Log,
}

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What it shows, e.g. <c>time to first token</c>.</param>
/// <param name="Unit">Symbol written behind every tick (<c>s</c>, <c>B</c>); <c>%</c> shows shares as percent; empty for plain numbers.</param>
/// <param name="Scale">Linear or logarithmic.</param>
/// <param name="Min">Least number shown; null takes it from the data (linear axes start at zero where the data is not negative).</param>
/// <param name="Max">Largest number shown; null takes it from the data.</param>
public sealed record Axis(string Label, string Unit = "", AxisScale Scale = AxisScale.Linear, double? Min = null, double? Max = null);

/// <summary>A point of a chart.</summary>
public readonly record struct ChartPoint(double X, double Y);

/// <summary>How a line goes from point to point.</summary>
public enum LineShape
{
    /// <summary>Straight.</summary>
    Straight,

    /// <summary>Level until the next point, then up or down to it: distributions and states over time.</summary>
    Step,
}

/// <summary>A line through points.</summary>
/// <param name="Name">Its name; lines of one name share a legend entry.</param>
/// <param name="Colour">Its place in the palette; the dash pattern follows from it, so that colour is never the only sign.</param>
/// <param name="Points">The points in order; those that are not finite break no line, they are left out.</param>
/// <param name="Shape">Straight or stepped.</param>
/// <param name="Markers">Whether each point is marked.</param>
public sealed record LineSeries(string Name, int Colour, ImmutableArray<ChartPoint> Points, LineShape Shape = LineShape.Straight, bool Markers = false)
{
    /// <summary>Whether the line is a limit or a bound, drawn thin and grey with its name at its end instead of in the legend.</summary>
    public bool Reference { get; init; }
}

/// <summary>A form of marker.</summary>
public enum MarkerShape
{
    /// <summary>A circle.</summary>
    Circle,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A square.</summary>
    Square,
}

/// <summary>Points without a line.</summary>
/// <param name="Name">Its legend entry.</param>
/// <param name="Colour">Its place in the palette.</param>
/// <param name="Points">The points.</param>
/// <param name="Shape">The form of its markers.</param>
public sealed record ScatterSeries(string Name, int Colour, ImmutableArray<LabelledPoint> Points, MarkerShape Shape = MarkerShape.Circle);

/// <summary>A point with a tooltip and, where there is room, a label.</summary>
/// <param name="X">Its place along the horizontal axis.</param>
/// <param name="Y">Its place along the vertical axis.</param>
/// <param name="Label">The label beside it; null for none. Labels that would cover another are left to the tooltip.</param>
/// <param name="Tooltip">What a pointer resting on it shows.</param>
public sealed record LabelledPoint(double X, double Y, string? Label, string Tooltip)
{
    /// <summary>A bar from low to high along the horizontal axis; null for none.</summary>
    public (double Low, double High)? RangeX { get; init; }

    /// <summary>The same along the vertical axis.</summary>
    public (double Low, double High)? RangeY { get; init; }
}

/// <summary>A chart with two axes: lines and scattered points.</summary>
public sealed record XyChart(string Title, Axis X, Axis Y)
{
    /// <summary>Lines, drawn first.</summary>
    public ImmutableArray<LineSeries> Lines { get; init; } = [];

    /// <summary>Points, drawn above.</summary>
    public ImmutableArray<ScatterSeries> Scatters { get; init; } = [];
}

/// <summary>Horizontal bars: one band a category, and in it the parts of every series, side by side or end to end.</summary>
/// <param name="Title">The title.</param>
/// <param name="Categories">Names of the bands, top to bottom.</param>
/// <param name="Values">The axis of the values; always from zero.</param>
/// <param name="Series">The series.</param>
/// <param name="Stacked">Whether the series of a category lie end to end.</param>
public sealed record BarChart(string Title, ImmutableArray<string> Categories, Axis Values, ImmutableArray<BarSeries> Series, bool Stacked)
{
    /// <summary>Written at the end of each category's bar, e.g. its total; empty for none.</summary>
    public ImmutableArray<string> EndLabels { get; init; } = [];

    /// <summary>A whisker on each category, from low to high; empty for none.</summary>
    public ImmutableArray<(double Low, double High)?> Ranges { get; init; } = [];
}

/// <summary>One series of a bar chart.</summary>
/// <param name="Name">Its legend entry.</param>
/// <param name="Colour">Its place in the palette.</param>
/// <param name="Values">A value a category; null where it has none.</param>
/// <param name="Tooltips">What a pointer resting on each bar shows.</param>
public sealed record BarSeries(string Name, int Colour, ImmutableArray<double?> Values, ImmutableArray<string> Tooltips);
