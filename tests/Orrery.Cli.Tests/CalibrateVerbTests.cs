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
