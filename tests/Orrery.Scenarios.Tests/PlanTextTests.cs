using Orrery.Testing;

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
            Assert.Equal((a.Precision, a.Parallelism, a.Placement, a.Serving, a.Mode), (b.Precision, b.Parallelism, b.Placement, b.Serving, b.Mode));
        }
        Assert.Equal(plan.Operation, again.Operation);
        Assert.Equal(plan.Slo.Bounds.AsEnumerable(), again.Slo.Bounds);
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
        Assert.Equal(plan.Hash, Scenarios.Plan(written, store).Hash);
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
}
