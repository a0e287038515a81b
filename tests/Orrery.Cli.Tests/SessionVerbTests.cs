using System.Text.Json;
using Orrery.Evaluation;
using Orrery.Reporting.Json;

namespace Orrery.Cli.Tests;

public sealed class SessionVerbTests : IDisposable
{
    readonly Shell _shell = new();

    public SessionVerbTests() => _shell.Variables["ORRERY_HOME"] = _shell.Folder;

    public void Dispose() => _shell.Dispose();

    RunResult Run(string scenario)
    {
        var outcome = _shell.Run(["run", scenario, "--format", "json", "--no-store", "--quiet"]);
        Assert.Equal((ExitCode.Done, ""), (outcome.ExitCode, outcome.Error));
        return RunResultJson.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(outcome.Output)));
    }

    static string Example(string name) => Path.Combine(Testing.Repository.Root, "examples", name);

    [Fact]
    public void Agents_of_bounded_memory_meet_what_agents_that_keep_everything_miss()
    {
        var run = Run(Example("agents-bounded-memory.yaml"));
        var (full, bounded) = (run.Systems[0].Simulated!, run.Systems[2].Simulated!);
        Assert.All(run.Systems, static s => Assert.Equal(250, s.Simulated!.Sessions!.Completed));
        Assert.False(full.Objectives[0].Met);
        Assert.True(bounded.Objectives[0].Met);
        Assert.True(bounded.Sessions!.PeakKvBytes < 0.2 * full.Sessions!.PeakKvBytes);
        Assert.True(bounded.Sessions.Dollars < full.Sessions.Dollars);
    }

    [Fact]
    public void Conversations_that_return_to_their_replica_find_their_history()
    {
        var run = Run(Example("multi-turn-chat.yaml"));
        var cached = run.Systems.Select(static s => (double)s.Simulated!.Requests.CachedTokens / s.Simulated.Requests.InputTokens).ToArray();
        Assert.Equal(0, cached[0]);
        Assert.InRange(cached[1], 0.2, 0.8); // one time in four by chance, and the shared tokens always
        Assert.InRange(cached[2], cached[1] + 0.1, 1);
        Assert.Contains(run.Systems[0].Findings, static f => f.Id == "histories-computed-again");
    }

    [Fact]
    public void A_closed_loop_is_named_and_has_no_capacity()
    {
        _shell.Write("loop.yaml", """
            model: llama-3.1-8b
            traffic: { synthetic: { input: 300, output: 40, requests: 400 }, closed-loop: { users: 8, think: { mean: 1 s } } }
            systems: { one: { accelerator: h100-sxm, count: 1 } }
            """);
        var run = Run("loop.yaml");
        Assert.Equal("synthetic, 400 requests of 8 users", run.Traffic);
        Assert.Null(run.Systems[0].Simulated!.Sessions);
        var capacity = _shell.Run("capacity loop.yaml");
        Assert.Equal(ExitCode.BadInput, capacity.ExitCode);
        Assert.Contains("closed loop", capacity.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent-search")]
    [InlineData("agent-web")]
    [InlineData("agent-code")]
    public void Agents_of_the_catalog_are_described_and_written_by_session(string name)
    {
        var shown = _shell.Run($"traffic show {name} --format json");
        Assert.Equal(ExitCode.Done, shown.ExitCode);
        using var rows = JsonDocument.Parse(shown.Output);
        double Value(string row) => rows.RootElement.EnumerateArray().First(r => r.GetProperty("name").GetString() == row).GetProperty("value").GetDouble();
        Assert.InRange(Value("sessions"), 50, 2000);
        Assert.InRange(Value("repeated-prefix-share"), 0.7, 1); // most of a prompt was there before
        if (name == "agent-web") Assert.InRange(Value("input-mean") / Value("output-mean"), 70, 140); // arXiv 2601.22001: 100 to 1

        var trace = _shell.Run($"traffic synth {name} --requests 300").Output.Split('\n');
        Assert.Equal("arrival_s,input_tokens,output_tokens,session_id", trace[0]);
        Assert.Equal(300, trace.Skip(1).Count(static line => line.Split(',').Length == 4));
        _shell.Write("trace.csv", string.Join('\n', trace));
        Assert.Equal(ExitCode.Done, _shell.Run("traffic stats trace.csv").ExitCode);
    }
}
