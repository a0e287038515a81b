using Orrery.Performance;
using Orrery.Testing;

namespace Orrery.Scenarios.Tests;

public class MemoryTierTests
{
    static CatalogStore BuiltIn() => new(new DiskCatalogFolder(Repository.Catalog));

    // Every key of a paged tier, of a placement and of a shared context.
    const string Everything = """
        name: tiers
        model: deepseek-v3
        traffic: { synthetic: { arrivals: { rate: 1/s }, input: 100, output: 100, requests: 10 } }
        serving: { shared-context: { tokens: 65536, reads: each } }
        systems:
          by-hand:
            accelerator:
              base: b200-sxm
              memory:
                flash: { part: hbf-planes, count: 2, unloaded-latency: 1 us, max-outstanding: 256, prefetch-buffer: 4 MB, prefetch-lead: 1 us, weight-piece: 1 kB, write-amplification: 3 }
            count: 1
            parallelism: { expert-skew: 0.8 }
            placement: { weights: hbm, experts: flash, hot-experts: 0.1, shared-context: flash, kv: hbm }
          fastest:
            accelerator: { base: b200-sxm, memory: { add: hbf-stack, count: 4 } }
            count: 1
            placement: { rule: fastest, sequences: 16, tokens: 2048 }
        operation: { grid: usa }
        """;

    [Fact]
    public void A_resolved_plan_says_all_of_it_and_reads_back_as_itself()
    {
        var plan = Scenarios.Plan(Everything, BuiltIn());
        var again = Scenarios.Plan(PlanText.Write(plan), new CatalogStore());

        Assert.Equal(plan.Hash, again.Hash);
        var (placement, flash) = (again.Systems[0].Placement, again.Systems[0].System.Accelerator.Memory[1]);
        Assert.Equal(("flash", 0.1, "flash"), (placement.Experts, placement.HotExperts, placement.Context));
        Assert.Equal(new SharedContextSpec(65536, PerSequence: true), again.Systems[0].Serving.SharedContext);
        Assert.Equal((PlacementRule.Fastest, 16, 2048), (again.Systems[1].Placement.Rule, again.Systems[1].Placement.Sequences, again.Systems[1].Placement.Tokens));
        Assert.Equal((1e-6, 256, 4e6, 1e-6, 1000, 3), (flash.UnloadedLatency!.Value.Value, flash.MaxOutstanding!.Value, flash.PrefetchBuffer!.Value.Value, flash.PrefetchLead!.Value.Value, flash.WeightPiece!.Value.Value, flash.WriteAmplification));
    }

    [Fact]
    public void Planes_give_the_figures_of_the_stack_that_states_them()
    {
        var (planes, stated) = (BuiltIn().Memory("hbf-planes", new())!, BuiltIn().Memory("hbf-stack", new())!);
        Assert.Equal(stated.Capacity, planes.Capacity);
        Assert.Equal(stated.ReadBandwidth.Value, planes.ReadBandwidth.Value, stated.ReadBandwidth.Value * 0.001);
        Assert.Equal(stated.WriteBandwidth!.Value.Value, planes.WriteBandwidth!.Value.Value, stated.WriteBandwidth!.Value.Value * 0.01);
        Assert.Equal(stated.AccessSize, planes.AccessSize);
        Assert.Equal(planes.ReadBandwidth.Value, planes.EffectiveReadBandwidth.Value / planes.Efficiency, planes.ReadBandwidth.Value * 0.001);
    }

    [Theory]
    [InlineData("placement: { weights: hbm, experts: flash }", "ORR4008")] // the accelerator has no such tier
    [InlineData("placement: { shared-context: nowhere }", "ORR4008")]
    [InlineData("placement: { hot-experts: 2 }", "ORR")]
    [InlineData("placement: { rule: best }", "ORR")]
    public void A_placement_that_cannot_be_is_an_error(string placement, string id)
    {
        Assert.Null(Scenarios.Read($"""
            name: x
            model: llama-3.1-8b
            traffic: {"{ synthetic: { arrivals: { rate: 1/s }, input: 100, output: 100, requests: 10 } }"}
            systems:
              s:
                accelerator: b200-sxm
                {placement}
            operation: {"{ grid: usa }"}
            """, out var diagnostics, BuiltIn()));
        Assert.Contains(diagnostics.All, d => d.Id.StartsWith(id, StringComparison.Ordinal));
    }

    [Fact]
    public void An_array_without_its_times_is_an_error_that_names_them()
    {
        var folder = new MemoryCatalogFolder(new Dictionary<string, string>
        {
            ["memories/flash.yaml"] = "title: flash\nsource: { kind: assumed, citation: x }\ntechnology: NAND\narray: { dies: 4, planes-per-die: 4, page: 4096 B, die-capacity: 1 GB }\n",
        });
        var diagnostics = new DiagnosticBag();
        Assert.Null(new CatalogStore(folder).Memory("flash", diagnostics));
        Assert.Contains(diagnostics.All, d => d.Message.Contains("array.read-time", StringComparison.Ordinal));
    }

    [Fact]
    public void The_pages_example_is_a_scenario()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "memory-tiers.md"));
        var yaml = page[(page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8)..];
        Assert.Equal(2, Scenarios.Plan(yaml[..yaml.IndexOf("```", StringComparison.Ordinal)], BuiltIn()).Systems.Length);
    }
}
