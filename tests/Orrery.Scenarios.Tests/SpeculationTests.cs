using Orrery.Performance;
using Orrery.Serving;
using Orrery.Testing;

namespace Orrery.Scenarios.Tests;

public class SpeculationTests
{
    const string Scenario = """
        model: llama-3.1-70b
        precision: { weights: fp8, kv: fp8 }
        traffic: { synthetic: { arrivals: { rate: 1/s }, input: { tokens: 100 }, output: { tokens: 100 } } }
        serving: { speculation: { SPECULATION } }
        systems:
          drafts: { accelerator: h100-sxm, count: 8, parallelism: { tp: 8 } }
          plain:  { accelerator: h100-sxm, count: 8, parallelism: { tp: 8 }, serving: { speculation: none } }
        """;

    [Theory]
    [InlineData("method: ngram, lookahead: 5, acceptance: { rate: 0.7 }")]
    [InlineData("method: draft, draft: llama-3.2-1b, lookahead: adaptive, max-lookahead: 6, acceptance: { positions: [0.9, 0.5, 0.25] }")]
    [InlineData("method: draft, draft: llama-3.2-1b, draft-precision: { weights: fp8 }, acceptance: { counts: [0.25, 0.25, 0.25, 0.25] }")]
    [InlineData("method: eagle, acceptance: { measured: kimi-k2.5-eagle3 }")]
    [InlineData("method: ngram, acceptance: { file: record.txt }")]
    public void What_was_written_reads_back_as_the_same_plan(string speculation)
    {
        var plan = Read(speculation, out var diagnostics);
        Assert.True(plan is not null, string.Join("\n", diagnostics.All));
        var text = PlanText.Write(plan);
        var again = Reader().Read("elsewhere/plan.yaml", new StringReader(text), diagnostics);
        Assert.Equal(plan.Hash, again?.Hash);
        Assert.Equal(text, PlanText.Write(again!));
        Assert.NotNull(again!.Systems[0].Serving.Speculation);
        Assert.Null(again.Systems[1].Serving.Speculation);
    }

    [Fact]
    public void The_example_of_the_page_is_a_scenario()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "speculation.md"));
        var text = page.Split("```yaml\n")[1].Split("```")[0];
        var diagnostics = new DiagnosticBag();
        var plan = Reader().Read("scenario.yaml", new StringReader(text), diagnostics);
        Assert.True(plan is not null, string.Join("\n", diagnostics.All));
        Assert.Null(plan.Systems[0].Serving.Speculation!.Lookahead);
    }

    [Fact]
    public void The_small_model_takes_its_own_formats_and_the_cache_of_the_model()
    {
        var speculation = Read("method: draft, draft: llama-3.2-1b, acceptance: { rate: 0.7 }", out _)!.Systems[0].Serving.Speculation!;
        Assert.Equal(("bf16", "fp8"), (speculation.DraftPrecision!.Weights.Name, speculation.DraftPrecision.Kv.Name));
        Assert.Equal(3, speculation.MostDrafted);
    }

    [Fact]
    public void A_record_counts_by_its_contents()
    {
        const string Text = "method: ngram, acceptance: { file: record.txt }";
        var plan = Read(Text, out _)!;
        Assert.Equal([1, 4, 2], Assert.IsType<ReplayedAcceptance>(plan.Systems[0].Serving.Speculation!.Acceptance).Lengths.AsEnumerable());
        Assert.NotEqual(plan.Hash, Read(Text, out _, "4\n")!.Hash);
    }

    [Theory]
    [InlineData("ORR4023", "prediction head", "method: mtp, acceptance: { rate: 0.7 }")]
    [InlineData("ORR4023", "no model that drafts", "method: draft, acceptance: { rate: 0.7 }")]
    [InlineData("ORR4023", "something else drafts", "method: ngram, draft: llama-3.2-1b, acceptance: { rate: 0.7 }")]
    [InlineData("ORR4023", "does not divide the 4", "method: draft, draft: gemma-3-1b, acceptance: { rate: 0.7 }")]
    [InlineData("ORR4024", "exactly one", "method: ngram, acceptance: { rate: 0.7, positions: [0.5] }")]
    [InlineData("ORR4024", "exactly one", "method: ngram, acceptance: {}")]
    [InlineData("ORR4024", "position 2", "method: ngram, lookahead: 2, acceptance: { positions: [0.5, 0.6] }")]
    [InlineData("ORR4024", "no position", "method: ngram, lookahead: 2, acceptance: { positions: [] }")]
    [InlineData("ORR4024", "add up to 0.9", "method: ngram, lookahead: 1, acceptance: { counts: [0.4, 0.5] }")]
    [InlineData("ORR4024", "drafts 3 tokens; the acceptance tells of 2", "method: ngram, acceptance: { positions: [0.5, 0.4] }")]
    [InlineData("ORR4024", "there is no record", "method: ngram, acceptance: { file: elsewhere.txt }")]
    [InlineData("ORR0026", "measured", "method: ngram, acceptance: { measured: llama-mtp }")]
    [InlineData("ORR0004", "acceptance", "method: ngram")]
    public void What_cannot_be_is_said_at_its_place(string rule, string says, string speculation)
    {
        Assert.Null(Read(speculation, out var diagnostics));
        var said = diagnostics.All[0];
        Assert.StartsWith(rule, said.Id, StringComparison.Ordinal);
        Assert.Contains(says, said.Message, StringComparison.Ordinal);
        Assert.Equal(4, said.At.Line);
        Assert.NotNull(said.Hint);
    }

    [Fact]
    public void A_bad_line_of_a_record_is_said_at_its_line()
    {
        Assert.Null(Read("method: ngram, acceptance: { file: record.txt }", out var diagnostics, "1\n2\nthree\n"));
        Assert.Equal(("ORR4024", 3), (diagnostics.All[0].Id, diagnostics.All[0].At.Line));
    }

    [Fact]
    public void Drafts_do_not_go_through_pipelines()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(Reader().Read("scenario.yaml", new StringReader(Scenario.Replace("SPECULATION", "method: ngram, acceptance: { rate: 0.7 }").Replace("tp: 8 } }", "tp: 4, pp: 2 } }")), diagnostics));
        Assert.Equal("ORR4023", Assert.Single(diagnostics.All).Id);
    }

    static Plan? Read(string speculation, out DiagnosticBag diagnostics, string record = "# tokens\n1\n4\n\n2\n")
    {
        diagnostics = new DiagnosticBag();
        return Reader(record).Read("scenario.yaml", new StringReader(Scenario.Replace("SPECULATION", speculation)), diagnostics);
    }

    static ScenarioReader Reader(string record = "# tokens\n1\n4\n\n2\n") => new(new CatalogStore(new DiskCatalogFolder(Repository.Catalog)))
    {
        ReadTable = path => Path.GetFileName(path) == "record.txt" ? record : null,
    };
}
