using System.Collections.Immutable;
using System.Text.Json;
using Orrery.Evaluation;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Traffic;

namespace Orrery.Evidence;

/// <summary>Simulates recorded runs of engines request by request.</summary>
/// <param name="systems">The catalog that they are built from.</param>
/// <param name="data">The folder of measurements: profiles in <c>llmservingsim_profile</c>, measured requests in <c>llmservingsim_vllm_requests.csv</c>; null for none.</param>
/// <param name="traces">The folder of arrival files.</param>
public sealed class EngineRuns(EvidenceSystems systems, string? data, string? traces)
{
    /// <summary>Folder of profiles within the folder of measurements.</summary>
    public const string Profiles = "llmservingsim_profile";

    const string Requests = "llmservingsim_vllm_requests.csv";
    const string Set = "engine runs";
    static readonly (string Name, double Share)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)];
    static readonly string[] Metrics = ["TTFT", "TPOT", "E2E"];

    /// <summary>Rows of every run whose files are there, and the runs that are left out, with the reason.</summary>
    /// <exception cref="EvidenceException">A file cannot be used.</exception>
    public (ImmutableArray<RunRow> Rows, ImmutableArray<Unmapped> Without) Evaluate()
    {
        var rows = ImmutableArray.CreateBuilder<RunRow>();
        var without = ImmutableArray.CreateBuilder<Unmapped>();
        var measured = Measured();
        foreach (var run in EngineRun.All)
        {
            if (run.Profile.Length > 0 && !HasProfiles) continue;
            if (Missing(run) is { } missing) without.Add(new(Set, missing, 1));
            else rows.AddRange(Rows(run, measured));
        }
        return (rows.ToImmutable(), without.ToImmutable());
    }

    /// <summary>Whether the folder holds profiles.</summary>
    public bool HasProfiles => data is not null && Directory.Exists(Path.Combine(data, Profiles));

    string? Missing(EngineRun run) =>
        run.Profile.Length > 0 && !Directory.Exists(ProfileOf(run)) ? $"there is no folder {Profiles}/{run.Profile}"
        : run.Arrivals.Length > 0 && ArrivalsOf(run) is null ? $"there is no arrival file {run.Arrivals} in '{traces}': --traces names its folder"
        : null;

    string ProfileOf(EngineRun run) => Path.Combine(data!, Profiles, run.Profile);

    string? ArrivalsOf(EngineRun run) => new[] { run.Arrivals, "llmservingsim_" + run.Arrivals }.Select(name => Path.Combine(traces ?? ".", name)).FirstOrDefault(File.Exists);

    IEnumerable<RunRow> Rows(EngineRun run, ILookup<string, Times> measured)
    {
        var ours = Simulate(run);
        var real = measured[run.Measured].ToArray();
        var pairs =
            from metric in Metrics
            from statistic in Percentiles.Select(p => p.Name).Prepend("mean")
            let known = run.Published.FirstOrDefault(figure => (figure.Metric, figure.Statistic) == (metric, statistic)).Milliseconds * 1e-3
            where run.Published.IsEmpty || known > 0
            select new RunRow(run.Name, run.Source, metric, statistic, real.Length > 0 ? Of(real, metric, statistic) : known > 0 ? known : null,
                ours.Average(times => Of(times, metric, statistic)), run.Bound(metric, statistic));
        return [.. pairs];
    }

    List<Times[]> Simulate(EngineRun run)
    {
        var timing = run.Profile.Length > 0 ? $", timing: {{ measured: {Quoted(ProfileOf(run))} }}" : "";
        var scenario = $"name: run\n{run.Scenario.Replace("TIMING", timing, StringComparison.Ordinal)}";
        if (run.Arrivals.Length > 0) scenario += $"traffic: {{ file: {Quoted(ArrivalsOf(run)!)} }}\n";
        var plan = systems.Plan(scenario, run.Name, table => run.WithoutSkew && table.EndsWith("skew_fit.csv", StringComparison.Ordinal) ? null : File.Exists(table) ? File.ReadAllText(table) : null);
        return [.. Enumerable.Range(1, run.Seeds).Select(seed => Serve(plan with { Seed = seed }))];
    }

    static Times[] Serve(Plan plan)
    {
        var times = new List<Times>();
        using var file = plan.Traffic.File is { } path ? File.OpenRead(path) : null;
        var requests = TrafficSource.Open(plan.Traffic, new RandomStreams((ulong)plan.Seed), file);
        RunEvaluator.Run(plan, () => requests, new RunOptions { ProductVersion = "validate", Ranges = false, Sink = _ => outcome => times.Add(Times.Of(outcome)) });
        if (requests.Problems is { Count: > 0 } problems) throw new EvidenceException($"{plan.Traffic.File}({problems[0].Line}): {problems[0].Message}", problems[0].Hint);
        return [.. times];
    }

    ILookup<string, Times> Measured()
    {
        if (data is null || !File.Exists(Path.Combine(data, Requests))) return Array.Empty<Times>().ToLookup(_ => "");
        using var text = new StreamReader(Path.Combine(data, Requests));
        return MeasuredTable.Read(Requests, text, "example", "ttft_from_queue_ms", "e2e_from_queue_ms", "tpot_ms").Rows
            .ToLookup(row => row.Text("example"), row => new Times(row.Number("ttft_from_queue_ms") * 1e-3, row.Number("tpot_ms") * 1e-3, row.Number("e2e_from_queue_ms") * 1e-3));
    }

    static double Of(Times[] times, string metric, string statistic)
    {
        var values = times.Select(t => metric switch { "TTFT" => t.Ttft, "TPOT" => t.Tpot, _ => t.E2e }).OfType<double>().Order().ToArray();
        if (statistic == "mean") return values.Average();
        return values[(int)Math.Ceiling(Percentiles.First(p => p.Name == statistic).Share * values.Length) - 1];
    }

    // A JSON string is a YAML scalar in double quotes.
    static string Quoted(string path) => $"\"{JsonEncodedText.Encode(Path.GetFullPath(path))}\"";

    readonly record struct Times(double? Ttft, double? Tpot, double? E2e)
    {
        public static Times Of(RequestOutcome outcome) => new(
            (outcome.FirstToken - outcome.Arrival).Value,
            outcome.OutputTokens > 1 ? (outcome.Finish - outcome.FirstToken).Value / (outcome.OutputTokens - 1) : null,
            (outcome.Finish - outcome.Arrival).Value);
    }
}
