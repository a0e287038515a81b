using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orrery.Evidence;

/// <summary>Reads JSON as benchmarks in Python write it: one value or one a line, with <c>NaN</c> and <c>Infinity</c>, numbers sometimes as text.</summary>
static partial class BenchmarkJson
{
    /// <summary>The values of a file, in order; at least one.</summary>
    /// <exception cref="EvidenceException">It is no JSON.</exception>
    public static List<JsonElement> Parse(string name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Values(bytes.Span);
        }
        catch (JsonException)
        {
            try
            {
                return Values(Encoding.UTF8.GetBytes(NotNumbers().Replace(Encoding.UTF8.GetString(bytes.Span), "${before}null")));
            }
            catch (JsonException exception)
            {
                throw new EvidenceException(string.Create(CultureInfo.InvariantCulture, $"{name}({exception.LineNumber + 1}): not valid JSON: {exception.Message.Split(" LineNumber", 2)[0].TrimEnd('.')}"), "was the benchmark stopped while it wrote?");
            }
        }
    }

    static List<JsonElement> Values(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var values = new List<JsonElement>();
        while (reader.Read()) values.Add(JsonElement.ParseValue(ref reader));
        return values;
    }

    /// <summary>A member; undefined where there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return default;
        return element;
    }

    /// <summary>A member as a finite number; null where there is none.</summary>
    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path);
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => double.NaN,
        };
        return double.IsFinite(number) ? number : null;
    }

    /// <summary>A member that is a positive number; null where there is none.</summary>
    public static double? Positive(this JsonElement element, params ReadOnlySpan<string> path) => element.Number(path) is { } number and > 0 ? number : null;

    /// <summary>A member that is a time or a rate; null where there is none, or none was measured (zero, not a number).</summary>
    /// <exception cref="EvidenceException">It is below zero.</exception>
    public static double? Measured(this JsonElement element, string file, params ReadOnlySpan<string> path) => element.Number(path) is { } number and < 0
        ? throw new EvidenceException(string.Create(CultureInfo.InvariantCulture, $"{file}: '{string.Join('.', path.ToArray())}' is {number:g6}, and nothing that is measured is below zero"), "a clock that was set back does that: leave such a run out")
        : element.Positive(path);

    /// <summary>A member as text; null where there is none.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The elements of a member that is a list; none where it is not.</summary>
    public static JsonElement[] List(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>The first keys, for messages.</summary>
    public static string Keys(JsonElement element) => element.ValueKind == JsonValueKind.Object ? string.Join(", ", element.EnumerateObject().Take(6).Select(p => $"'{p.Name}'")) : "none";

    [GeneratedRegex(@"(?<before>[:\[,]\s*)(NaN|-?Infinity)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NotNumbers();
}
