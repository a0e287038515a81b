using System.Text;

namespace Orrery.Workloads.Traces;

/// <summary>Reads CSV traces whose header names the columns.</summary>
sealed class CsvTrace : TraceParser
{
    readonly (TraceField Field, long Unit)[] _columns;
    readonly byte[] _header;
    readonly TraceProblemList _problems;
    readonly TenantNames _tenants;
    readonly TenantNames _adapters = new([]);

    CsvTrace(TraceFormat format, (TraceField, long)[] columns, byte[] header, TraceProblemList problems, TenantNames tenants)
    {
        Format = format;
        _columns = columns;
        _header = header;
        _problems = problems;
        _tenants = tenants;
    }

    /// <inheritdoc/>
    public override TraceFormat Format { get; }

    /// <inheritdoc/>
    public override bool HasArrivals => _columns.Any(column => column.Field == TraceField.Arrival);

    /// <summary>The parser for a header; null where it names no input and output.</summary>
    /// <param name="header">The first line.</param>
    /// <param name="withoutArrivals">Whether recorded arrivals are not wanted.</param>
    /// <param name="problems">Receives what is wrong with rows.</param>
    /// <param name="tenants">Receives the names of tenants.</param>
    public static CsvTrace? For(ReadOnlySpan<byte> header, bool withoutArrivals, TraceProblemList problems, TenantNames tenants)
    {
        var names = Encoding.UTF8.GetString(header).Split(',').Select(name => name.Trim().Trim('"')).ToArray();
        var columns = Array.ConvertAll(names, TraceFields.Find);
        var seen = new HashSet<TraceField>();
        for (var i = 0; i < columns.Length; i++)
        {
            var field = columns[i].Field;
            var wanted = field is TraceField.Arrival or TraceField.Input or TraceField.Output or TraceField.Session or TraceField.Priority or TraceField.Tenant or TraceField.Took or TraceField.Adapter && seen.Add(field);
            if (!wanted || (withoutArrivals && field == TraceField.Arrival)) columns[i] = default;
        }
        return seen.Contains(TraceField.Input) && seen.Contains(TraceField.Output) ? new(FormatOf(names), columns, header.ToArray(), problems, tenants) : null;
    }

    /// <inheritdoc/>
    public override void Parse(ReadOnlySpan<byte> line, long number, bool terminated, TraceRow row)
    {
        if (line[0] == '{' || line.SequenceEqual(_header))
        {
            _problems.AddFatal(number, 1, TraceProblemId.Mixed,
                line[0] == '{' ? "a JSON object in a CSV file" : "the header again, as if two files had been joined", "keep one trace in one file");
            return;
        }
        int input = 0, output = 0, priority = 0, at = 0, found = 0;
        int tenant = -1, adapter = -1;
        long session = -1, took = 0;
        var sound = true;
        while (found < _columns.Length && at <= line.Length)
        {
            var cell = NextCell(line, ref at, out var column);
            var (field, unit) = _columns[found++];
            sound &= field switch
            {
                TraceField.Arrival => ReadArrival(cell, unit, number, column, row),
                TraceField.Input => TokenCounts.TryParse(cell, 1, "input", number, column, _problems, out input),
                TraceField.Output => TokenCounts.TryParse(cell, 0, "output", number, column, _problems, out output),
                TraceField.Session => (session = TokenCounts.Session(cell)) >= -1,
                TraceField.Priority => TokenCounts.TryParsePriority(cell, number, column, _problems, out priority),
                TraceField.Adapter => (adapter = _adapters.PlaceOf(cell)) >= -1,
                TraceField.Tenant => (tenant = _tenants.PlaceOf(cell)) >= -1,
                TraceField.Took => (took = TraceTime.Span(cell, unit)) >= 0,
                _ => true,
            };
            if (!sound) break;
        }
        if (sound && (found < _columns.Length || at <= line.Length)) ReportCount(line, number, terminated);
        else if (sound && output == 0) row.Skipped++;
        else if (sound) row.Requests.Add(new(0, input, output, Session: session, Priority: priority, Tenant: tenant, Took: took, Adapter: adapter));
    }

    bool ReadArrival(ReadOnlySpan<byte> cell, long unit, long number, int column, TraceRow row)
    {
        row.ArrivalColumn = column;
        if (TraceTime.TryParse(cell, unit, out var arrival))
        {
            row.Arrival = arrival;
            return true;
        }
        _problems.Add(number, column, TraceProblemId.NotANumber, $"'{TokenCounts.Excerpt(cell)}' is neither a finite number nor a date and time");
        return false;
    }

    void ReportCount(ReadOnlySpan<byte> line, long number, bool terminated)
    {
        var cells = line.Count((byte)',') + 1;
        if (!terminated && cells < _columns.Length)
            _problems.Add(number, line.Length, TraceProblemId.Truncated, $"the file ends within a row: {cells} of {_columns.Length} columns", "fetch it again");
        else
            _problems.Add(number, 1, TraceProblemId.ColumnCount, $"{cells} columns where the header names {_columns.Length}");
    }

    // The cell at a position, without blanks and quotes; the position moves past its comma, beyond the line after the last.
    static ReadOnlySpan<byte> NextCell(ReadOnlySpan<byte> line, ref int at, out int column)
    {
        column = at + 1;
        var rest = line[at..];
        var close = rest.Length > 0 && rest[0] == '"' ? rest[1..].IndexOf((byte)'"') + 1 : 0; // a comma in quotes is text
        var comma = rest[close..].IndexOf((byte)',');
        var length = comma < 0 ? rest.Length : close + comma;
        at += length + 1;
        return rest[..length].Trim(" \t\""u8);
    }

    static TraceFormat FormatOf(string[] names) =>
        names.Contains("ContextTokens") ? TraceFormat.Azure
        : names.Contains("Request tokens") ? TraceFormat.BurstGpt
        : names.Contains("num_prefill_tokens") ? TraceFormat.Vidur
        : names.Contains("token_size") ? TraceFormat.Splitwise
        : TraceFormat.Csv;
}
