using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class RunsVerbTests : IDisposable
{
    const string Scenario = """
        name: Kept
        model: llama-3.1-8b
        traffic: { synthetic: { arrivals: { rate: 4/s }, input: { kind: constant, tokens: 100 }, output: { kind: constant, tokens: 20 }, requests: 30 } }
        systems: { one: { accelerator: h100-sxm, count: 1 } }
        """;

    readonly Shell _shell = new();

    public RunsVerbTests()
    {
        _shell.Write("kept.yaml", Scenario);
        _shell.Variables["ORRERY_HOME"] = Path.Combine(_shell.Folder, "home");
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_run_is_kept_once_and_shown_as_it_was()
    {
        var json = _shell.Run("run kept.yaml --format json").Output;
        _shell.Run("run kept.yaml --format json");

        var id = Assert.Single(Ids());
        Assert.Equal(json, _shell.Run($"runs show {id[..8]} --format json").Output);
    }

    [Fact]
    public void Two_runs_are_compared_metric_by_metric()
    {
        _shell.Run("run kept.yaml --quiet --no-html");
        _shell.Run("run kept.yaml --quiet --no-html --mode ideal");
        var ids = Ids();

        var outcome = _shell.Run($"runs compare {ids[0]} {ids[1]} --changed --format json");

        using var rows = JsonDocument.Parse(outcome.Output);
        Assert.NotEqual(0, rows.RootElement.GetArrayLength());
        Assert.All(rows.RootElement.EnumerateArray(), row => Assert.NotEqual(row.GetProperty("first").GetDouble(), row.GetProperty("second").GetDouble()));
    }

    [Fact]
    public void A_deleted_run_is_gone()
    {
        _shell.Run("run kept.yaml --quiet --no-html");

        Assert.Equal(ExitCode.Done, _shell.Run($"runs delete {Ids()[0]}").ExitCode);
        Assert.Empty(Ids());
    }

    [Fact]
    public void Nothing_is_kept_where_the_user_says_so()
    {
        _shell.Run("run kept.yaml --quiet --no-html --no-store");

        Assert.False(Directory.Exists(_shell.Variables["ORRERY_HOME"]));
    }

    [Theory]
    [InlineData("runs show abc", "abc")]
    [InlineData("runs delete abc", "abc")]
    [InlineData("runs compare abc def", "abc")]
    public void A_run_that_is_not_there_is_bad_input(string commandLine, string named)
    {
        var outcome = _shell.Run(commandLine);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_that_cannot_be_used_does_not_fail_the_run_but_a_store_that_was_named_does()
    {
        var file = _shell.Write("file", "no database");
        _shell.Variables["ORRERY_HOME"] = file;

        var outcome = _shell.Run("run kept.yaml --no-html");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("not kept", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, _shell.Run("run kept.yaml --no-html --store file").ExitCode);
    }

    string[] Ids()
    {
        using var json = JsonDocument.Parse(_shell.Run("runs list --format json").Output);
        return [.. json.RootElement.EnumerateArray().Select(r => r.GetProperty("runId").GetString()!)];
    }
}
