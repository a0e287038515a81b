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
    public void Layers_of_one_kind_share_one_object()
    {
        var store = BuiltIn();
        var bag = new DiagnosticBag();
        var layers = store.Model("gpt-oss-120b", bag)!.Spec.Layers;
        Assert.Equal(2, layers.Distinct<LayerSpec>(ReferenceEqualityComparer.Instance).Count());
    }
}
