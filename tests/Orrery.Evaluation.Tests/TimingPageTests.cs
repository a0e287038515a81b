using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Testing;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

/// <summary>The scenarios of docs/timing.md, as they stand there but for the folders.</summary>
public sealed class TimingPageTests
{
    const string Profiles = "measured/llmservingsim_profile/";

    [Fact]
    public void Every_back_end_has_a_scenario_on_the_page_that_is_well_formed()
    {
        var blocks = Blocks().ToArray();
        Assert.Equal(9, blocks.Length);
        foreach (var text in blocks)
        {
            var diagnostics = new DiagnosticBag();
            var plan = Reader(tables: false).Read("page.yaml", new StringReader(text), diagnostics);
            if (text.Contains("measured: ", StringComparison.Ordinal)) Assert.All(diagnostics.All, static d => Assert.Equal("ORR4021", d.Id)); // tables are the user's
            else Assert.True(plan is not null, string.Join("\n", diagnostics.All));
        }
    }

    // Means of vLLM 0.19's own stamps; those of the other two runs are kept to check by.
    [NeedsSharedFact(Profiles)]
    public void The_four_runs_of_vllm_come_from_the_page_without_tuning()
    {
        AssertServed("RTX 4090", (65.4566, 32.45e-3, 86.5783), ttft: 0.01, tpot: 0.01, e2e: 0.01);
        AssertServed("two data ranks", (1.08598, 47.286e-3, 32.3446), ttft: 0.05, tpot: 0.02, e2e: 0.05);
        AssertServed("on one RTX PRO 6000", null, 0, 0, 0);
        AssertServed("two tensor ranks", null, 0, 0, 0);
    }

    static void AssertServed(string name, (double Ttft, double Tpot, double E2e)? real, double ttft, double tpot, double e2e)
    {
        var text = Assert.Single(Blocks(), block => block.Contains(name, StringComparison.Ordinal))
            .Replace("profiles/", $"{Repository.Shared}/{Profiles}", StringComparison.Ordinal)
            .Replace("traces/", $"{Repository.Shared}/traces/llmservingsim_", StringComparison.Ordinal);
        var diagnostics = new DiagnosticBag();
        var plan = Reader(tables: true).Read("page.yaml", new StringReader(text), diagnostics);
        Assert.True(plan is not null, string.Join("\n", diagnostics.All));
        var run = RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1), File.OpenRead(plan.Traffic.File!)), new RunOptions { ProductVersion = "test" });
        var simulated = run.Systems[0].Simulated!;
        Assert.Equal(300, simulated.Requests.Completed);
        if (real is not { } measured) return;
        Assert.Equal(measured.Ttft, simulated.Ttft.MeanSeconds, measured.Ttft * ttft);
        Assert.Equal(measured.Tpot, simulated.Tpot.MeanSeconds, measured.Tpot * tpot);
        Assert.Equal(measured.E2e, simulated.E2e.MeanSeconds, measured.E2e * e2e);
    }

    static ScenarioReader Reader(bool tables) => tables ? new(Catalog) : new(Catalog) { FileExists = static _ => true, FileIdentity = static _ => "trace" };

    static CatalogStore Catalog { get; } = new(new DiskCatalogFolder(Repository.Catalog));

    static IEnumerable<string> Blocks() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "timing.md")).Split("```yaml\n").Skip(1).Select(static part => part[..part.IndexOf("```", StringComparison.Ordinal)]);
}
