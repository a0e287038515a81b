using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class ShowVerbTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory, MemberData(nameof(Examples))]
    public void What_is_shown_is_a_scenario_that_shows_as_itself(string example)
    {
        var shown = _shell.Run(["show", Path.Combine(Testing.Repository.Root, "examples", example)]);
        Assert.Equal(ExitCode.Done, shown.ExitCode);

        Assert.Equal(shown.Output, _shell.Run(["show", "-"], shown.Output).Output);
    }

    [Fact]
    public void It_says_what_the_times_of_kernels_rest_on()
    {
        _shell.Write("mine.yaml", """
            model: llama-3.1-8b
            traffic: { synthetic: { arrivals: { rate: 2/s }, input: 512, output: 64, requests: 10 } }
            systems:
              itself: { accelerator: h100-sxm }
              relative: { accelerator: h100-pcie }
              changed: { accelerator: { base: h100-sxm, tdp: 600 W } }
              other: { accelerator: mi300x }
              hybrid: { accelerator: b200-h3 }
            """);
        var lines = _shell.Run("show mine.yaml").Output.Split('\n').Where(line => line.Contains('#')).Select(line => line.Trim());
        Assert.Equal(
        [
            "# Efficiencies: measured on this accelerator (hopper).",
            "# Efficiencies: measured on others of its architecture (hopper).",
            "# Efficiencies: measured on others of its architecture (hopper).",
            "# Efficiencies: assumed: nothing of the architecture was measured. Ranges are twice as wide.",
            "# Efficiencies: measured on others of its architecture (blackwell).",
        ], lines);
    }

    [Fact]
    public void The_schema_is_json_that_knows_the_catalog()
    {
        using var schema = JsonDocument.Parse(_shell.Run("schema").Output);

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.Contains("h100-sxm", schema.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Examples() =>
        new(Directory.GetFiles(Path.Combine(Testing.Repository.Root, "examples"), "*.yaml").Select(f => Path.GetFileName(f)!).Order());
}
