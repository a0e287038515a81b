using System.Globalization;

namespace Orrery.Units;

/// <summary>Writes amounts with an SI prefix and their unit: <c>3.35 TB/s</c>, <c>50 ms</c>.</summary>
public static class SiFormat
{
    static readonly string[] Prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>The amount to <paramref name="digits"/> significant digits, with the prefix that leaves one to three digits before the point.</summary>
    /// <param name="value">Amount in the base unit.</param>
    /// <param name="unit">Symbol of the base unit.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Format(double value, string unit, int digits = 4)
    {
        if (Special(value, unit) is { } special) return special;
        var rounded = Round(value, digits);
        var group = Math.Clamp((int)Math.Floor(Math.Log10(Math.Abs(rounded)) / 3 + 1e-12), -5, 6);
        var scaled = rounded / Math.Pow(10, 3 * group);
        var decimals = Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(scaled)) + 1e-12));
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(scaled, Math.Min(decimals, 15)):0.###############} {Prefixes[group + 5]}{unit}");
    }

    /// <summary>The amount to <paramref name="digits"/> significant digits in the unit itself, without a prefix.</summary>
    /// <param name="value">Amount in the unit.</param>
    /// <param name="unit">Symbol of the unit; one that begins with a stroke follows the number directly.</param>
    /// <param name="digits">Significant digits.</param>
    public static string FormatPlain(double value, string unit, int digits = 4) =>
        Special(value, unit) ?? Round(value, digits).ToString(CultureInfo.InvariantCulture) + (unit[0] == '/' ? "" : " ") + unit;

    static double Round(double value, int digits) =>
        double.Parse(value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    static string? Special(double value, string unit) =>
        double.IsNaN(value) ? "n/a"
        : double.IsInfinity(value) ? (value > 0 ? "∞ " : "-∞ ") + unit
        : value == 0 ? "0 " + unit
        : null;
}
