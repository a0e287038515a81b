using Orrery.Serving;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios.Tests;

public class PlanTextTests
{
    [Fact]
    public void Reading_what_was_written_gives_the_same_plan()
    {
        var plan = Scenarios.Plan(Scenarios.Good);
        var text = PlanText.Write(plan);
        var again = Scenarios.Plan(text);
        Assert.Equal(text, PlanText.Write(again));
        Assert.Equal(plan.Hash, again.Hash);
        foreach (var (a, b) in plan.Systems.Zip(again.Systems))
        {
            Assert.Equal(a.System.Accelerator with { Engines = [], Memory = [] }, b.System.Accelerator with { Engines = [], Memory = [] });
            Assert.Equal(a.System.Accelerator.Memory.AsEnumerable(), b.System.Accelerator.Memory);
            Assert.Equal(a.System.Accelerator.Engines.AsEnumerable(), b.System.Accelerator.Engines);
            Assert.Equal(a.System.Node, b.System.Node);
            Assert.Equal(a.Model.Layers.AsEnumerable(), b.Model.Layers);
            Assert.Equal((a.Precision, a.Parallelism, a.Placement, a.Serving, a.Mode, a.Timing), (b.Precision, b.Parallelism, b.Placement, b.Serving, b.Mode, b.Timing));
        }
        Assert.Equal(plan.Operation, again.Operation);
        Assert.Equal(plan.Slo.Bounds.AsEnumerable(), again.Slo.Bounds);
    }

