namespace Orrery.Cli.Tests;

/// <summary>What is given is used, or refused; never left aside.</summary>
public sealed class OptionRuleTests
{
    [Theory]
    [InlineData("calibrate sweep.csv --scenario mine.yaml --pieces 4", "--pieces goes with --steps.")]
    [InlineData("calibrate sweep.csv --scenario mine.yaml --from data", "--from does not go with BENCHMARK.")]
    [InlineData("calibrate sweep.csv --scenario mine.yaml --engines", "--engines goes with --from.")]
    [InlineData("calibrate --steps steps.csv --output fit.yaml", "--output does not go with --steps.")]
    [InlineData("calibrate --steps steps.csv --from data", "--steps does not go with --from.")]
    [InlineData("calibrate --from data --engines --power", "--engines does not go with --power.")]
    [InlineData("calibrate --from data --power --output data", "--output does not go with --power.")]
    [InlineData("calibrate --from data --scenario mine.yaml", "--scenario goes with BENCHMARK.")]
    [InlineData("reproduce h3 --all", "--all does not go with id.")]
    [InlineData("validate --unseen", "--unseen goes with --data.")]
    [InlineData("validate --traces data", "--traces goes with --data.")]
    [InlineData("run mine.yaml --html page.html --no-html", "--no-html does not go with --html.")]
    [InlineData("run mine.yaml --store runs.db --no-store", "--no-store does not go with --store.")]
    public void An_option_that_would_be_ignored_is_refused(string command, string says)
    {
        using var shell = new Shell();
        var outcome = shell.Run(command);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("orrery: " + says, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--help", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("calibrate --from data --engines", "no recorded serving runs")]
    [InlineData("calibrate --from data --power", "no recorded power")]
    [InlineData("calibrate --from data --output nowhere", "the folder 'nowhere' does not exist")]
    [InlineData("catalog trends h100-sxm", "no trend in so few")]
    [InlineData("catalog trends h100-sxm nothing", "no accelerator 'nothing'")]
    [InlineData("catalog show engines/vllm@0.19", "did you mean engines/vllm")]
    public void What_gives_nothing_says_so(string command, string says)
    {
        using var shell = new Shell();
        shell.Write("data/notes.txt", "");
        var outcome = shell.Run(command);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("run mine.yaml --no-store --html {0}")]
    [InlineData("run mine.yaml --no-store --no-html --output {0}")]
    [InlineData("run mine.yaml --no-store --no-html --per-request {0}")]
    [InlineData("run mine.yaml --no-store --no-html --trace-events {0}")]
    [InlineData("reproduce H3-2 --html {0}")]
    [InlineData("validate --html {0}")]
    [InlineData("catalog import config.json --output {0}")]
    public void A_file_that_cannot_be_written_is_said_before_the_work(string command)
    {
        using var shell = new Shell();
        shell.Write("data/notes.txt", "");
        shell.Write("mine.yaml", """
            model: llama-3.1-8b
            traffic: { synthetic: { arrivals: { rate: 2/s }, input: { tokens: 512 }, output: { tokens: 64 }, requests: 10 } }
            systems: { one: { accelerator: h100-sxm } }
            """);
        shell.Write("config.json", """{ "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 64, "vocab_size": 100, "max_position_embeddings": 100 }""");
        foreach (var (target, says) in new[] { ("nowhere/file", "the folder of 'nowhere/file' does not exist"), ("data", "'data' is a folder"), ("", "is empty") })
        {
            var outcome = shell.Run([.. command.Split(' ').Select(word => word == "{0}" ? target : word)]);
            Assert.Equal(2, outcome.ExitCode);
            Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
            Assert.Empty(outcome.Output);
        }
        Assert.Equal(["config.json", "mine.yaml"], Directory.GetFiles(shell.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_mode_holds_for_every_pool_of_a_system()
    {
        using var shell = new Shell();
        const string Scenario = """
            name: pools
            model: llama-3.1-8b
            traffic: { synthetic: { arrivals: { rate: 2/s }, input: 512, output: 64, requests: 10 } }
            systems: { one: { accelerator: h100-sxm, count: 1, MODE prefill: { count: 1 } } }
            """;
        shell.Write("mine.yaml", Scenario.Replace("MODE", "", StringComparison.Ordinal));
        shell.Write("ideal.yaml", Scenario.Replace("MODE", "mode: ideal,", StringComparison.Ordinal));
        string Latencies(string command) => string.Join(',', shell.Run($"{command} --format csv --no-store --quiet").Output.Split('\n')[1].Split(',').Skip(1));
        Assert.Equal(Latencies("run ideal.yaml"), Latencies("run mine.yaml --mode ideal"));
    }

    [Fact]
    public void Traffic_beyond_virtual_time_is_bad_input()
    {
        using var shell = new Shell();
        shell.Write("slow.yaml", """
            model: llama-3.1-8b
            traffic: { synthetic: { arrivals: { rate: 1/s }, input: 512, output: 64, requests: 20 } }
            systems: { one: { accelerator: { base: h100-sxm, memory: { hbm: { read-bandwidth: 1 kB/s } } } } }
            """);
        var outcome = shell.Run("run slow.yaml --no-store --no-html");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("'one' is still at work after 106 days", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("hint: take fewer requests", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Traffic_that_comes_after_virtual_time_is_bad_input_too()
    {
        using var shell = new Shell();
        shell.Write("rare.yaml", """
            model: llama-3.1-8b
            traffic: { synthetic: { arrivals: { rate: 1e-6/s }, input: 512, output: 64, requests: 20 } }
            systems: { one: { accelerator: h100-sxm }, two: { accelerator: h200-sxm } }
            """);
        var outcome = shell.Run("run rare.yaml --no-store --no-html");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Matches("^orrery: error ORR3106: only [0-9]+ of 20 requests arrive within 106 days", outcome.Error);
        Assert.Contains("hint: raise the rate", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, shell.Run("run rare.yaml --requests 2 --no-store --no-html").ExitCode);
        Assert.DoesNotContain("ORR3106", shell.Run("capacity rare.yaml").Error, StringComparison.Ordinal); // which tries other rates
        Assert.Equal(2, shell.Run("traffic synth azure-conversation-2023 --requests 200 --scale 1e-6").ExitCode);
    }

    [Fact]
    public void Entries_are_listed_by_their_titles()
    {
        using var shell = new Shell();
        var listed = shell.Run("catalog list engines").Output;
        Assert.Contains("vLLM of 2023, kernels launched one by one", listed, StringComparison.Ordinal);
        Assert.Contains("1 release,", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("1 releases", listed, StringComparison.Ordinal);
    }
}
