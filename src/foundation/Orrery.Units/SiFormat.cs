using System.Globalization;

namespace Orrery.Units;

/// <summary>Writes amounts with an SI prefix and their unit: <c>3.35 TB/s</c>, <c>50 ms</c>.</summary>
public static class SiFormat
{
    static readonly string[] Prefixes = ["p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>The amount to <paramref name="digits"/> significant digits, with the prefix that leaves one to three digits before the point.</summary>
    /// <param name="value">Amount in the base unit.</param>
    /// <param name="unit">Symbol of the base unit.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Format(double value, string unit, int digits = 4)
    {
        if (double.IsNaN(value)) return "n/a";
        if (double.IsInfinity(value)) return value > 0 ? "∞ " + unit : "-∞ " + unit;
        if (value == 0) return "0 " + unit;
        var rounded = double.Parse(value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var group = Math.Clamp((int)Math.Floor(Math.Log10(Math.Abs(rounded)) / 3 + 1e-12), -4, 6);
        var scaled = rounded / Math.Pow(10, 3 * group);
        var decimals = Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(scaled)) + 1e-12));
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(scaled, Math.Min(decimals, 15)):0.###############} {Prefixes[group + 4]}{unit}");
    }
}
