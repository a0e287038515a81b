using System.Globalization;

namespace Orrery.Performance.Measured;

/// <summary>One row of a table: the layer where its first column names one, and the numbers.</summary>
readonly record struct TableRow(string Layer, double[] Numbers);

/// <summary>Reads one table of comma-separated values with a known header; lines that begin with <c>#</c> are comments.</summary>
static class TableReader
{
    const int MostProblems = 20;
    const int MostRows = 1_000_000;

    public static List<TableRow> Read(string file, string header, Func<string, TextReader?> open, ICollection<TableProblem> problems, bool isRequired = true)
    {
        var named = header.StartsWith("layer,", StringComparison.Ordinal);
        var columns = header.Split(',').Length;
        return Read(file, header, fields => Row(fields, columns, named), $"a row is {(named ? "a layer and " : "")}{columns - (named ? 1 : 0)} numbers that are not negative", open, problems, isRequired);
    }

    public static List<T> Read<T>(
        string file, string header, Func<string[], T?> parse, string rule, Func<string, TextReader?> open, ICollection<TableProblem> problems, bool isRequired) where T : struct
    {
        var rows = new List<T>();
        using var reader = open(file);
        if (reader is null)
        {
            if (isRequired) problems.Add(new(file, 0, "the table is missing"));
            return rows;
        }

        var most = problems.Count + MostProblems;
        var inHeader = true;
        for (var line = 1; problems.Count < most && reader.ReadLine() is { } text; line++)
        {
            text = text.Trim();
            if (text.Length == 0 || text[0] == '#') continue;
            if (inHeader)
            {
                inHeader = false;
                if (text == header) continue;
                problems.Add(new(file, line, $"the header should be '{header}'"));
                break;
            }
            if (rows.Count == MostRows)
            {
                problems.Add(new(file, line, $"the table has more than {MostRows} rows"));
                break;
            }
            if (parse(text.Split(',')) is { } row) rows.Add(row);
            else problems.Add(new(file, line, rule));
        }
        if (inHeader) problems.Add(new(file, 0, "the table is empty"));
        return rows;
    }

    static TableRow? Row(string[] fields, int columns, bool named)
    {
        if (fields.Length != columns) return null;
        var first = named ? 1 : 0;
        var numbers = new double[columns - first];
        for (var i = 0; i < numbers.Length; i++)
            if (!double.TryParse(fields[first + i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]) || numbers[i] < 0) return null;
        return new TableRow(named ? fields[0] : "", numbers);
    }
}
