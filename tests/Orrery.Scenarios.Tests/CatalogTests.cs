using Orrery.Units;

namespace Orrery.Scenarios.Tests;

public class CatalogTests
{
    static string Lines(DiagnosticBag bag) => string.Join("\n", bag.All);

    [Fact]
    public void A_tier_is_its_part_times_the_count_with_what_is_given_in_place_of_the_product()
    {
        var bag = new DiagnosticBag();
        var alpha = SampleCatalog.Store().Accelerator("alpha", bag);
        Assert.True(alpha is not null, Lines(bag));
        var hbm = Assert.Single(alpha.Spec.Memory);
        Assert.Equal("hbm", hbm.Name);
        Assert.Equal(96e9, hbm.Capacity.Value);
        Assert.Equal(4e12, hbm.ReadBandwidth.Value);
        Assert.Equal(500e3, hbm.MaxInFlight!.Value.Value);
        Assert.Equal(10, hbm.IdlePower.Value);
        Assert.Equal(100e-9, hbm.Latency.Value);
        Assert.Equal(32e-12, hbm.ReadEnergy.Value, 1e-24);
        Assert.Equal("host-8", alpha.Node);
        Assert.Equal("alpha", alpha.Spec.Name);
    }

    [Fact]
    public void A_number_keeps_the_source_of_the_file_it_comes_from_through_parts_and_bases()
    {
        var store = SampleCatalog.Store(("accelerators/beta.yaml", "{ base: alpha, source: guess, title: Beta, tdp: 900 W, memory: { hbm: { count: 8 } } }"));
        var bag = new DiagnosticBag();
        var numbers = store.Describe(CatalogKind.Accelerators, "beta", bag).ToDictionary(n => n.Path);
        Assert.Empty(bag.All);
        Assert.Equal(ProvenanceKind.Assumed, numbers["tdp"].Source!.Kind);
        Assert.Equal(ProvenanceKind.Datasheet, numbers["engines.bf16.peak"].Source!.Kind);
        Assert.Equal(ProvenanceKind.Assumed, numbers["memory.hbm.read-energy"].Source!.Kind);
        Assert.Equal("8 × 800 GB/s", numbers["memory.hbm.read-bandwidth"].Text);
        Assert.Equal("96 GB", numbers["memory.hbm.capacity"].Text);
        Assert.Equal("Data sheet 7", numbers["scale-up.bandwidth"].Source!.Citation);
    }

    [Fact]
    public void Another_part_begins_the_tier_afresh_and_keeps_only_its_count()
    {
        var store = SampleCatalog.Store(
            ("memories/hbm-next.yaml", "{ technology: HBM4, source: guess, capacity: 48 GB, read-bandwidth: 2 TB/s }"),
            ("accelerators/beta.yaml", "{ base: alpha, source: guess, memory: { hbm: { part: hbm-next } } }"));
        var bag = new DiagnosticBag();
        var tier = store.Accelerator("beta", bag)!.Spec.Memory[0];
        Assert.Equal(240e9, tier.Capacity.Value);
        Assert.Equal(10e12, tier.ReadBandwidth.Value);
        Assert.Null(tier.MaxInFlight);
    }

    [Fact]
    public void Added_memory_becomes_a_tier_named_as_its_part_says()
    {
        var store = SampleCatalog.Store(("accelerators/beta.yaml", "{ base: alpha, source: guess, memory: { add: hbf-stack, count: 4, price: 0.5 USD/GB } }"));
        var bag = new DiagnosticBag();
        var tiers = store.Accelerator("beta", bag)!.Spec.Memory;
        Assert.Equal(["hbm", "hbf"], tiers.Select(t => t.Name));
        Assert.Equal(2048e9, tiers[1].Capacity.Value);
        Assert.Equal(0.5e-9, tiers[1].Price.Value, 1e-20);
        Assert.False(tiers[1].Writable);
    }

