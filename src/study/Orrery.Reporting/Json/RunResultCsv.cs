using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Orrery.Evaluation;

namespace Orrery.Reporting.Json;

/// <summary>
/// A run as CSV: one row a system, one column a number, named as in the JSON with dots.
/// Tiers, objectives and named numbers become columns by name (<c>memory.hbm.capacityBytes</c>); curves, operators, distributions, timelines and texts in lists are left to the JSON.
/// </summary>
public static class RunResultCsv
{
    static readonly Type[] Keyed = [typeof(TierResult), typeof(KvTierFigures), typeof(KvLinkFigures), typeof(NamedValue), typeof(ObjectiveResult), typeof(TenantResult)];

    /// <summary>Writes a header and a row for each system, after RFC 4180 with newlines as line ends.</summary>
    public static void Write(RunResult result, TextWriter writer)
    {
        var columns = new List<(string Name, object?[] Cells)>
        {
            ("runId", Repeat(result.RunId)),
            ("scenario", Repeat(result.Scenario)),
            ("seed", Repeat(result.Seed)),
        };
        Flatten(RunResultJson.SystemType, "", [.. result.Systems], columns);

        WriteRow(writer, columns.Select(column => column.Name));
        for (var row = 0; row < result.Systems.Length; row++)
            WriteRow(writer, columns.Select(column => Text(column.Cells[row])));

        object?[] Repeat(object value) => [.. Enumerable.Repeat(value, result.Systems.Length)];
    }

    /// <summary>Adds the columns of one type, given that type's value in each row, or null where the row has none.</summary>
    static void Flatten(JsonTypeInfo type, string prefix, object?[] rows, List<(string, object?[])> columns)
    {
        foreach (var property in type.Properties)
        {
            var values = Array.ConvertAll(rows, row => row is null ? null : property.Get!(row));
            var info = RunResultJson.TypeOf(property.PropertyType);
            if (info.Kind == JsonTypeInfoKind.None) columns.Add((prefix + property.Name, values));
            else if (info.Kind == JsonTypeInfoKind.Object) Flatten(info, $"{prefix}{property.Name}.", values, columns);
            else if (Keyed.Contains(info.ElementType)) FlattenByName(info.ElementType!, $"{prefix}{property.Name}.", values, columns);
        }
    }

    static void FlattenByName(Type element, string prefix, object?[] lists, List<(string, object?[])> columns)
    {
        var info = RunResultJson.TypeOf(element);
        var name = info.Properties.Single(property => property.Name == "name").Get!;
        var rows = Array.ConvertAll(lists, list => list is null ? [] : ((IEnumerable)list).Cast<object>().ToImmutableArray());
        foreach (var key in rows.SelectMany(row => row).Select(item => (string)name(item)!).Distinct())
        {
            var items = Array.ConvertAll(rows, row => row.FirstOrDefault(item => (string)name(item)! == key));
            if (element == typeof(NamedValue)) columns.Add((prefix + key, Array.ConvertAll(items, item => (object?)(item as NamedValue)?.Value)));
            else Flatten(info, $"{prefix}{key}.", items, columns);
        }
    }

    static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static void WriteRow(TextWriter writer, IEnumerable<string> cells)
    {
        writer.Write(string.Join(',', cells.Select(Quote)));
        writer.Write('\n');
    }

    static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
