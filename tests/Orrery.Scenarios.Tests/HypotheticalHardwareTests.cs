using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios.Tests;

public class HypotheticalHardwareTests
{
    static SystemPlan System(string system) =>
        Scenarios.Plan(Scenarios.Good.Replace("today:    { accelerator: alpha, count: 8, parallelism: { tp: 8 } }", $"today: {system}", StringComparison.Ordinal)).Systems[0];

    static MemoryTierSpec Tier(string tier) => System($"{{ accelerator: {{ base: alpha, memory: {{ hbm: {tier} }} }}, count: 8 }}").System.Accelerator.Memory[0];

    [Fact]
    public void A_kind_of_engines_multiplies_the_memory_that_it_is_put_beside()
    {
        var (plain, pim) = (Tier("{ count: 5 }"), Tier("{ processing: pim }"));
        Assert.Equal(ProcessingArchetype.Pim.On(plain, 5), pim);
        Assert.Equal(plain.Capacity / 2, pim.Capacity);
    }

    [Fact]
    public void Stated_figures_of_a_part_count_as_often_as_the_part_and_those_of_a_tier_once()
    {
        var tier = Tier("{ part: hbm-stack, count: 5, processing: { kind: stacked, bandwidth: 4 TB/s, power-density: 1 W/mm2, footprint: 100 mm2 } }");
        Assert.Equal(4e12, tier.Processing!.Bandwidth.Value);
        Assert.Equal(500, tier.Processing.PowerLimit!.Value.Value); // of each stack
        var part = SampleCatalog.Files()["memories/hbm-stack.yaml"] + "\nprocessing: { kind: pim, bandwidth: 4 TB/s, capacity-multiple: 1 }";
        var plan = Scenarios.Plan(Scenarios.Good, SampleCatalog.Store(("memories/hbm-stack.yaml", part)));
        Assert.Equal(20e12, plan.Systems[0].System.Accelerator.Memory[0].Processing!.Bandwidth.Value);
    }

    [Fact]
    public void A_stack_s_dimensions_give_what_is_not_stated()
    {
        // Beside a part that states its own figures, and in a part that states none.
        Assert.Equal((48.0 * (1L << 30), 60e9), (Tier("{ count: 1, capacity: ~, stack: { ranks: 4 } }").Capacity.Value, Tier("{ count: 1, capacity: 60 GB, stack: { ranks: 4 } }").Capacity.Value));
        var catalog = SampleCatalog.Store(("memories/small.yaml", "{ technology: HBM-CO, source: sheet, capacity: 1 GB, stack: { ranks: 1, banks-per-group: 1, channels-per-layer: 1, full-price: 10 USD/GB } }"));
        var tier = catalog.Memory("small", new DiagnosticBag())!;
        Assert.Equal((1e9, 256e9), (tier.Capacity.Value, tier.ReadBandwidth.Value));
        Assert.Equal(1.45, tier.ReadEnergy.Value / 8e-12, 0.001);
        Assert.Equal(18.1, tier.Price.Value * 1e9, 0.05);
    }

    [Fact]
    public void Latency_follows_from_wires_switches_and_software()
    {
        LinkSpec Link(string topology) => System($"{{ accelerator: {{ base: alpha, scale-up: {{ technology: New, bandwidth: 100 GB/s, domain-size: 8, topology: {topology}, latency-parts: {{ software: 500 ns, wire: 25 ns, switch: 150 ns }} }} }}, count: 8 }}").System.Accelerator.ScaleUp!;
        Assert.Equal(700e-9, Link("switch").Latency.Value, 15);
        Assert.Equal(525e-9, Link("ring").Latency.Value, 15);
    }

    [Fact]
    public void A_latency_over_a_base_of_parts_holds_and_so_do_parts_over_a_latency()
    {
        var catalog = SampleCatalog.Store(("links/parted.yaml", "{ technology: New, source: sheet, bandwidth: 450 GB/s, domain-size: 8, latency-parts: { software: 500 ns, wire: 25 ns, switch: 150 ns } }"));
        double Latency(string link) => Scenarios.Plan(Scenarios.Good.Replace("today:    { accelerator: alpha,", $"today: {{ accelerator: {{ base: alpha, scale-up: {link} }},", StringComparison.Ordinal), catalog).Systems[0].System.Accelerator.ScaleUp!.Latency.Value;
        Assert.Equal(700e-9, Latency("parted"), 15);
        Assert.Equal(1e-6, Latency("{ base: parted, latency: 1 us }"), 15);
        Assert.Equal(550e-9, Latency("{ base: parted, latency-parts: { switch: 0 s } }"), 15);
        Assert.Equal(50e-9, Latency("{ base: fabric, latency-parts: { wire: 25 ns } }"), 15);
    }

    [Fact]
    public void Everything_comes_back_as_it_was_written()
    {
        var system = System("{ accelerator: { base: alpha, die-area: 800 mm2, power-density-limit: 0.9 W/mm2, on-chip-memory: 50 MB, memory: { hbm: { processing: { kind: base-die, flops-per-byte: 4 } } }, "
            + "scale-up: { topology: torus, dimensions: 5, domain-size: 32, stragglers: { share: 0.001, delay: 20 us, time-out: 5 us, spares: 1 } } }, "
            + "count: 20, parallelism: { tp: 5, split: elements, half-batches: true }, omit: [unembedding, windows] }");
        Assert.Equal((TensorSplit.Elements, true), (system.Parallelism.Split, system.Parallelism.HalfBatches));
        Assert.Equal([WorkOmission.Unembedding, WorkOmission.Windows], system.Model.Omitted.AsEnumerable());
        Assert.Equal((Topology.Torus, 5, 1), (system.System.Accelerator.ScaleUp!.Topology, system.System.Accelerator.ScaleUp.Dimensions, system.System.Accelerator.ScaleUp.Stragglers!.Spares));
        var plan = Scenarios.Plan(Scenarios.Good) with { Systems = [system] };
        var again = Scenarios.Plan(PlanText.Write(plan)).Systems[0];
        Assert.Equal(system.System.Accelerator.Memory.AsEnumerable(), again.System.Accelerator.Memory);
        Assert.Equal(system.System.Accelerator with { Engines = [], Memory = [] }, again.System.Accelerator with { Engines = [], Memory = [] });
        Assert.Equal(system.Parallelism, again.Parallelism);
        Assert.Equal(system.Model.Omitted.AsEnumerable(), again.Model.Omitted);
    }

    [Fact]
    public void The_page_s_example_computes_beside_and_within_memory()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "hypothetical-hardware.md"));
        var plan = Scenarios.Plan(page.Split("```yaml\n")[1].Split("```")[0], new CatalogStore(new DiskCatalogFolder(Repository.Catalog)));
        Assert.Equal([ProcessingKind.Pnm, ProcessingKind.Pim], plan.Systems.Select(s => s.System.Accelerator.Memory[^1].Processing!.Kind));
    }
}