    [Fact]
    public void Tenants_come_back_as_they_were_written()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("traffic:\n", "traffic:\n  tenants: { gold: { share: 0.25, weight: 3, priority: -2 }, free: {} }\n", StringComparison.Ordinal));
        Assert.Equal([new TenantSpec("gold", 0.25, 3, -2), new TenantSpec("free")], plan.Traffic.Tenants.AsEnumerable());
        Assert.Equal(plan.Traffic.Tenants.AsEnumerable(), Scenarios.Plan(PlanText.Write(plan)).Traffic.Tenants);
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("auto", "auto")]
    [InlineData("10 s", "10 s")]
    [InlineData("2 min", "2 min")]
    [InlineData("12.5%", "12.5 %")]
    public void A_warm_up_comes_back_as_it_was_written(string text, string written)
    {
        var plan = Scenarios.Plan(Scenarios.Good + $"\nmeasurement: {{ warm-up: {text} }}\n");
        Assert.Equal(written, plan.WarmUp.ToString());
        Assert.Equal(plan.WarmUp, Scenarios.Plan(PlanText.Write(plan)).WarmUp);
    }

    [Theory]
    [InlineData("false", "false")]
    [InlineData("true", "true")]
    [InlineData("[16, 1, 8, 8]", "[1, 8, 16]")]
    public void Captured_sizes_come_back_as_they_were_written(string text, string written)
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("serving: { scheduler", $"serving: {{ cuda-graphs: {text}, request-overhead: 3 ms, scheduler", StringComparison.Ordinal));
        Assert.Contains($"cuda-graphs: {written}\n", PlanText.Write(plan), StringComparison.Ordinal);
        var again = Scenarios.Plan(PlanText.Write(plan)).Systems[0].Serving;
        Assert.Equal(plan.Systems[0].Serving.CudaGraphs?.AsEnumerable(), again.CudaGraphs?.AsEnumerable());
        Assert.Equal(3e-3, again.ClientOverhead.Value, 1e-12);
    }

    [Fact]
    public void What_stands_between_clients_and_engines_comes_back_as_it_was_written()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "clients.md"));
        var example = page.Split("```")[1]["yaml\n".Length..];
        var store = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        var plan = Scenarios.Plan(example, store);
        var serving = plan.Systems[0].Serving;
        Assert.Equal(new RateLimit(LimitUnit.Requests, 40, 80), serving.Admission!.TenantLimit);
        Assert.Equal((128, 200, new Seconds(5), QueueOrder.Fair), (serving.Admission.Concurrency, serving.Admission.MaxQueue, serving.Admission.ShedTtft, serving.Admission.Order));
        Assert.Equal([new Crash(1, new(15), new(10))], serving.Faults!.Crashes.AsEnumerable());
        Assert.Equal(new StartUpSpec(new(5), new(7e9), Cold: false), serving.StartUp);

        var again = Scenarios.Plan(PlanText.Write(plan), store);
        Assert.Equal(plan.Hash, again.Hash);
        Assert.Equal(serving with { Faults = null }, again.Systems[0].Serving with { Faults = null });
        Assert.Equal(serving.Faults.Crashes.AsEnumerable(), again.Systems[0].Serving.Faults!.Crashes);
    }

    [Fact]
    public void What_was_written_needs_nothing_of_the_catalog()
    {
        var plan = Scenarios.Plan(Scenarios.Good);
        Assert.Equal(plan.Hash, Scenarios.Plan(PlanText.Write(plan), new CatalogStore()).Hash);
    }

    [Fact]
    public void Every_accelerator_and_model_of_the_catalog_survives_the_round_trip()
    {
        var store = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        var tiny = "model: { name: tiny, hidden: 64, vocabulary: 100, context-length: 100, layers: [ { attention: { heads: 1, head-dim: 64 }, feed-forward: none } ] }\n";
        var rest = """
            traffic: { synthetic: { arrivals: { rate: 1/s }, input: { tokens: 1 }, output: { mean: 7.25 } } }
            operation: { grid: { name: here, carbon-intensity: 1 g/kWh, energy-price: 0.123456789 USD/kWh }, utilisation: 0.6 }
            systems:

            """;
        var systems = store.Names(CatalogKind.Accelerators).Select(n => $"  {n}: {{ accelerator: {n}, serving: {{ max-batched-tokens: 16 }} }}\n").ToArray();
        if (systems.Length > 0) Survives(tiny + rest + string.Concat(systems), store);
        var big = "{ name: big, title: B, vendor: V, engines: { fp32: { peak: 1 TFLOP/s } }, memory: { m: { technology: T, capacity: 9 PB, read-bandwidth: 1 TB/s } }, tdp: 1 W }";
        var node = "{ name: n, accelerators-per-node: 1, host-power: 1 W, host-price: 1 USD, host-embodied: 1 kg }";
        Survives(rest + string.Concat(store.Names(CatalogKind.Models).Select(m => $"  s-{m}: {{ accelerator: {big}, node: {node}, model: {m} }}\n")), store);
    }

    static void Survives(string text, CatalogStore store)
    {
        var plan = Scenarios.Plan(text, store);
        var written = PlanText.Write(plan);
        var again = Scenarios.Plan(written, store);
        Assert.Equal(plan.Hash, again.Hash);
        foreach (var (a, b) in plan.Systems.Zip(again.Systems))
        {
            // What the text does not say would be missing from both hashes alike.
            Assert.Equal(a.System.Accelerator.Calibration?.Kernels.AsEnumerable(), b.System.Accelerator.Calibration?.Kernels.AsEnumerable());
            Assert.Equal(a.System.Accelerator.Calibration?.Collectives.AsEnumerable(), b.System.Accelerator.Calibration?.Collectives.AsEnumerable());
        }
    }

    [Fact]
    public void Nothing_that_is_given_is_left_out()
    {
        var given = """
            traffic:
              synthetic:
                name: mine
                arrivals: { family: weibull, rate: 3/s, cv: 2.5, profile: [1, 3], period: 2 h }
                input: { kind: log-normal, median: 10.5, sigma: 0.5, min: 2, max: 99 }
                output: { kind: exponential, mean: 7.25, min: 3, max: 88 }
                length-correlation: -0.25
                requests: 77
              scale: 1.5
              requests: 66
              duration: 55 s
            slo: { itl-p99.9: 40 ms }
            systems:
              only:
                accelerator:
                  name: device
                  title: Device
                  vendor: Maker
                  year: 2031
                  engines: { fp4: { peak: 9 PFLOP/s, matmul-efficiency: 0.7 }, fp32: { peak: 1 PFLOP/s, matmul-efficiency: 0.6 } }
                  memory:
                    near.1:
                      { technology: SRAM, capacity: 1 TB, read-bandwidth: 9 TB/s, write-bandwidth: 8 TB/s, latency: 7 ns, access-size: 32 B, max-in-flight: 6 MB, efficiency: 0.9, path: p,
                        read-energy: 1 pJ/bit, write-energy: 2 pJ/bit, idle-power: 3 W, writable: true, endurance-cycles: 100000, price: 4 USD/GB, embodied-low: 0.5 kg/GB, embodied-high: 0.75 kg/GB }
                  scale-up:
                    { technology: L, bandwidth: 1 TB/s, latency: 1 us, domain-size: 16, topology: torus-3d, in-network-reduction: true, efficiency: 0.8, energy: 3 pJ/bit, library: nccl,
                      nccl: { bus-bandwidth: 370 GB/s, channels: 16, compute-capability: 90 } }
                  scale-out: { technology: M, bandwidth: 50 GB/s, latency: 5 us, domain-size: 1000, topology: fat-tree }
                  tdp: 900 W
                  idle-power: 90 W
                  compute-energy: 0.5 pJ/FLOP
                  execution: decoupled
                  launch-overhead: 2 us
                  attention-efficiency: 0.55
                  reserved-memory: 4 GB
                  process-nanometers: 3
                  die-area: 800 mm2
                  die-count: 2
                  price: 30000 USD
                  rent: 3 USD/h
                  vendor-embodied: 200 kg
                count: 4
                node: { name: host, accelerators-per-node: 4, host-power: 1.5 kW, host-price: 9000 USD, host-embodied: 700 kg }
                parallelism: { tp: 2, pp: 2, ep: 2, dp: 1, cp: 1 }
                placement: { weights: near.1, kv: near.1 }
                precision: { weights: int8, experts: mxfp4, activations: fp8, kv: fp8, embeddings: fp8 }
                serving: { scheduler: prefill-first, max-batched-tokens: 111, max-sequences: 22, block-tokens: 32, prefix-cache: true, memory-utilisation: 0.8, router: random,
                  routing: { refresh: 2 s, own-decisions: false, overlap-weight: 1.5, adapter-tokens: 99 }, fairness: { prompt-weight: 2, output-weight: 3 },
                  admission: { limit: { counts: tokens, per-second: 900, burst: 5000 }, tenant-limit: { counts: requests, per-second: 3, burst: 4 }, concurrency: 5, max-queue: 6, shed-ttft: 7 s, order: priority },
                  clients: { timeout: 8 s, first-token-timeout: 7 s, retries: 6, backoff: 2 s, max-backoff: 9 s, jitter: 0.5, cancel-per-second: 0.01, cancel-share: 0.02 },
                  faults: { mtbf: 50 s, mttr: 4 s, crashes: [ { replica: 0, at: 3 s, lasts: 2 s }, { replica: 0, at: 9 s } ], on-crash: retry, max-moves: 2, on-outage: reject },
                  start-up: { delay: 6 s, bandwidth: 3 GB/s, cold: false }, adapters: { count: 11, skew: 0.5, slots: 3, size: 1 MB, bandwidth: 2 GB/s, latency: 3 ms } }
                mode: ideal
                model:
                  { name: net, title: Net, hidden: 128, vocabulary: 1000, tied-embeddings: true, learned-positions: 7, norms-per-layer: 4, norm-bias: true, context-length: 512, prediction-heads: 1,
                    published-parameters: 3e9, published-active-parameters: 1e9,
                    layers: [ { attention: { heads: 4, kv-heads: 2, head-dim: 32, window: 9, qkv-bias: true, output-bias: true, qk-norm: true, output-gate: true, sinks: true }, feed-forward: { width: 64, gated: false, bias: true } },
                              { attention: { kind: latent, heads: 4, query-rank: 8, kv-rank: 16, nope-dim: 32, rope-dim: 4, value-dim: 32 }, feed-forward: { experts: 4, top-k: 2, width: 32, shared: 1, shared-width: 16, bias: true, router-bias: true } },
                              { attention: { kind: recurrent, heads: 4, key-heads: 2, key-dim: 8, value-dim: 8, convolution: 4, gates: 1 }, feed-forward: none } ] }
            operation:
              grid: { name: here, carbon-intensity: 123 g/kWh, energy-price: 0.2 USD/kWh }
              pue: 1.3
              lifetime: 3 y
              utilisation: 0.4
              interest-rate: 0.05
              maintenance-rate: 0.03
              facility-dollars-per-watt: 9
              facility-lifetime: 9 y
            """;
        var diagnostics = new DiagnosticBag();
        var written = PlanText.Write(Scenarios.Plan(given, new CatalogStore()));
        Holds(YamlSource.Parse("written", new StringReader(written), diagnostics)!, YamlSource.Parse("given", new StringReader(given), diagnostics)!, "");

        static void Holds(Node written, Node given, string path)
        {
            if (given is Mapping mapping)
                foreach (var (key, value) in mapping.Entries)
                {
                    var found = ((Mapping)written)[key.Text];
                    Assert.True(found is not null, $"{path}.{key.Text} is lost");
                    Holds(found, value, $"{path}.{key.Text}");
                }
            else if (given is Sequence list)
                foreach (var (a, b) in ((Sequence)written).Items.Zip(list.Items)) Holds(a, b, path + "[]");
            else Assert.True(Same(((Scalar)given).Text, ((Scalar)written).Text), $"{path} is {((Scalar)given).Text}, written {((Scalar)written).Text}");
        }

        static bool Same(string a, string b) => a == b || SameAmount<Bytes>(a, b) || SameAmount<BytesPerSecond>(a, b) || SameAmount<FlopsPerSecond>(a, b) || SameAmount<Seconds>(a, b)
            || SameAmount<PerSecond>(a, b) || SameAmount<Watts>(a, b) || SameAmount<SquareMeters>(a, b) || SameAmount<Kilograms>(a, b) || SameAmount<Dollars>(a, b) || SameAmount<DollarsPerSecond>(a, b)
            || SameAmount<JoulesPerByte>(a, b) || SameAmount<JoulesPerFlop>(a, b) || SameAmount<DollarsPerByte>(a, b) || SameAmount<KilogramsPerByte>(a, b) || SameAmount<KilogramsPerJoule>(a, b) || SameAmount<DollarsPerJoule>(a, b);

        static bool SameAmount<T>(string a, string b) where T : struct, IQuantity<T> =>
            QuantityText.TryParse<T>(a, out var x, out _) && QuantityText.TryParse<T>(b, out var y, out _) && x.Value == y.Value;
    }

    [Theory]
    [InlineData("count: 8", "count: 16")]
    [InlineData("2 s", "2.5 s")]
    [InlineData("max-sequences: 64", "max-sequences: 65")]
    [InlineData("0.10 USD", "0.11 USD")]
    [InlineData("scale: 2.0", "scale: 2.1")]
    [InlineData("weights: hbf, kv: hbm", "weights: hbf")]
    public void A_change_of_the_plan_changes_its_hash(string from, string to)
    {
        Assert.NotEqual(Scenarios.Plan(Scenarios.Good).Hash, Scenarios.Plan(Scenarios.Good.Replace(from, to)).Hash);
    }

    [Fact]
    public void The_seed_and_the_layout_of_the_text_do_not_change_the_hash()
    {
        var plan = Scenarios.Plan(Scenarios.Good);
        Assert.Equal(plan.Hash, Scenarios.Plan(Scenarios.Good.Replace("seed: 7", "seed: 8")).Hash);
        Assert.Equal(plan.Hash, Scenarios.Plan(Scenarios.Good.Replace("2 s", "\"2000 ms\"").Replace("count: 8, parallelism: { tp: 8 }", "parallelism: { tp: 8 }, count: 8")).Hash);
    }

    [Fact]
    public void A_trace_counts_by_its_contents_not_by_where_it_lies()
    {
        var folder = Directory.CreateTempSubdirectory("orrery-traces-").FullName;
        try
        {
            string HashOf(string name, string contents)
            {
                File.WriteAllText(Path.Combine(folder, name), contents);
                var reader = new ScenarioReader(SampleCatalog.Store());
                return reader.Read(Path.Combine(folder, "s.yaml"), new StringReader(Scenarios.Good.Replace("trace: chat", "file: " + name)), new DiagnosticBag())!.Hash;
            }

            Assert.Equal(HashOf("a.csv", "one"), HashOf("b.csv", "one"));
            Assert.NotEqual(HashOf("a.csv", "one"), HashOf("a.csv", "two"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
