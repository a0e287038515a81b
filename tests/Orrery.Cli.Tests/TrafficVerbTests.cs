using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class TrafficVerbTests : IDisposable
{
    const string Entry = """
        title: Traffic of mine
        source: { kind: assumed, citation: "a guess" }
        arrivals: { family: poisson, rate: 10/s }
        input: { kind: log-normal, median: 500, sigma: 0.8 }
        output: { kind: constant, tokens: 100 }
        requests: 2000
        """;

    readonly Shell _shell = new();

    public TrafficVerbTests()
    {
        _shell.Write("mine/traffic/my-traffic.yaml", Entry);
        _shell.Variables["ORRERY_CATALOG"] = "mine";
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_trace_is_described_by_its_counts_rate_and_lengths()
    {
        _shell.Write("trace.csv", "arrival_s,input_tokens,output_tokens\n0,100,10\n1,200,20\n3,300,30\n");

        var numbers = Numbers("traffic stats trace.csv --format json");

        Assert.Equal(3, numbers["requests"]);
        Assert.Equal(3, numbers["duration"]);
        Assert.Equal(2 / 3.0, numbers["rate"], 12);
        Assert.Equal(200, numbers["input-mean"]);
        Assert.Equal(20, numbers["output-p50"]);
        Assert.Equal(30, numbers["output-max"]);
    }

    [Fact]
    public void The_same_seed_draws_the_same_trace_and_another_seed_another()
    {
        var one = _shell.Run("traffic synth my-traffic --requests 50").Output;

        Assert.Equal(51, one.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(one, _shell.Run("traffic synth my-traffic --requests 50 --seed 1").Output);
        Assert.NotEqual(one, _shell.Run("traffic synth my-traffic --requests 50 --seed 2").Output);
    }

    [Fact]
    public void Scaled_traffic_takes_proportionally_less_time()
    {
        _shell.Run("traffic synth my-traffic --output slow.csv");
        _shell.Run("traffic synth my-traffic --scale 4 --output fast.csv");

        Assert.Equal(
            Numbers("traffic stats slow.csv --format json")["duration"],
            4 * Numbers("traffic stats fast.csv --format json")["duration"], 6);
    }

    [Fact]
    public void Fitted_traffic_is_an_entry_that_resembles_its_trace()
    {
        _shell.Run("traffic synth my-traffic --output trace.csv");
        var fit = _shell.Run("traffic fit trace.csv --source mine,too --output mine/traffic/fitted.yaml");
        Assert.Equal(ExitCode.Done, fit.ExitCode);

        var (trace, fitted) = (Numbers("traffic stats trace.csv --format json"), Numbers("traffic show fitted --format json"));

        Assert.Equal(trace["requests"], fitted["requests"]);
        foreach (var name in (string[])["rate", "input-mean", "input-p90", "output-mean"])
            Assert.InRange(fitted[name] / trace[name], 0.9, 1.1);
    }

    [Fact]
    public void A_trace_with_faults_is_bad_input_and_each_fault_has_its_place()
    {
        _shell.Write("trace.csv", "arrival_s,input_tokens,output_tokens\n0,100,10\n1,many,20\n2,200,few\n");

        var outcome = _shell.Run("traffic stats trace.csv");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("trace.csv(3,", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("trace.csv(4,", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("traffic fit short.csv", "20")]
    [InlineData("traffic synth no-such-traffic", "no-such-traffic")]
    [InlineData("traffic synth my-traffic --scale 0", "--scale")]
    [InlineData("traffic stats no-such-file.csv", "no-such-file.csv")]
    public void What_cannot_be_done_is_bad_input_and_says_why(string commandLine, string why)
    {
        _shell.Write("short.csv", "arrival_s,input_tokens,output_tokens\n0,100,10\n1,100,10\n");

        var outcome = _shell.Run(commandLine);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains(why, outcome.Error, StringComparison.Ordinal);
    }

    Dictionary<string, double> Numbers(string commandLine)
    {
        var outcome = _shell.Run(commandLine);
        Assert.Equal("", outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        return json.RootElement.EnumerateArray().ToDictionary(n => n.GetProperty("name").GetString()!, n => n.GetProperty("value").GetDouble());
    }
}
