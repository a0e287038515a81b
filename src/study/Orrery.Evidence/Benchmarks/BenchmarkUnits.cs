namespace Orrery.Evidence;

/// <summary>Units that a column of a benchmark's table may be in.</summary>
static class BenchmarkUnits
{
    static readonly Dictionary<string, double> Seconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-9, ["us"] = 1e-6, ["µs"] = 1e-6, ["ms"] = 1e-3, ["s"] = 1, ["sec"] = 1, ["second"] = 1, ["seconds"] = 1, ["min"] = 60, ["minute"] = 60, ["minutes"] = 60, ["h"] = 3600, ["hour"] = 3600, ["hours"] = 3600,
    };

    // Whole units that name both of their parts at once.
    static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal) { ["rps"] = "requests/s", ["qps"] = "requests/s", ["hz"] = "requests/s", ["rpm"] = "requests/min", ["qpm"] = "requests/min", ["tps"] = "tokens/s" };

    static readonly string[] Requests = ["requests", "request", "reqs", "req", "queries", "query", "prompts", "1", ""], Tokens = ["tokens", "token", "toks", "tok"], Users = ["users", "clients", "requests"];

    /// <summary>Whether a column is of times, which have no unit of their own.</summary>
    public static bool IsTime(string column) => column is "ttft" or "tpot" or "e2e" or "arrival";

    /// <summary>What a number in this unit is multiplied by: to seconds, to requests or tokens a second, or to a count; null where it is no unit of the column.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="unit">The unit in lower case, as <c>ms</c>, <c>req/min</c>, <c>tok_per_s</c>; empty where none is written.</param>
    public static double? Factor(string column, string unit)
    {
        unit = unit.Replace('_', ' ').Replace("per ", "/", StringComparison.Ordinal).Trim();
        if (IsTime(column)) return Seconds.TryGetValue(unit, out var seconds) ? seconds : null;
        if (unit.Length == 0) return 1;
        unit = Short.GetValueOrDefault(unit, unit);
        // "tok/s", "tok s" and "tok s-1" alike.
        var parts = unit.Replace("-1", "", StringComparison.Ordinal).Split(['/', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is 0 or > 2) return null;
        var (of, per) = parts.Length == 1 && unit.StartsWith('/') ? ("", parts[0]) : (parts[0], parts.Length == 2 ? parts[1] : "");
        if (column is "rate" or "throughput")
            return (column == "rate" ? Requests : Tokens).Contains(of, StringComparer.Ordinal) && Seconds.TryGetValue(per, out var span) ? 1 / span : null;
        return per.Length == 0 && (column switch { "concurrency" => Users, "requests" => Requests, _ => Tokens }).Contains(of, StringComparer.Ordinal) ? 1 : null;
    }

    /// <summary>What units of a column are, for messages.</summary>
    public static string Kind(string column) => column switch
    {
        "rate" => "requests over time",
        "throughput" => "output tokens over time",
        "concurrency" => "users",
        "requests" => "requests",
        _ => IsTime(column) ? "time" : "tokens",
    };

    /// <summary>What to write instead.</summary>
    public static string Hint(string column) => column switch
    {
        "rate" => "write rate in requests/s or requests/min",
        "throughput" => "write throughput in tok/s or tok/min, of output tokens",
        _ when IsTime(column) => "write _ms, _s or _us",
        _ => $"write '{column}' as a plain number; a column of something else takes another name",
    };
}
