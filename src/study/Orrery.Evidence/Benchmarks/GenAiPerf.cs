using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Orrery.Evidence;

/// <summary>What GenAI-Perf exports: <c>profile_export_genai_perf.json</c> and its CSV. Its inter-token latency is the time per output token after the first.</summary>
static class GenAiPerf
{
    public static bool Is(JsonElement value) => value.Number("request_latency", "avg") is not null || value.Number("time_to_first_token", "avg") is not null;

    public static BenchmarkRun Read(string name, JsonElement value)
    {
        double? Average(string metric, string statistic = "avg") => value.Measured(name, metric, statistic) is { } number ? number * Unit(name, metric, value.Text(metric, "unit") ?? "", $"{metric}.unit") : null;
        var input = value.At("input_config");
        double? Stimulus(string key) => input.Positive(key) ?? input.Positive("stimulus", key) ?? input.Positive("perf_analyzer", "stimulus", key) ?? input.Positive("loadgen", key);
        var model = input.List("model") is [var first, ..] ? first.GetString() : input.List("model_names") is [var named, ..] ? named.GetString() : input.Text("model");
        return Run(name, Stimulus("concurrency"), Stimulus("request_rate"), Average, model);
    }

    public static ImmutableArray<BenchmarkRun> OfCsv(string name, TextReader text)
    {
        // Two tables: metrics with statistics, and metrics with one value.
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        string[] head = [];
        for (var line = 1; text.ReadLine() is { } row; line++)
        {
            var cells = MeasuredTable.Cells(row);
            if (cells[0].Equals("Metric", StringComparison.OrdinalIgnoreCase)) head = cells;
            else if (cells.Length > 1)
            {
                var label = cells[0];
                var parts = label.Split('(', ')');
                var metric = parts[0].Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
                var unit = Unit($"{name}({line})", metric, parts.Length > 1 ? parts[1] : "", label);
                for (var i = 1; i < Math.Min(head.Length, cells.Length); i++)
                {
                    if (!double.TryParse(cells[i], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)) continue;
                    if (number < 0) throw new EvidenceException($"{name}({line}): '{label}' is {cells[i]}, and nothing that is measured is below zero", "leave such a run out");
                    if (number > 0 && double.IsFinite(number)) found.TryAdd($"{metric}/{(head[i].Equals("Value", StringComparison.OrdinalIgnoreCase) ? "avg" : head[i].ToLowerInvariant())}", unit * number);
                }
            }
        }
        return [Run(name, null, null, (metric, statistic) => found.TryGetValue($"{metric}/{statistic}", out var value) ? value : null, null)];
    }

    // Of what is read only times come in several units.
    static double Unit(string place, string metric, string unit, string said)
    {
        if (metric is not ("time_to_first_token" or "inter_token_latency" or "request_latency")) return 1;
        return BenchmarkUnits.Factor("e2e", unit.Trim().ToLowerInvariant())
            ?? throw new EvidenceException($"{place}: '{said}' {(unit.Length == 0 ? "names no unit" : $"is in '{unit}', no unit of time that is known")}", "name the unit that the numbers are in: ns, us, ms or s");
    }

    delegate double? Statistic(string metric, string statistic = "avg");

    static BenchmarkRun Run(string name, double? users, double? rate, Statistic of, string? model)
    {
        if (of("input_sequence_length") is not { } input || of("output_sequence_length") is not { } output || of("request_latency") is not { } e2e)
            throw new EvidenceException($"{name}: input and output sequence length and request latency are not all there", "export the profile of a run whose requests succeeded");
        var throughput = of("request_throughput");
        ImmutableArray<string> notes = [];
        if (users is null && rate is null)
        {
            if (throughput is null) throw new EvidenceException($"{name} tells neither a concurrency nor a rate", "give the JSON beside it");
            // Little's law: exact in a closed loop.
            users = Math.Max(1, Math.Round(throughput.Value * e2e));
            notes = [$"it does not tell the load: taken as {users:0} users in a closed loop, which is its throughput times its latency"];
        }
        return new BenchmarkRun
        {
            Name = name,
            Users = users is null ? null : (int)users,
            Rate = users is null ? rate : null,
            Requests = of("request_count") is { } count ? (int)count : null,
            InputTokens = input,
            OutputTokens = output,
            Model = model,
            Notes = notes,
            Figures = BenchmarkFigures.Of(
                (BenchmarkMetric.Ttft, of("time_to_first_token"), of("time_to_first_token", "p50")),
                (BenchmarkMetric.Tpot, of("inter_token_latency"), null),
                (BenchmarkMetric.E2e, e2e, null),
                (BenchmarkMetric.Throughput, of("output_token_throughput") ?? throughput * output, null)),
        };
    }
}
