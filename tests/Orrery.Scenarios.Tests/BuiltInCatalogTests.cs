using Orrery.Testing;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Scenarios.Tests;

/// <summary>The catalog that ships.</summary>
public class BuiltInCatalogTests
{
    static CatalogStore BuiltIn() => new(new DiskCatalogFolder(Repository.Catalog));

    [Fact]
    public void Every_entry_binds_and_every_number_has_a_source()
    {
        var bag = new DiagnosticBag();
        BuiltIn().Check(bag);
        Assert.True(bag.All.Count == 0, string.Join("\n", bag.All));
    }

    [Fact]
    public void A_model_written_as_an_entry_reads_back_as_itself()
    {
        var store = BuiltIn();
        foreach (var name in store.Names(CatalogKind.Models))
        {
            var bag = new DiagnosticBag();
            var model = store.Model(name, bag)!;
            var text = ModelYaml.Write(model.Spec, model.AsShipped, new(Units.ProvenanceKind.Assumed, "itself"));
            var again = SampleCatalog.Store(($"models/{name}.yaml", text)).Model(name, bag);
            Assert.True(again is not null, string.Join("\n", bag.All));
            Assert.Equal(model.Spec.Layers.AsEnumerable(), again.Spec.Layers);
            Assert.Equal(model.AsShipped, again.AsShipped);
            Assert.Equal(ParameterCount.Of(model.Spec).Total, ParameterCount.Of(again.Spec).Total);
        }
    }

    [Fact]
    public void The_scenario_of_the_design_becomes_a_plan()
    {
        var plan = Scenarios.Plan("""
            name: Llama 3.3 70B chat, today and tomorrow
            model: llama-3.3-70b
            precision: { weights: fp8, activations: fp8, kv: fp8 }
            traffic: { trace: azure-conversation-2023, scale: 2.0 }
            slo: { ttft-p99: 2 s, tpot-p99: 50 ms }
            systems:
              today:    { accelerator: h100-sxm, count: 8, parallelism: { tp: 8 } }
              tomorrow: { accelerator: { base: b200-sxm, memory: { add: hbf-stack, count: 8 } }, count: 1 }
            serving: { scheduler: chunked-prefill, max-batched-tokens: 8192, prefix-cache: true }
            operation: { grid: usa, price-per-kwh: 0.09 USD, lifetime: 4 y, utilisation: measured }
            seed: 1
            """, BuiltIn());
        Assert.Equal(25000, plan.Systems[0].System.Accelerator.Price!.Value.Value);
        Assert.Equal(["hbm", "hbf"], plan.Systems[1].System.Accelerator.Memory.Select(t => t.Name));
        Assert.NotEmpty(plan.Systems[1].Assumed);
        Assert.Equal(plan.Hash, Scenarios.Plan(PlanText.Write(plan), BuiltIn()).Hash);
    }

    [Fact]
    public void Layers_of_one_kind_share_one_object()
    {
        var store = BuiltIn();
        var bag = new DiagnosticBag();
        var layers = store.Model("gpt-oss-120b", bag)!.Spec.Layers;
        Assert.Equal(2, layers.Distinct<LayerSpec>(ReferenceEqualityComparer.Instance).Count());
    }
}
