using Orrery.Hardware.Memory;
using System.Globalization;
using Orrery.Units;

namespace Orrery.Reporting.Tables;

/// <summary>How a number of a result is shown.</summary>
public enum FigureKind
{
    /// <summary>A count: <c>19,366</c>.</summary>
    Count,

    /// <summary>A time in seconds: <c>48.2 ms</c>.</summary>
    Seconds,

    /// <summary>A share: <c>43.1 %</c>.</summary>
    Share,

    /// <summary>Tokens per second: <c>12.3 k tok/s</c>.</summary>
    TokensPerSecond,

    /// <summary>Requests per second: <c>5.4 req/s</c>.</summary>
    RequestsPerSecond,

    /// <summary>Power in watts: <c>5.6 kW</c>.</summary>
    Watts,

    /// <summary>Energy in joules: <c>0.82 J</c>.</summary>
    Joules,

    /// <summary>Money: <c>$1.27</c>.</summary>
    Dollars,

    /// <summary>Mass in grams: <c>183 g</c>.</summary>
    Grams,

    /// <summary>Data in bytes: <c>80 GB</c>.</summary>
    Bytes,

    /// <summary>A time in years: <c>6.2 years</c>.</summary>
    Years,
}

/// <summary>Writes the numbers of a result for people: three significant digits, the unit that reads best.</summary>
public static class FigureText
{
    /// <summary>The number with its unit; <c>n/a</c> where it is not a number.</summary>
    public static string Format(FigureKind kind, double value)
    {
        if (!double.IsFinite(value)) return "n/a";
        return kind switch
        {
            FigureKind.Count => Plain(value),
            FigureKind.Seconds => Seconds(value),
            FigureKind.Share => Plain(value * 100) + " %",
            FigureKind.TokensPerSecond => Rate(value, "tok/s"),
            FigureKind.RequestsPerSecond => Rate(value, "req/s"),
            FigureKind.Watts => SiFormat.Format(value, "W", 3),
            FigureKind.Joules => Math.Abs(value) is > 0 and < 0.01 ? SiFormat.Format(value, "J", 3) : Large(value, "J"),
            FigureKind.Dollars => (value < 0 ? "-$" : "$") + Plain(Math.Abs(value), money: true),
            FigureKind.Grams => Large(value, "g"),
            FigureKind.Bytes => SiFormat.Format(value, "B", 3),
            FigureKind.Years => value < 1 ? Lifespan.Words(value) : Plain(value) + (value == 1 ? " year" : " years"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    /// <summary>Two ends of a range, their unit once: <c>11–16 ms</c>; null where they read the same.</summary>
    public static string? Range(FigureKind kind, double low, double high)
    {
        var (from, to) = (Format(kind, low), Format(kind, high));
        if (from == to) return null;
        var unit = to.LastIndexOf(' ');
        return unit > 0 && from.EndsWith(to[unit..], StringComparison.Ordinal) ? $"{from[..^(to.Length - unit)]}–{to}" : $"{from}–{to}";
    }

    // Minutes and hours above two minutes: nobody reads "7.23 ks".
    static string Seconds(double value) => Math.Abs(value) switch
    {
        >= 7200 => Plain(value / 3600) + " h",
        >= 120 => Plain(value / 60) + " min",
        _ => SiFormat.Format(value, "s", 3),
    };

    static string Rate(double value, string unit) =>
        Math.Abs(value) < 1000 ? $"{Plain(value)} {unit}" : SiFormat.Format(value, " " + unit, 3);

    static string Large(double value, string unit) =>
        Math.Abs(value) < 1000 ? $"{Plain(value)} {unit}" : SiFormat.Format(value, unit, 3);

    /// <summary>Three significant digits, whole above a hundred, with thousands apart; money keeps its cents.</summary>
    static string Plain(double value, bool money = false)
    {
        var size = Math.Abs(value);
        if (size is > 0 and < 1e-4) return value.ToString("0.##E+0", CultureInfo.InvariantCulture);
        var decimals = size switch { 0 => 0, >= 100 => 0, _ => 2 - (int)Math.Floor(Math.Log10(size)) };
        var format = money && size is >= 0.1 and < 100 ? "0.00" : "#,0." + new string('#', Math.Clamp(decimals, 0, 8));
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
