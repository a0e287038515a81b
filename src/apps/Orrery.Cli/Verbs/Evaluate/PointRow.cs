using System.Globalization;
using System.Text.Json;
using Orrery.Evaluation;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary>One answer of a table, as a row of CSV or a line of JSON.</summary>
static class PointRow
{
    static readonly (string Name, Func<PointResult, object?> Of)[] Columns =
    [
        ("fits", p => p.Fits),
        ("stepSeconds", p => p.StepSeconds),
        ("ttftSeconds", p => p.TtftSeconds),
        ("tpotSeconds", p => p.TpotSeconds),
        ("e2eSeconds", p => p.E2eSeconds),
        ("batch", p => p.Batch),
        ("requestsPerSecond", p => p.Throughput?.RequestsPerSecond),
        ("outputTokensPerSecond", p => p.Throughput?.OutputTokensPerSecond),
        ("outputTokensPerSecondPerDevice", p => p.Throughput?.OutputTokensPerSecondPerDevice),
        ("acceleratorWatts", p => p.Energy?.AcceleratorWatts),
        ("joulesPerToken", p => p.Energy?.JoulesPerToken),
        ("dollarsPerMillionTokens", p => p.Cost?.DollarsPerMillionTokens),
        ("gramsLowPerMillionTokens", p => p.Carbon?.TotalLowGramsPerMillionTokens),
        ("gramsHighPerMillionTokens", p => p.Carbon?.TotalHighGramsPerMillionTokens),
        ("bottleneck", p => p.Bottleneck),
        ("ttftLowSeconds", p => p.TtftRange?.Low),
        ("ttftHighSeconds", p => p.TtftRange?.High),
        ("tpotLowSeconds", p => p.TpotRange?.Low),
        ("tpotHighSeconds", p => p.TpotRange?.High),
        ("outputTokensPerSecondLow", p => p.OutputTokensPerSecondRange?.Low),
        ("outputTokensPerSecondHigh", p => p.OutputTokensPerSecondRange?.High),
        ("dollarsPerMillionTokensLow", p => p.DollarsPerMillionTokensRange?.Low),
        ("dollarsPerMillionTokensHigh", p => p.DollarsPerMillionTokensRange?.High),
    ];

    /// <summary>The first line of CSV.</summary>
    public static string Header => string.Join(',', ["id", .. Columns.Select(c => c.Name), "problem"]);

    /// <summary>A row of CSV.</summary>
    public static string Csv(string id, PointResult? point, string? problem)
        => string.Join(',', [id, .. Columns.Select(c => point is null ? "" : Plain(c.Of(point))), problem is null ? "" : $"\"{problem.Replace("\"", "\"\"")}\""]);

    /// <summary>A line of JSON; absent values are left out.</summary>
    public static string Json(string id, PointResult? point, string? problem)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            foreach (var (name, of) in Columns)
            {
                switch (point is null ? null : of(point))
                {
                    case bool truth: json.WriteBoolean(name, truth); break;
                    case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
                    case string text: json.WriteString(name, text); break;
                }
            }

            if (problem is not null) json.WriteString("problem", problem);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    static string Plain(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
