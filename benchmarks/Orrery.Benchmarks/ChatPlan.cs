using Orrery.Scenarios;

namespace Orrery.Benchmarks;

/// <summary>The plan that the benchmarks share: a chat on eight accelerators.</summary>
static class ChatPlan
{
    const string Scenario = """
        name: benchmark
        model: llama-3.3-70b
        precision: { weights: fp8, activations: fp8, kv: fp8 }
        traffic:
          synthetic:
            arrivals: { family: poisson, rate: 8/s }
            input: { kind: log-normal, median: 800, sigma: 1.0, max: 16000 }
            output: { kind: log-normal, median: 200, sigma: 0.8, max: 2000 }
            requests: 10000
        slo: { ttft-p99: 2 s }
        systems: { system: { accelerator: h100-sxm, count: 8, parallelism: { tp: 8 } } }
        """;

    public static string Text => Scenario;

    public static CatalogStore OpenCatalog()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orrery.slnx"))) return new CatalogStore(new DiskCatalogFolder(Path.Combine(folder.FullName, "catalog")));
        throw new InvalidOperationException("The benchmarks run from a checkout.");
    }

    public static Plan Read(CatalogStore catalog)
    {
        var diagnostics = new DiagnosticBag();
        return new ScenarioReader(catalog).Read("benchmark", new StringReader(Scenario), diagnostics)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics.All));
    }
}
