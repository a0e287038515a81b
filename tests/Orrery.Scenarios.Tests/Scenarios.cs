namespace Orrery.Scenarios.Tests;

/// <summary>A good scenario and ways to read others.</summary>
static class Scenarios
{
    public const string Good = """
        name: Chat, today and tomorrow
        model: dense-70b
        precision: { weights: fp8, activations: fp8, kv: fp8 }
        traffic:
          trace: chat
          scale: 2.0
        slo: { ttft-p99: 2 s, tpot-p99.9: 50 ms, e2e-mean: 20 s }
        systems:
          today:    { accelerator: alpha, count: 8, parallelism: { tp: 8 } }
          tomorrow: { accelerator: { base: alpha, memory: { add: hbf-stack, count: 8 } }, count: 1, placement: { weights: hbf, kv: hbm } }
          experts:  { accelerator: alpha, count: 2, model: experts-20b, precision: { weights: bf16 }, parallelism: { dp: 2, ep: 2 }, serving: { max-sequences: 64, kv-blocks: 2588 }, mode: ideal, timing: { fitted: { base: 5 ms, per-prefill-token: 50 us, per-decode-sequence: 20 us, per-attended-token: 5 ns } } }
        serving: { scheduler: chunked-prefill, max-batched-tokens: 4096, prefix-cache: true }
        operation: { grid: usa, price-per-kwh: 0.10 USD, lifetime: 4 y, utilisation: measured }
        seed: 7
        """;

    public static Plan? Read(string text, out DiagnosticBag diagnostics, CatalogStore? catalog = null, string file = "scenario.yaml")
    {
        diagnostics = new DiagnosticBag();
        var reader = new ScenarioReader(catalog ?? SampleCatalog.Store()) { FileExists = path => path.EndsWith("here.csv", StringComparison.Ordinal), FileIdentity = _ => "contents" };
        return reader.Read(file, new StringReader(text), diagnostics);
    }

    public static Plan Plan(string text, CatalogStore? catalog = null)
    {
        var plan = Read(text, out var diagnostics, catalog);
        Assert.True(plan is not null, string.Join("\n", diagnostics.All));
        return plan;
    }
}
