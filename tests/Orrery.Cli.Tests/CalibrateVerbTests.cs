namespace Orrery.Cli.Tests;

public sealed class CalibrateVerbTests
{
    const string Scenario = """
        name: mine
        model: llama-3.1-8b
        traffic: { synthetic: { arrivals: { rate: 2/s }, input: { kind: constant, tokens: 512 }, output: { kind: constant, tokens: 64 }, requests: 40 } }
        systems: { one: { accelerator: h100-sxm CALIBRATION } }
        """;

    const string Sweep = "concurrency,input,output,ttft_ms,tpot_ms\n1,512,64,30,9\n4,512,64,40,9.5\n16,512,64,80,12\n";

    [Fact]
    public void A_sweep_becomes_a_file_that_the_scenario_names_and_runs_with()
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", "", StringComparison.Ordinal));
        shell.Write("sweep.csv", Sweep);

        var outcome = shell.Run("calibrate sweep.csv --scenario mine.yaml --output own.yaml");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("plain CSV, 3 runs", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Held back", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("systems: { one: { calibration: own.yaml } }", outcome.Error, StringComparison.Ordinal);

        shell.Write("with.yaml", Scenario.Replace("CALIBRATION", ", calibration: own.yaml", StringComparison.Ordinal));
        Assert.Contains("fitted: \"sweep.csv: 3 runs; system one\"", shell.Run("show with.yaml").Output, StringComparison.Ordinal);
        string Tpot(string scenario) => shell.Run($"run {scenario} --format csv --no-store --quiet").Output;
        Assert.NotEqual(Tpot("mine.yaml"), Tpot("with.yaml"));
    }

    [Fact]
    public void A_calibration_is_replaced_only_where_that_is_asked_for()
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", "", StringComparison.Ordinal));
        shell.Write("sweep.csv", Sweep);
        var path = shell.Write("own.yaml", "step: 1 ms\n");

        var refused = shell.Run("calibrate sweep.csv --scenario mine.yaml --output own.yaml");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal("step: 1 ms\n", File.ReadAllText(path));

