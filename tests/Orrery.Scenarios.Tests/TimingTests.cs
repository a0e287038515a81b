namespace Orrery.Scenarios.Tests;

public class TimingTests
{
    const string Scenario = """
        model: dense-70b
        precision: { weights: fp8, kv: fp8 }
        traffic: { trace: chat }
        systems: { only: { accelerator: alpha, count: 8, parallelism: { PARALLELISM }, timing: { measured: FOLDER } } }
        """;

    static readonly Dictionary<string, string> Tables = new()
    {
        ["dense.csv"] = "layer,tokens,time_us\n" + string.Concat(
            new[] { "embedding", "final_layernorm", "layernorm", "qkv_proj", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj" }.Select(layer => $"{layer},1,1\n{layer},2,2\n")),
        ["per_sequence.csv"] = "layer,sequences,time_us\nlm_head,1,1\nsampler,1,1\n",
        ["attention.csv"] = "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n0,0,1,16,1\n",
    };

    [Fact]
    public void Measured_tables_count_by_their_contents_not_by_where_they_lie()
    {
        var here = Read("here", Tables, out _)!;
        Assert.Equal(here.Hash, Read("../there", Tables, out _)!.Hash);
        var other = new Dictionary<string, string>(Tables) { ["attention.csv"] = Tables["attention.csv"].Replace("16,1", "16,2", StringComparison.Ordinal) };
        Assert.NotEqual(here.Hash, Read("here", other, out _)!.Hash);
        Assert.EndsWith("here", Assert.IsType<MeasuredTiming>(here.Systems[0].Timing).Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_with_measured_tables_reads_back()
    {
        var plan = Read("here", Tables, out _)!;
        var reader = Reader(Tables);
        Assert.Equal(plan.Hash, reader.Read("elsewhere/plan.yaml", new StringReader(PlanText.Write(plan)), new DiagnosticBag())?.Hash);
    }

    [Fact]
    public void A_bad_line_of_a_table_is_said_at_its_file_and_line()
    {
        Assert.Null(Read("here", new(Tables) { ["attention.csv"] = Tables["attention.csv"] + "0,0,1\n" }, out var diagnostics));
        var said = Assert.Single(diagnostics.All);
        Assert.Equal("ORR4021", said.Id);
        Assert.EndsWith("attention.csv", said.At.File, StringComparison.Ordinal);
        Assert.Equal(3, said.At.Line);
    }

    [Fact]
    public void Tables_do_not_time_pipelines()
    {
        Assert.Null(Read("here", Tables, out var diagnostics, "tp: 4, pp: 2"));
        Assert.Equal("ORR4022", Assert.Single(diagnostics.All).Id);
    }

    static Plan? Read(string folder, Dictionary<string, string> tables, out DiagnosticBag diagnostics, string parallelism = "tp: 8")
    {
        diagnostics = new DiagnosticBag();
        return Reader(tables).Read("scenario.yaml", new StringReader(Scenario.Replace("FOLDER", folder, StringComparison.Ordinal).Replace("PARALLELISM", parallelism, StringComparison.Ordinal)), diagnostics);
    }

    static ScenarioReader Reader(Dictionary<string, string> tables) => new(SampleCatalog.Store()) { ReadTable = path => tables.GetValueOrDefault(Path.GetFileName(path)) };
}
