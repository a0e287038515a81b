using System.Globalization;

namespace Orrery.Evidence;

/// <summary>A table of measurements: CSV whose header names the columns; lines that start with <c>#</c> say where it comes from.</summary>
public sealed class MeasuredTable
{
    readonly Dictionary<string, int> _columns;

    MeasuredTable(string name, Dictionary<string, int> columns, List<string[]> rows)
    {
        Name = name;
        _columns = columns;
        Rows = [.. rows.Select(cells => new MeasuredRow(this, cells))];
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>Its rows, in order.</summary>
    public IReadOnlyList<MeasuredRow> Rows { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="name">How messages name it.</param>
    /// <param name="text">The text.</param>
    /// <param name="columns">Columns that it must have.</param>
    /// <exception cref="EvidenceException">A column is missing, or a row has another number of cells than the header.</exception>
    public static MeasuredTable Read(string name, TextReader text, params ReadOnlySpan<string> columns)
    {
        Dictionary<string, int>? header = null;
        var rows = new List<string[]>();
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (number == 1) line = line.TrimStart('\uFEFF');
            if (line.Length == 0 || line[0] == '#') continue;
            var cells = Cells(line);
            if (header is null)
            {
                header = cells.Select((cell, index) => (cell, index)).GroupBy(c => c.cell, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().index, StringComparer.Ordinal);
                foreach (var column in columns)
                    if (!header.ContainsKey(column)) throw new EvidenceException($"{name} has no column '{column}'", $"its header is {line}");
                continue;
            }

            if (cells.Length < header.Count) throw new EvidenceException($"{name}({number}): the row has {cells.Length} cells, the header {header.Count} columns");
            rows.Add(cells);
        }

        return new(name, header ?? throw new EvidenceException($"{name} has no header"), rows);
    }

    /// <summary>The table that a set is read from; null where the folder does not hold it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <exception cref="EvidenceException">A column is missing, or a row has another number of cells than the header.</exception>
    public static MeasuredTable? Of(IEvidenceSet set, Func<string, TextReader?> open)
    {
        using var text = open(set.File);
        return text is null ? null : Read(set.File, text, [.. set.Columns]);
    }

    /// <summary>Whether it has a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    internal string Cell(string[] cells, string column) => _columns.TryGetValue(column, out var index) ? cells[index] : "";

    internal static string[] Cells(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal)) return line.Split(',');
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}

/// <summary>A row of a table of measurements.</summary>
public sealed class MeasuredRow
{
    readonly MeasuredTable _table;
    readonly string[] _cells;

    internal MeasuredRow(MeasuredTable table, string[] cells) => (_table, _cells) = (table, cells);

    /// <summary>A cell; empty where the table has no such column.</summary>
    public string Text(string column) => _table.Cell(_cells, column);

    /// <summary>A cell as a number; null where it is empty or none.</summary>
    public double? Number(string column)
        => double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A cell as a whole number; null where it is empty or none.</summary>
    public int? Whole(string column) => Number(column) is { } number && Math.Abs(number) < int.MaxValue ? (int)Math.Round(number) : null;
}

/// <summary>Measurements that cannot be used: told to the user in one line.</summary>
/// <param name="message">What was found.</param>
/// <param name="hint">What to do about it.</param>
public sealed class EvidenceException(string message, string? hint = null) : Exception(message)
{
    /// <summary>What to do about it.</summary>
    public string? Hint { get; } = hint;
}