        Assert.Equal(0, shell.Run("calibrate sweep.csv --scenario mine.yaml --output own.yaml --overwrite").ExitCode);
        Assert.Contains("decode:", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_the_page_works_as_it_stands()
    {
        var page = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "verbs", "calibrate.md"));
        string[] Blocks(string kind) => [.. page.Split($"```{kind}\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        using var shell = new Shell();
        shell.Write("mine.yaml", Blocks("yaml")[0]);
        shell.Write("sweep.csv", Blocks("csv")[0]);
        var outcome = shell.Run(Blocks("sh")[0].Trim()["orrery ".Length..]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.DoesNotContain("warning", outcome.Error, StringComparison.Ordinal);
        // Figures follow the catalog; what is shown does not.
        static string[] Heads(string text) => [.. text.Split('\n').Where(line => line.Contains("Held back", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal(Heads(Blocks("text")[0]), Heads(outcome.Output));
        shell.Write("with.yaml", Blocks("yaml")[1]);
        Assert.Equal(0, shell.Run("show with.yaml").ExitCode);
    }

    [Fact]
    public void Requests_that_failed_are_warned_of_with_their_number()
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", "", StringComparison.Ordinal));
        shell.Write("run.json", "{\"num_prompts\": 20, \"completed\": 17, \"max_concurrency\": 2, \"total_input_tokens\": 8704, \"total_output_tokens\": 1088, \"mean_ttft_ms\": 30, \"mean_tpot_ms\": 9}");
        var outcome = shell.Run("calibrate run.json --scenario mine.yaml");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("warning: run.json: 3 requests failed", outcome.Error, StringComparison.Ordinal);
        // Of one point nothing is held back, and nothing is said that would be.
        Assert.Contains("nothing could be held back", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("held back", outcome.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("calibrate sweep.csv", "--scenario")]
    [InlineData("calibrate none.csv --scenario mine.yaml", "'none.csv' does not exist")]
    [InlineData("calibrate sweep.csv --scenario mine.yaml --system other", "no system 'other'")]
    [InlineData("calibrate two.yaml --scenario mine.yaml", "two.yaml(2)")]
    [InlineData("calibrate sweep.csv --scenario two.yaml", "has 2 systems")]
    [InlineData("calibrate sweep.csv --scenario mine.yaml --output no/where.yaml", "does not exist")]
    public void What_cannot_be_calibrated_says_why(string command, string says)
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", "", StringComparison.Ordinal));
        shell.Write("two.yaml", Scenario.Replace(" CALIBRATION }", " }, two: { accelerator: h100-sxm }", StringComparison.Ordinal));
        shell.Write("sweep.csv", Sweep);

        var outcome = shell.Run(command);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("concurrency,input,output,ttft_ms\n4,512,64,40\n8,512,64,-50\n", "run(3): 'ttft' is '-50'")]
    [InlineData("concurrency,input,output,ttft_ms\n4,512,64,NaN\n", "run(2): 'ttft' is 'NaN'")]
    [InlineData("{\"mean_ttft_ms\": -5, \"completed\": 9, \"max_concurrency\": 1, \"total_input_tokens\": 90, \"total_output_tokens\": 90}", "run: 'mean_ttft_ms' is -5")]
    [InlineData("{\"mean_ttft_ms\": 5,\n \"completed\"", "run(2): not valid JSON")]
    [InlineData("{\"colour\": \"red\"}", "run is JSON of no benchmark")]
    [InlineData("[]", "run is JSON of no benchmark")]
    [InlineData("", "run is empty")]
    public void A_run_that_cannot_be_used_says_where_and_why_and_writes_nothing(string run, string says)
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", "", StringComparison.Ordinal));
        var folder = Path.GetDirectoryName(shell.Write("run", run))!;
        var outcome = shell.Run("calibrate run --scenario mine.yaml --output own.yaml");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("hint: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["mine.yaml", "run"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("calibrate sweep.csv --scenario none.yaml", "none.yaml")]
    [InlineData("calibrate sweep.csv --scenario bare.yaml", "bare.yaml(1,1)")]
    [InlineData("calibrate folder --scenario mine.yaml", "'folder' is a folder")]
    [InlineData("calibrate sweep.csv --scenario mine.yaml --output folder", "'folder' is a folder")]
    [InlineData("calibrate --from folder", "holds no table of kern")]
    [InlineData("calibrate --from folder --engines --output folder", "no recorded serving runs")]
    [InlineData("calibrate --from folder --engines --output none", "'none' does not exist")]
    public void A_command_that_names_what_is_not_there_says_so(string command, string says)
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", "", StringComparison.Ordinal));
        shell.Write("bare.yaml", Scenario[..Scenario.IndexOf("systems", StringComparison.Ordinal)]);
        shell.Write("sweep.csv", Sweep);
        shell.Write("folder/notes.txt", "nothing\n");
        var outcome = shell.Run(command);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
    }

    const string Launches = "model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel\nllama2-70b,a100-80gb,512,1,128,120,40,8\nllama2-70b,a100-80gb,2048,1,128,400,40,8\nllama2-70b,h100-80gb,512,1,128,80,30,8\n";

    [Fact]
    public void Every_engine_that_is_fitted_is_written_also_one_that_launches_kernels_one_by_one()
    {
        using var shell = new Shell();
        shell.Write("measured/splitwise_perf_model.csv", Launches);
        shell.Write("measured/llm_inference_bench_all.csv", Batches);
        var folder = Path.GetDirectoryName(shell.Write("entries/engines/kept.yaml", "kept\n"))!;
        var outcome = shell.Run("calibrate --from measured --engines --output entries/engines");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("vllm-2023.yaml", Directory.GetFiles(folder).Select(Path.GetFileName));
        Assert.Contains("vllm-v0.yaml", Directory.GetFiles(folder).Select(Path.GetFileName));
        // It reads as an entry of a catalog.
        Assert.Contains("launch", shell.Run("catalog show engines/vllm-2023 --catalog entries").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_engines_none_is_written_where_one_cannot_be_fitted()
    {
        using var shell = new Shell();
        shell.Write("measured/splitwise_perf_model.csv", Launches + "llama2-70b,a100-80gb\n");
        shell.Write("measured/llm_inference_bench_all.csv", Batches);
        var folder = Path.GetDirectoryName(shell.Write("entries/kept.yaml", "kept\n"))!;
        var outcome = shell.Run("calibrate --from measured --engines --output entries");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("splitwise_perf_model.csv(5)", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["kept.yaml"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
    }

    // A few published batches, as they come with the program.
    static string Batches => File.ReadAllText(Path.Combine(Testing.Repository.Root, "src", "study", "Orrery.Evidence", "Published", "llm_inference_bench_all.csv"));

    [Fact]
    public void A_calibration_that_is_missing_or_garbled_is_said_at_its_place()
    {
        using var shell = new Shell();
        shell.Write("mine.yaml", Scenario.Replace("CALIBRATION", ", calibration: own.yaml", StringComparison.Ordinal));
        Assert.Contains("mine.yaml(4,", shell.Run("show mine.yaml").Error, StringComparison.Ordinal);
        shell.Write("own.yaml", "step: 1 ms\ndecoed: 2\nranges: { tpot: [1.2, 0.8] }\n");
        var outcome = shell.Run("show mine.yaml");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("own.yaml(2,", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'decode'", outcome.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("own.yaml(3,", outcome.Error, StringComparison.Ordinal);
    }
}
