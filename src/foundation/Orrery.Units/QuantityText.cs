using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orrery.Units;

/// <summary>Reads and writes quantities as text with a unit: <c>3.35 TB/s</c>, <c>50 ms</c>, <c>0.09 USD/kWh</c>.</summary>
/// <remarks>
/// Symbols are exact: <c>MW</c> is not <c>mW</c>, <c>GB</c> is not <c>Gb</c> (bits), <c>GiB</c> is 2³⁰ bytes. <c>u</c> stands for <c>µ</c>, <c>2</c> for <c>²</c>,
/// a year is 365.25 days, a bit an eighth of a byte, <c>CO2e</c> may follow a mass. The space before the unit may be left out.
/// </remarks>
public static class QuantityText
{
    /// <summary>Reads an amount of a quantity.</summary>
    /// <typeparam name="T">The quantity, whose dimension the unit must have.</typeparam>
    /// <param name="text">A number and a unit; the number may be negative.</param>
    /// <param name="value">The amount; zero where it cannot be read.</param>
    /// <param name="problem">What is wrong, in words for the person who wrote the text.</param>
    public static bool TryParse<T>(string text, out T value, [NotNullWhen(false)] out string? problem)
        where T : struct, IQuantity<T>
    {
        value = default;
        var dimension = Dimension.For(T.Symbol);
        var trimmed = text.AsSpan().Trim();
        var digits = NumberLength(trimmed);
        if (digits == 0)
        {
            problem = $"'{text}' is no finite number with a unit; write e.g. '{dimension.Example}'";
            return false;
        }
        var unit = trimmed[digits..].Trim().ToString().Replace('μ', 'µ'); // the Greek letter for the micro sign
        if (unit.Length == 0)
        {
            problem = $"{WithArticle(dimension.Name)} needs a unit, e.g. '{dimension.Example}'";
            return false;
        }
        if (dimension.Match(unit) is not { } match)
        {
            problem = Explain(unit, dimension);
            return false;
        }
        var amount = match.Scale.ToBase(double.Parse(trimmed[..digits], NumberStyles.Float, CultureInfo.InvariantCulture));
        if (!double.IsFinite(amount))
        {
            problem = $"'{text}' is too large a number";
            return false;
        }
        value = T.Of(amount);
        problem = null;
        return true;
    }

    /// <summary>The amount in the unit that is customary for its size, to some significant digits; <see cref="TryParse{T}"/> reads it back.</summary>
    /// <typeparam name="T">The quantity.</typeparam>
    /// <param name="value">The amount; what is not finite prints as <c>n/a</c> or <c>∞</c> and cannot be read back.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Format<T>(T value, int digits = 4)
        where T : struct, IQuantity<T>
    {
        var printed = Dimension.For(T.Symbol).Printed;
        var unit = printed[^1];
        foreach (var candidate in printed)
        {
            if (Math.Abs(value.Value) < candidate.Scale.ToBase(1)) continue;
            unit = candidate;
            break;
        }
        return unit.Prefixed
            ? SiFormat.Format(unit.Scale.FromBase(value.Value), unit.Symbol, digits)
            : SiFormat.FormatPlain(unit.Scale.FromBase(value.Value), unit.Symbol, digits);
    }

    static string Explain(string unit, Dimension dimension)
    {
        if (Dimension.Measuring(unit) is { } other) return $"'{unit}' measures {other}, not {dimension.Name}; write e.g. '{dimension.Example}'";
        var near = dimension.Match(unit, StringComparison.OrdinalIgnoreCase);
        return near is { } match
            ? $"'{unit}' is no unit of {dimension.Name}; symbols are exact, did you mean '{match.Spelling}'?"
            : $"'{unit}' is no unit of {dimension.Name}; write e.g. '{dimension.Example}'";
    }

    static string WithArticle(string name) => name switch
    {
        "time" => "a time",
        "area" => "an area",
        "mass" => "a mass",
        "power" => "a power",
        "money" => "an amount of money",
        "data" => "an amount of data",
        "energy" => "an energy",
        _ => name,
    };

    // The length of a leading decimal number; an E that no digits follow is the prefix of a unit (5EB).
    static int NumberLength(ReadOnlySpan<char> text)
    {
        var i = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var whole = Digits(text, i);
        var end = whole;
        if (end < text.Length && text[end] == '.') end = Digits(text, end + 1);
        if (whole == i && end <= i + 1) return 0;
        if (end >= text.Length || text[end] is not ('e' or 'E')) return end;
        var exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
        var last = Digits(text, exponent);
        return last > exponent ? last : end;

        static int Digits(ReadOnlySpan<char> text, int start)
        {
            while (start < text.Length && char.IsAsciiDigit(text[start])) start++;
            return start;
        }
    }
}
