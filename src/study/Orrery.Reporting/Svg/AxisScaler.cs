using System.Collections.Immutable;
using Orrery.Reporting.Tables;
using Orrery.Units;

namespace Orrery.Reporting.Svg;

/// <summary>An axis laid over data and pixels: numbers to places, ticks, and their texts.</summary>
sealed class AxisScaler
{
    const double Least = 1e-100, Most = 1e100;

    readonly Axis _axis;
    readonly double _min, _max, _start, _end;

    /// <param name="axis">The axis.</param>
    /// <param name="data">All numbers it shall show.</param>
    /// <param name="start">Pixel of the least.</param>
    /// <param name="end">Pixel of the largest.</param>
    /// <param name="ticks">Ticks wished for.</param>
    public AxisScaler(Axis axis, IEnumerable<double> data, double start, double end, int ticks)
    {
        (_axis, _start, _end) = (axis, start, end);
        var log = axis.Scale == AxisScale.Log;
        var shown = data.Where(Shows).DefaultIfEmpty(1).ToList();
        var (least, most) = (shown.Min(), shown.Max());
        _min = axis.Min ?? (log ? LogFloor(least) : Math.Min(0, least));
        _max = axis.Max ?? (log ? LogCeiling(most) : AxisTicks.RoundUp(most, ticks));
        if (_max <= _min) _max = log ? _min * 10 : _min + 1;
        Ticks = log ? AxisTicks.Log(_min, _max) : AxisTicks.Linear(_min, _max, ticks);
    }

    public ImmutableArray<double> Ticks { get; }

    public double Min => _min;

    public double Max => _max;

    public bool Shows(double value) => Drawable(value) && (_axis.Scale == AxisScale.Linear || value > Least);

    /// <summary>Whether differences and ratios of such numbers stay finite, so that they have a place.</summary>
    public static bool Drawable(double value) => Math.Abs(value) < Most;

    /// <summary>The pixel of a number; numbers beyond the ends lie on the end.</summary>
    public double At(double value)
    {
        var share = _axis.Scale == AxisScale.Log
            ? (Math.Log(Math.Max(value, Least)) - Math.Log(_min)) / (Math.Log(_max) - Math.Log(_min))
            : (value - _min) / (_max - _min);
        return _start + Math.Clamp(share, 0, 1) * (_end - _start);
    }

    public string Text(double tick) => _axis.Unit switch
    {
        "%" => $"{tick * 100:0.##} %",
        "$" => tick == 0 ? "$0" : FigureText.Format(FigureKind.Dollars, tick),
        "" when Math.Abs(tick) is 0 or (>= 0.001 and < 1000) => tick.ToString("0.###"),
        "s" when tick >= 1000 => $"{tick:#,0} s",    // nobody reads kiloseconds
        _ when tick == 0 => "0",
        var unit => SiFormat.Format(tick, unit, 3).TrimEnd(),
    };

    // A step of 1, 2 or 5 beyond the data keeps points off the frame without wasting a decade.
    static double LogFloor(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return (value / power) switch { > 5.5 => 5, > 2.2 => 2, > 1.1 => 1, _ => 0.5 } * power;
    }

    static double LogCeiling(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return (value / power) switch { < 1.8 => 2, < 4.5 => 5, < 9 => 10, _ => 20 } * power;
    }
}
