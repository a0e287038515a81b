using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class EvaluateVerbTests : IDisposable
{
    const string System = "--model llama-3.1-8b --accelerator h100-sxm";

    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_larger_batch_takes_longer_a_step_and_yields_more()
    {
        var points = Points($"evaluate {System} --phase decode --batch 1,16,128");

        Assert.Equal([1, 16, 128], points.Select(p => p.GetProperty("batch").GetDouble()));
        Assert.Equal(points.OrderBy(p => p.GetProperty("stepSeconds").GetDouble()), points);
        Assert.Equal(points.OrderBy(p => p.GetProperty("throughput").GetProperty("outputTokensPerSecond").GetDouble()), points);
    }

    [Fact]
    public void Lists_are_crossed()
    {
        Assert.Equal(2 * 3, Points($"evaluate {System} --batch 1,8 --input 100,200,300").Count);
    }

    [Fact]
    public void One_point_shows_its_operators_and_several_a_row_each()
    {
        Assert.Contains("attention.decode", _shell.Run($"evaluate {System}").Output, StringComparison.Ordinal);

        var table = _shell.Run($"evaluate {System} --concurrency 4,8").Output;
        Assert.DoesNotContain("attention.decode", table, StringComparison.Ordinal);
        Assert.Equal(2, table.Split('\n').Count(line => line.Contains("request", StringComparison.Ordinal)));
    }

    [Fact]
    public void Flags_and_the_scenario_that_says_the_same_agree()
    {
        _shell.Write("same.yaml", """
            model: llama-3.1-8b
            precision: { weights: fp8, kv: fp8 }
            traffic: { synthetic: { arrivals: { rate: 1/s }, input: { kind: constant, tokens: 1 }, output: { kind: constant, tokens: 1 } } }
            systems: { system: { accelerator: h100-sxm, count: 2, parallelism: { tp: 2 } } }
            """);

        Assert.Equal(
            _shell.Run("evaluate same.yaml --format json").Output,
            _shell.Run($"evaluate {System} --count 2 --tp 2 --weights fp8 --kv fp8 --format json").Output);
    }

    [Theory]
    [InlineData("evaluate", "--model")]
    [InlineData("evaluate --model llama-3.1-8b --accelerator h100-sxn", "h100-sxm")]
    [InlineData("evaluate --model llama-3.1-8b --accelerator h100-sxm --batch 0", "--batch")]
    [InlineData("evaluate --model llama-3.1-8b --accelerator h100-sxm --batch 1,two", "'two'")]
    [InlineData("evaluate --model llama-3.1-8b --accelerator h100-sxm --tp 0", "--tp")]
    [InlineData("evaluate --model llama-3.1-8b --accelerator h100-sxm --weights fp7", "mxfp4")]
    public void What_cannot_be_done_is_bad_input_and_says_why(string commandLine, string why)
    {
        var outcome = _shell.Run(commandLine);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains(why, outcome.Error, StringComparison.Ordinal);
    }

    List<JsonElement> Points(string commandLine)
    {
        var outcome = _shell.Run(commandLine + " --format json");
        Assert.Equal("", outcome.Error);
        return [.. JsonDocument.Parse(outcome.Output).RootElement.EnumerateArray()];
    }
}
