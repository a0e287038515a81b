using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class CapacityVerbTests : IDisposable
{
    readonly Shell _shell = new();

    public CapacityVerbTests() => _shell.Write("s.yaml", """
        model: llama-3.2-1b
        traffic: { synthetic: { arrivals: { rate: 5/s }, input: { kind: constant, tokens: 200 }, output: { kind: constant, tokens: 20 } } }
        slo: { ttft-p90: 20 ms }
        systems: { a: { accelerator: l40s, count: 1 }, b: { accelerator: h100-sxm, count: 1 } }
        """);

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void The_faster_machine_sustains_more_and_the_json_says_so()
    {
        var run = _shell.Run("capacity s.yaml --requests 300 --replications 2 --load 200 --format json");
        Assert.Equal(0, run.ExitCode);
        var systems = JsonDocument.Parse(run.Output).RootElement.GetProperty("systems").EnumerateArray().ToList();
        Assert.True(systems[1].GetProperty("requestsPerSecond").GetDouble() > systems[0].GetProperty("requestsPerSecond").GetDouble());
        Assert.Equal("ttft-p90", systems[0].GetProperty("limit").GetString());
        Assert.True(systems[0].GetProperty("forLoad").GetProperty("copies").GetInt32() >= 1);
    }

    [Fact]
    public void A_table_names_the_cheapest()
    {
        var run = _shell.Run("capacity s.yaml --requests 300 --replications 2");
        Assert.Contains("for least", run.Output, StringComparison.Ordinal);
        Assert.Contains("req/s", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--load -1", "--load")]
    [InlineData("--replications 0", "--replications")]
    [InlineData("--requests 5", "--requests")]
    [InlineData("--resolution 0", "--resolution")]
    public void What_cannot_be_searched_is_bad_input(string flags, string word)
    {
        var run = _shell.Run($"capacity s.yaml {flags}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(word, run.Error, StringComparison.Ordinal);
    }
}
