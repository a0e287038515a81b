using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>A bare number, whole where <typeparamref name="T"/> is.</summary>
sealed record NumberShape<T>(Bound Bound) : Shape<T> where T : struct, INumber<T>
{
    static readonly bool Whole = typeof(T) != typeof(double);

    public override string Words => Whole ? "a whole number" : "a number";

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        value = default;
        if (!TryScalar(node, reading, path, out var scalar)) return false;
        var text = scalar.Text;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !IsYamlSpecial(text, out number))
            reading.Diagnostics.Error(DiagnosticRules.NotNumber, node.At, $"'{path}' should be {Words}; it is '{Quote.Short(text)}'", NumberHint(text));
        else if (!double.IsFinite(number))
            reading.Diagnostics.Error(DiagnosticRules.NotFinite, node.At, $"'{path}' is '{Quote.Short(text)}'", "write a finite number");
        else if (!Bound.Allows(number))
            reading.Diagnostics.Error(DiagnosticRules.OutOfBounds, node.At, $"'{path}' is {Quote.Short(text)}; it must be {Bound}", $"write a number that is {Bound}");
        else if (Whole && (number != Math.Floor(number) || Math.Abs(number) > Largest))
            reading.Diagnostics.Error(DiagnosticRules.NotNumber, node.At, $"'{path}' should be a whole number of bearable size; it is '{Quote.Short(text)}'", "write a whole number");
        else
        {
            value = T.CreateChecked(number);
            reading.Record(path, scalar);
            return true;
        }
        return false;
    }

    public override string Format(T value) => value.ToString(null, CultureInfo.InvariantCulture);

    public override JsonObject Schema(SchemaTables tables)
    {
        var schema = new JsonObject { ["type"] = Whole ? "integer" : "number" };
        if (double.IsFinite(Bound.Min)) schema[Bound.Above ? "exclusiveMinimum" : "minimum"] = Bound.Min;
        if (double.IsFinite(Bound.Max)) schema["maximum"] = Bound.Max;
        return tables.OrWithSource(schema);
    }

    static double Largest => typeof(T) == typeof(int) ? int.MaxValue : 1L << 53;

    static bool IsYamlSpecial(string text, out double number)
    {
        number = double.NaN;
        return text.TrimStart('-', '+').ToLowerInvariant() is ".nan" or "nan" or ".inf" or "inf" or "infinity";
    }

    static string NumberHint(string text) => text.Length > 0 && char.IsAsciiDigit(text[0])
        ? "this key takes a bare number, without a unit or other text"
        : "write a number";
}

/// <summary>A number with its unit.</summary>
sealed record QuantityShape<T>(Bound Bound) : Shape<T> where T : struct, IQuantity<T>
{
    public override string Words => $"a quantity such as '{QuantityExamples.For(T.Symbol)}'";

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        value = default;
        if (!TryScalar(node, reading, path, out var scalar)) return false;
        var example = QuantityExamples.For(T.Symbol);
        if (!QuantityText.TryParse(scalar.Text, out value, out var problem))
        {
            reading.Diagnostics.Error(Rule(scalar.Text), node.At, $"'{path}': {Quote.Long(problem)}", $"write a number and its unit, e.g. '{example}'");
            return false;
        }
        if (!Bound.Allows(value.Value))
        {
            reading.Diagnostics.Error(DiagnosticRules.OutOfBounds, node.At, $"'{path}' is {Quote.Short(scalar.Text)}; it must be {Bound}", $"write a quantity that is {Bound}, e.g. '{example}'");
            return false;
        }
        reading.Record(path, scalar);
        return true;
    }

    /// <summary>The customary unit where it reads back exactly, else the base unit with every digit.</summary>
    public override string Format(T value)
    {
        foreach (var digits in (ReadOnlySpan<int>)[6, 12, 15])
        {
            var text = QuantityText.Format(value, digits);
            if (QuantityText.TryParse<T>(text, out var back, out _) && back.Value == value.Value) return text;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value.Value:R} {T.Symbol}");
    }

    public override JsonObject Schema(SchemaTables tables) => tables.OrWithSource(new()
    {
        ["type"] = "string",
        ["pattern"] = @"^[+]?[0-9.]+([eE][-+]?[0-9]+)?\s*[A-Za-zµ/].*$",
        ["examples"] = new JsonArray((JsonNode)QuantityExamples.For(T.Symbol)),
    });

    static DiagnosticRule Rule(string text)
    {
        var number = text.AsSpan().Trim();
        if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var bare))
            return double.IsFinite(bare) ? DiagnosticRules.MissingUnit : DiagnosticRules.NotFinite;
        var word = number.TrimStart("+-.").ToString().ToLowerInvariant();
        if (word.StartsWith("nan", StringComparison.Ordinal) || word.StartsWith("inf", StringComparison.Ordinal)) return DiagnosticRules.NotFinite;
        return number.Length > 0 && (char.IsAsciiDigit(number[0]) || number[0] is '-' or '+' or '.') ? DiagnosticRules.WrongUnit : DiagnosticRules.NotQuantity;
    }
}

/// <summary>An example of each quantity, for hints and the schema.</summary>
static class QuantityExamples
{
    public static string For(string symbol) => symbol switch
    {
        "s" => "50 ms",
        "B" => "80 GB",
        "B/s" => "3.35 TB/s",
        "FLOP" => "1 TFLOP",
        "FLOP/s" => "989 TFLOP/s",
        "J" => "1 kWh",
        "W" => "700 W",
        "USD" => "25000 USD",
        "USD/s" => "2.5 USD/h",
        "USD/B" => "9 USD/GB",
        "USD/J" => "0.09 USD/kWh",
        "kg" => "164 kg",
        "kg/B" => "0.853 kg/GB",
        "kg/J" => "369 g/kWh",
        "J/B" => "3.44 pJ/bit",
        "J/FLOP" => "0.5 pJ/FLOP",
        "m²" => "814 mm2",
        "W/m²" => "0.5 W/mm2",
        "/s" => "12/s",
        _ => "1 " + symbol,
    };
}
