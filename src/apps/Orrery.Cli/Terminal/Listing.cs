using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Orrery.Cli.Terminal;

/// <summary>A column of a listing.</summary>
/// <param name="Key">Its name for programs, in camel case.</param>
/// <param name="Head">Its name for people; one that starts with <c>&gt;</c> is aligned to the right.</param>
readonly record struct ListingColumn(string Key, string Head);

/// <summary>A value of a listing.</summary>
/// <param name="Value">Text, a number, a truth, or nothing: what programs get.</param>
/// <param name="Text">What people get; the value itself where not given.</param>
/// <param name="Style">How a terminal shows it.</param>
readonly record struct ListingCell(object? Value, string? Text = null, string? Style = null)
{
    public static implicit operator ListingCell(string? text) => new(text);

    public static implicit operator ListingCell(long number) => new(number);

    public static implicit operator ListingCell(double number) => new(number);
}

/// <summary>Rows of one kind, shown as a table, as a JSON array of objects or as CSV.</summary>
sealed class Listing(params ListingColumn[] columns)
{
    static readonly JsonWriterOptions JsonStyle = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    readonly List<ListingCell[]> _rows = [];

    /// <summary>Whether it has no rows.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row; it has a cell for each column.</summary>
    public void Add(params ListingCell[] cells) => _rows.Add(cells);

    /// <summary>Writes the rows to the session's output.</summary>
    public void Write(Session session, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json: WriteJson(session.Output); break;
            case OutputFormat.Csv: WriteCsv(session.Output); break;
            default: WriteTable(session); break;
        }
    }

    void WriteTable(Session session)
    {
        var table = new TextTable([.. columns.Select(c => c.Head)]);
        foreach (var row in _rows) table.Add(row.Select(c => new TextCell(c.Text ?? Plain(c.Value), c.Style)));
        table.Write(session);
    }

    void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonStyle))
        {
            json.WriteStartArray();
            foreach (var row in _rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < columns.Length; i++) WriteValue(json, columns[i].Key, row[i].Value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        output.Write(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        output.Write('\n');
    }

    static void WriteValue(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null: break; // an absent value is left out, as in the JSON of a run
            case bool truth: json.WriteBoolean(key, truth); break;
            case int number: json.WriteNumber(key, number); break;
            case long number: json.WriteNumber(key, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(key, number); break;
            case double: json.WriteNull(key); break;
            default: json.WriteString(key, Plain(value)); break;
        }
    }

    void WriteCsv(TextWriter output)
    {
        output.Write(string.Join(',', columns.Select(c => c.Key)) + "\n");
        foreach (var row in _rows) output.Write(string.Join(',', row.Select(c => Quote(Plain(c.Value)))) + "\n");
    }

    static string Quote(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;

    static string Plain(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