    [Fact]
    public void A_user_folder_extends_the_entry_of_the_same_name()
    {
        var user = new MemoryCatalogFolder(new Dictionary<string, string> { ["accelerators/alpha.yaml"] = "{ base: alpha, source: guess, tdp: 1 kW }" }, "mine/");
        var store = new CatalogStore(new MemoryCatalogFolder(SampleCatalog.Files()), user);
        var bag = new DiagnosticBag();
        var alpha = store.Accelerator("alpha", bag);
        Assert.Empty(bag.All);
        Assert.Equal(1000, alpha!.Spec.Tdp.Value);
        Assert.Equal(1e15, alpha.Spec.Engines[0].Peak.Value);
    }

    [Fact]
    public void A_key_set_to_nothing_over_a_base_is_removed()
    {
        var store = SampleCatalog.Store(("accelerators/beta.yaml", "{ base: alpha, scale-up: null, node: ~ }"));
        var bag = new DiagnosticBag();
        var beta = store.Accelerator("beta", bag);
        Assert.Empty(bag.All);
        Assert.Null(beta!.Spec.ScaleUp);
        Assert.Null(beta.Node);
    }

    [Fact]
    public void Entries_that_nobody_asks_for_are_not_read()
    {
        var store = SampleCatalog.Store(("accelerators/broken.yaml", "{ ["));
        var bag = new DiagnosticBag();
        Assert.Contains("broken", store.Names(CatalogKind.Accelerators));
        Assert.NotNull(store.Accelerator("alpha", bag));
        Assert.Empty(bag.All);
        store.Check(bag);
        Assert.Contains(bag.All, d => d.Id == "ORR0001" && d.At.File.EndsWith("broken.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public void A_circle_of_bases_is_named()
    {
        var store = SampleCatalog.Store(("links/a.yaml", "base: b"), ("links/b.yaml", "base: c"), ("links/c.yaml", "base: a"));
        foreach (var name in (string[])["a", "b", "c"])
        {
            var bag = new DiagnosticBag();
            Assert.Null(store.Link(name, bag));
            Assert.Contains(bag.All, d => d.Id == "ORR0032" && d.Message.Contains(" → ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_tower_of_bases_is_refused_and_its_lower_floors_stand()
    {
        var floors = Enumerable.Range(1, 2000).Select(i => ($"links/f{i}.yaml", i == 1 ? "base: fabric" : $"base: f{i - 1}")).ToArray();
        var store = SampleCatalog.Store(floors);
        var bag = new DiagnosticBag();
        Assert.Null(store.Link("f2000", bag));
        Assert.Contains(bag.All, d => d.Id == "ORR0011");
        Assert.NotNull(store.Link("f20", new DiagnosticBag()));
    }

    [Theory]
    [InlineData("bandwidth: 450 GB", "ORR0023")]
    [InlineData("bandwidth: 450", "ORR0022")]
    [InlineData("bandwidth: fast", "ORR0021")]
    [InlineData("bandwidth: .nan", "ORR0024")]
    [InlineData("bandwidth: -1 GB/s", "ORR0025")]
    [InlineData("bandwidth: [1]", "ORR0005")]
    [InlineData("bandwidth:", "ORR0014")]
    [InlineData("bandwith: 1 GB/s", "ORR0003")]
    [InlineData("domain-size: 0", "ORR0025")]
    [InlineData("domain-size: 2.5", "ORR0020")]
    [InlineData("topology: swich", "ORR0026")]
    [InlineData("in-network-reduction: yes", "ORR0027")]
    [InlineData("source: shet", "ORR0030")]
    public void Each_mistake_has_its_own_id(string line, string id)
    {
        var key = line[..line.IndexOf(':')];
        string[] good = ["technology: X", "source: sheet", "bandwidth: 450 GB/s", "latency: 2 us", "domain-size: 8"];
        var text = string.Join("\n", good.Where(l => !l.StartsWith(key + ":", StringComparison.Ordinal))) + "\n" + line;
        var bag = new DiagnosticBag();
        Assert.Null(SampleCatalog.Store(("links/bad.yaml", text)).Link("bad", bag));
        var found = Assert.Single(bag.All, d => d.Id == id);
        Assert.Equal(text.Count(c => c == '\n') + 1, found.At.Line);
    }
}
