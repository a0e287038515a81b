namespace Orrery.Scenarios.Tests;

/// <summary>A small catalog in memory, so that tests do not move with the real one.</summary>
static class SampleCatalog
{
    public static Dictionary<string, string> Files() => new(StringComparer.Ordinal)
    {
        ["sources.yaml"] = """
            sheet: { kind: datasheet, citation: "Data sheet 7" }
            guess: { kind: assumed, citation: "Our guess" }
            """,
        ["memories/hbm-stack.yaml"] = """
            title: HBM stack
            tier: hbm
            technology: HBM3
            source: sheet
            capacity: 20 GB
            read-bandwidth: 800 GB/s
            latency: 100 ns
            max-in-flight: 100 kB
            idle-power: 2 W
            read-energy: { value: 4 pJ/bit, source: guess }
            price: 10 USD/GB
            """,
        ["memories/hbf-stack.yaml"] = """
            title: HBF stack
            tier: hbf
            technology: HBF
            source: guess
            capacity: 512 GB
            read-bandwidth: 1.6 TB/s
            write-bandwidth: 50 GB/s
            writable: false
            access-size: 4 kB
            price: 1 USD/GB
            """,
        ["links/fabric.yaml"] = "{ title: Fabric, technology: Fabric, source: sheet, bandwidth: 450 GB/s, latency: 2 us, domain-size: 8 }",
        ["nodes/host-8.yaml"] = "{ title: Host, source: sheet, accelerators-per-node: 8, host-power: 2 kW, host-price: 40000 USD, host-embodied: 900 kg }",
        ["engines/vllm.yaml"] = "{ title: vLLM, source: guess, releases: [ { version: '0.11.2', step: 1 ms }, { version: '0.19.0', step: 0.5 ms, points: 30 } ] }",
        ["accelerators/alpha.yaml"] = """
            title: Alpha
            vendor: Acme
            year: 2024
            source: sheet
            engines:
              bf16: { peak: 1 PFLOP/s, matmul-efficiency: 0.8 }
              fp8: { peak: 2 PFLOP/s }
            memory:
              hbm: { part: hbm-stack, count: 5, capacity: 96 GB }
            scale-up: { base: fabric, domain-size: 8 }
            tdp: 700 W
            node: host-8
            """,
        ["models/dense-70b.yaml"] = """
            title: Dense 70B
            source: sheet
            hidden: 8192
            vocabulary: 128256
            context-length: 131072
            layers:
              - { count: 80, attention: { heads: 64, kv-heads: 8, head-dim: 128 }, feed-forward: { width: 28672 } }
            """,
        ["models/experts-20b.yaml"] = """
            title: Experts 20B
            source: guess
            hidden: 2880
            vocabulary: 201088
            context-length: 131072
            precision: { experts: mxfp4 }
            attention: { heads: 64, kv-heads: 8, head-dim: 64 }
            feed-forward: { experts: 32, top-k: 4, width: 2880 }
            layers:
              - { repeat: 12, layers: [ { attention: { window: 128 } }, { count: 1 } ] }
            """,
        ["traffic/chat.yaml"] = """
            title: Chat
            source: guess
            arrivals: { family: gamma, rate: 5.4/s, cv: 1.3, profile: [0.9, 1.1], period: 1 h }
            input: { kind: empirical, quantiles: [1, 200, 4000] }
            output: { kind: log-normal, median: 120, sigma: 1.1, max: 1000 }
            length-correlation: 0.1
            requests: 500
            """,
        ["grids/usa.yaml"] = "{ title: USA, source: sheet, carbon-intensity: 369 g/kWh, energy-price: 0.09 USD/kWh }",
        ["grids/france.yaml"] = "{ title: France, source: sheet, carbon-intensity: 50 g/kWh, energy-price: 0.11 USD/kWh }",
        ["prices/list.yaml"] = """
            title: List
            source: guess
            accelerators: { alpha: { purchase: 25000 USD, rent: 2.5 USD/h } }
            facility: { power-usage-effectiveness: 1.15, lifetime: 10 y }
            capital: { lifetime: 5 y }
            dies: { wafer-5nm: 17000 USD, packaging-share: 0.3 }
            """,
    };

    public static CatalogStore Store(params (string Path, string Text)[] more)
    {
        var files = Files();
        foreach (var (path, text) in more) files[path] = text;
        return new CatalogStore(new MemoryCatalogFolder(files, "catalog/"));
    }
}
