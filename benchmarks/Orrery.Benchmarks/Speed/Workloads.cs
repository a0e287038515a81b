namespace Orrery.Benchmarks.Speed;

/// <summary>The rows of the table, in order.</summary>
static class Workloads
{
    const long Quick = 1_000_000;

    public static IEnumerable<Workload> All(bool quick)
    {
        var p10 = new Workload("P10: Poisson 10/s, 512 in, 256 out, one replica", 10_000, P10(10_000)) { Seconds = (0.4, 0.2) };
        Workload[] rows =
        [
            p10,
            p10 with { Name = "  serving alone, without start and input", Seconds = (0.05, 0.02), EngineAlone = true },
            p10 with { Name = "  half", Requests = 5_000, Scenario = P10(5_000), Seconds = null },
            p10 with { Name = "  double", Requests = 20_000, Scenario = P10(20_000), Seconds = null },
            p10 with { Name = "P10's shape", Requests = 100_000, Scenario = P10(100_000), Seconds = (1.0, 0.6) },
            p10 with { Name = "  half", Requests = 50_000, Scenario = P10(50_000), Seconds = null },
            p10 with { Name = "  double", Requests = 200_000, Scenario = P10(200_000), Seconds = null },
            p10 with { Name = "P10's shape", Requests = 1_000_000, Scenario = P10(1_000_000), Seconds = (8, 4), Megabytes = 300 },
            p10 with { Name = "  half", Requests = 500_000, Scenario = P10(500_000), Seconds = null },
            p10 with { Name = "  double", Requests = 2_000_000, Scenario = P10(2_000_000), Seconds = null },
            p10 with { Name = "  ten times", Requests = 10_000_000, Scenario = P10(10_000_000), Seconds = null },
            Trace("Azure conversations 2023, one replica", "AzureLLMInferenceTrace_conv.csv", 19_366, 1) with { Seconds = (0.7, 0.35) },
            Trace("  half", "AzureLLMInferenceTrace_conv.csv", 9_683, 1),
            Trace("Azure conversations 2023 as plain columns", "anchor_azconv_full.csv", 19_366, 1) with { Seconds = (0.7, 0.35) },
            Trace("Mooncake conversations, 8 replicas", "mooncake_conversation_trace.jsonl", 12_031, 8) with { Rate = (50_000, 100_000) },
            Trace("  serving alone, without start and input", "mooncake_conversation_trace.jsonl", 12_031, 8) with { Rate = (50_000, 100_000), EngineAlone = true },
            Trace("  half", "mooncake_conversation_trace.jsonl", 6_015, 8),
            Prefixes("64 replicas, prefix-aware", 1_000_000) with { Seconds = (20, 6), Megabytes = 500 },
            Prefixes("  half", 500_000),
            Prefixes("  double", 2_000_000),
        ];
        return rows.Where(row => !quick || row.Requests <= Quick);
    }

    static Func<string, string> P10(long requests) => folder => Write(folder, $$"""
        traffic:
          synthetic:
            arrivals: { family: poisson, rate: 10/s }
            input: { kind: constant, tokens: 512 }
            output: { kind: constant, tokens: 256 }
            requests: {{requests}}
        systems: { h100: { accelerator: h100-sxm, count: 1 } }
        """);

    static Workload Trace(string name, string file, long requests, int replicas)
    {
        var path = Find(Path.Combine("shared", "traces", file));
        return new(name, requests, folder => Write(folder, $$"""
            traffic: { file: "{{path}}", requests: {{requests}} }
            serving: { prefix-cache: {{(replicas > 1 ? "true" : "false")}}, router: {{(replicas > 1 ? "prefix-aware" : "least-loaded")}} }
            systems: { h100: { accelerator: h100-sxm, count: {{replicas}}, parallelism: { tp: 1 } } }
            """)) { Skipped = path is null ? $"{file} is not in ../shared/traces" : null };
    }

    static Workload Prefixes(string name, long requests) => new(name, requests, folder => Write(folder, $$"""
        traffic: { file: "{{PrefixTrace.Write(folder, requests)}}" }
        serving: { prefix-cache: true, router: prefix-aware }
        systems: { h100: { accelerator: h100-sxm, count: 64, parallelism: { tp: 1 } } }
        """));

    static string Write(string folder, string traffic)
    {
        var path = Path.Combine(folder, "speed.yaml");
        File.WriteAllText(path, $$"""
            name: speed
            model: llama-3.1-8b
            slo: { ttft-p99: 2 s, tpot-p99: 50 ms }
            seed: 1
            {{traffic}}
            """);
        return path;
    }

    // Beside the checkout, or beside one that the checkout is a work tree of.
    static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, relative))) return Path.Combine(folder.FullName, relative);
        return null;
    }
}
