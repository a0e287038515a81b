using System.Collections.Immutable;
using System.Globalization;

namespace Orrery.Evidence;

/// <summary>
/// A table of one's own: a row a run with <c>concurrency</c> or <c>rate</c>, <c>input</c>, <c>output</c> and some of <c>ttft</c>, <c>tpot</c>, <c>e2e</c>,
/// <c>throughput</c>; or a row a request with <c>arrival</c> in place of the load. Units stand in the header, as <c>ttft_ms</c> or <c>rate (requests/min)</c>, or in the cell.
/// </summary>
static class BenchmarkCsv
{
    static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["concurrency"] = "concurrency", ["users"] = "concurrency", ["max_concurrency"] = "concurrency",
        ["rate"] = "rate", ["request_rate"] = "rate", ["qps"] = "rate", ["rps"] = "rate",
        ["input"] = "input", ["isl"] = "input", ["input_tokens"] = "input", ["input_len"] = "input", ["prompt_tokens"] = "input",
        ["output"] = "output", ["osl"] = "output", ["output_tokens"] = "output", ["output_len"] = "output",
        ["arrival"] = "arrival", ["arrived"] = "arrival", ["sent"] = "arrival",
        ["requests"] = "requests", ["num_prompts"] = "requests",
        ["ttft"] = "ttft", ["mean_ttft"] = "ttft", ["tpot"] = "tpot", ["mean_tpot"] = "tpot", ["itl"] = "tpot",
        ["e2e"] = "e2e", ["latency"] = "e2e", ["e2el"] = "e2e",
        ["throughput"] = "throughput", ["output_throughput"] = "throughput", ["tokens_per_second"] = "throughput",
    };

    readonly record struct Column(string Name, double? Unit);

    public static ImmutableArray<BenchmarkRun> Read(string name, TextReader text)
    {
        Column[]? columns = null;
        var rows = new List<(int Line, Dictionary<string, double> Values)>();
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (number == 1) line = line.TrimStart('\uFEFF');
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#') continue;
            var cells = MeasuredTable.Cells(line);
            if (columns is null) columns = Head(name, number, cells);
            else rows.Add((number, Row(name, number, columns, cells)));
        }

        if (columns is null || rows.Count == 0) throw new EvidenceException($"{name} has no rows under its header", "write one row a run or a request");
        var each = columns.Any(static c => c.Name == "arrival");
        var figures = columns.Count(static c => c.Name is "ttft" or "tpot" or "e2e" or "throughput");
        if (columns.FirstOrDefault(static c => c.Name == "input") is { Name: null } || columns.FirstOrDefault(static c => c.Name == "output") is { Name: null } || figures == 0 || (!each && !columns.Any(static c => c.Name is "concurrency" or "rate")))
            throw new EvidenceException($"{name} lacks columns: found {string.Join(", ", columns.Where(c => c.Name.Length > 0).Select(c => c.Name))}", "it needs concurrency or rate (or arrival, with a row a request), input, output, and some of ttft_ms, tpot_ms, e2e_ms, throughput");
        return each ? [OfRequests(name, rows)] : [.. rows.Select(row => OfRow($"{name}({row.Line})", row.Values))];
    }

    static Column[] Head(string name, int number, string[] cells)
    {
        Column[] columns = [.. cells.Select(cell => Known(name, number, cell))];
        for (var i = 1; i < columns.Length; i++)
            if (columns[i].Name.Length > 0 && Array.FindIndex(columns, c => c.Name == columns[i].Name) is var first && first < i)
                throw new EvidenceException($"{name}({number}): '{cells[first].Trim()}' and '{cells[i].Trim()}' are both '{columns[i].Name}'", "keep the one that is meant, or give the other a name that is not known");
        return columns;
    }

    static Column Known(string name, int number, string cell)
    {
        var text = cell.Trim().ToLowerInvariant().Replace('[', '(').Replace(']', ')');
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var (label, unit) = open >= 0 ? (text[..open].Trim(), text[(open + 1)..].TrimEnd(')').Trim()) : (text, "");
        label = label.Replace(' ', '_').Replace('-', '_');
        if (unit.Length == 0 && !Names.ContainsKey(label)) (label, unit) = Parted(label);
        if (!Names.TryGetValue(label, out var known)) return new Column("", null);
        if (unit.Length == 0) return new(known, BenchmarkUnits.IsTime(known) ? null : 1);
        return new Column(known, BenchmarkUnits.Factor(known, unit)
            ?? throw new EvidenceException($"{name}({number}): '{cell.Trim()}' is in no unit of {BenchmarkUnits.Kind(known)} that is known", BenchmarkUnits.Hint(known)));
    }

    // "ttft_ms", "rate_req_per_min": a name and its unit. Of a name that goes on otherwise the last word may be meant as one, and is then said not to be known.
    static (string Label, string Unit) Parted(string label)
    {
        for (var at = label.LastIndexOf('_'); at > 0; at = label.LastIndexOf('_', at - 1))
            if (Names.TryGetValue(label[..at], out var known) && BenchmarkUnits.Factor(known, label[(at + 1)..]) is not null) return (label[..at], label[(at + 1)..]);
        return label.LastIndexOf('_') is var last and > 0 && Names.ContainsKey(label[..last]) ? (label[..last], label[(last + 1)..]) : (label, "");
    }

    static Dictionary<string, double> Row(string name, int number, Column[] columns, string[] cells)
    {
        if (cells.Length != columns.Length) throw new EvidenceException($"{name}({number}): the row has {cells.Length} cells, the header {columns.Length} columns");
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
        {
            var text = cells[i].Trim();
            if (columns[i].Name.Length == 0 || text.Length == 0) continue;
            var unit = columns[i].Unit;
            var digits = text.TrimEnd("abcdefghijklmnopqrstuvwxyzµ/ ".ToCharArray());
            if (digits.Length < text.Length)
                unit = BenchmarkUnits.Factor(columns[i].Name, text[digits.Length..].Trim())
                    ?? throw new EvidenceException($"{name}({number}): '{text}' is in no unit of {BenchmarkUnits.Kind(columns[i].Name)} that is known", BenchmarkUnits.Hint(columns[i].Name));
            if (unit is null) throw new EvidenceException($"{name}({number}): '{columns[i].Name}' is '{text}', without a unit", $"name the column {columns[i].Name}_ms or {columns[i].Name}_s, or write '{text} ms'");
            if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value) || value < 0)
                throw new EvidenceException($"{name}({number}): '{columns[i].Name}' is '{text}', which is no number", "leave the cell empty where nothing was measured");
            values.Add(columns[i].Name, value * unit.Value);
        }
        foreach (var needed in (ReadOnlySpan<string>)["input", "output"])
            if (values.GetValueOrDefault(needed) < 1) throw new EvidenceException($"{name}({number}): '{needed}' is not at least one token", "write the mean number of tokens");
        return values;
    }

    static BenchmarkRun OfRow(string name, Dictionary<string, double> row)
    {
        double? Of(string column) => row.TryGetValue(column, out var value) && value > 0 ? value : null;
        var users = Of("concurrency");
        if (users is null && Of("rate") is null) throw new EvidenceException($"{name}: neither concurrency nor rate is positive", "write the users of a closed loop, or requests a second");
        var (ttft, e2e, output) = (Of("ttft"), Of("e2e"), row["output"]);
        if (e2e < ttft) throw new EvidenceException($"{name}: 'e2e' is less than 'ttft'", "e2e is from sending to the last token; are their units what the header says?");
        return new BenchmarkRun
        {
            Name = name,
            Users = users is null ? null : Math.Max(1, (int)Math.Round(users.Value)),
            Rate = users is null ? Of("rate") : null,
            Requests = (int?)Of("requests"),
            InputTokens = row["input"],
            OutputTokens = output,
            Figures = BenchmarkFigures.Of(
                (BenchmarkMetric.Ttft, ttft, null), (BenchmarkMetric.Tpot, Of("tpot") ?? (output > 1 ? (e2e - ttft) / (output - 1) : null), null),
                (BenchmarkMetric.E2e, e2e, null), (BenchmarkMetric.Throughput, Of("throughput"), null)),
        };
    }

    static BenchmarkRun OfRequests(string name, List<(int Line, Dictionary<string, double> Values)> rows)
    {
        var requests = new List<BenchmarkRequest>();
        foreach (var (line, row) in rows)
        {
            double? Of(string column) => row.TryGetValue(column, out var value) ? value : null;
            var output = (int)row["output"];
            var e2e = Of("e2e") ?? Of("ttft") + Of("tpot") * (output - 1);
            var ttft = Of("ttft") ?? Of("e2e") - Of("tpot") * (output - 1);
            if (Of("arrival") is not { } arrival || e2e is not { } whole || ttft is not { } first) throw new EvidenceException($"{name}({line}): a request needs arrival and two of ttft, tpot and e2e", "leave out requests that failed");
            if (!(first > 0 && whole >= first)) throw new EvidenceException($"{name}({line}): the last token comes before the first, or the first when the request is sent", "are the units what the header says? Leave out requests that failed");
            requests.Add(new(arrival, (int)row["input"], output, first, whole));
        }
        return BenchmarkFigures.Run(name, requests);
    }
}
