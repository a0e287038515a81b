using System.Text.Json;

namespace Orrery.EndToEnd.Tests;

public sealed class ProgramTests : IDisposable
{
    // Enough requests to be busy for many seconds.
    const string Long = """
        model: llama-3.3-70b
        precision: { weights: fp8, activations: fp8, kv: fp8 }
        traffic:
          synthetic:
            arrivals: { family: poisson, rate: 8/s }
            input: { kind: log-normal, median: 800, sigma: 1, max: 16000 }
            output: { kind: log-normal, median: 200, sigma: 0.8, max: 2000 }
            requests: REQUESTS
        systems:
          small: { accelerator: h100-sxm, count: 8, parallelism: { tp: 8 } }
          large: { accelerator: h100-sxm, count: 16, parallelism: { tp: 8 } }
        """;

    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(0, "--version")]
    [InlineData(0, "catalog", "check")]
    [InlineData(2, "no-such-verb")]
    [InlineData(2, "run", "no-such-file.yaml")]
    public async Task The_process_exits_as_documented(int code, params string[] arguments)
    {
        Assert.Equal(code, (await OrreryProgram.Run(_scratch, arguments)).ExitCode);
    }

    [Fact]
    public async Task Check_exits_with_1_where_an_objective_is_missed()
    {
        var scenario = _scratch.Write("strict.yaml", Long.Replace("REQUESTS", "20") + "\nslo: { ttft-p50: 1 us }\n");

        Assert.Equal(1, (await OrreryProgram.Run(_scratch, "run", scenario, "--check", "--quiet", "--no-html", "--no-store")).ExitCode);
    }

    [Fact]
    public async Task The_result_is_the_same_bytes_in_every_process_and_on_any_number_of_threads()
    {
        var scenario = _scratch.Write("same.yaml", Long.Replace("REQUESTS", "500"));

        var one = await OrreryProgram.Run(_scratch, "run", scenario, "--format", "json", "--threads", "1", "--no-store");
        var two = await OrreryProgram.Run(_scratch, "run", scenario, "--format", "json", "--threads", "2", "--no-store");

        Assert.Equal(0, one.ExitCode);
        Assert.Equal("", one.Error);
        Assert.Equal(one.Output, two.Output);
    }

    [Fact]
    public async Task Nothing_but_data_goes_to_the_output_and_no_colour_to_a_pipe()
    {
        var run = await OrreryProgram.Run(_scratch, "run", OrreryProgram.Example("chat.yaml"), "--requests", "50");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\e', run.Output + run.Error);
        Assert.Equal("Report: chat.report.html\n", run.Error);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_before_anything_is_finished_leaves_nothing(string signal)
    {
        if (OperatingSystem.IsWindows()) return;
        var ended = await Stopped("20000000", untilSystem: 0, signal);

        Assert.Equal(130, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Equal("Stopped.\n", ended.Error);
        Assert.Empty(Directory.GetFiles(_scratch.Folder, "requests.csv*"));
    }

    [Fact]
    public async Task A_signal_keeps_the_systems_that_were_finished()
    {
        if (OperatingSystem.IsWindows()) return;
        var ended = await Stopped("200000", untilSystem: 1, "INT");

        Assert.Equal(130, ended.ExitCode);
        using var result = JsonDocument.Parse(ended.Output);
        Assert.Equal("small", Assert.Single(result.RootElement.GetProperty("systems").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("1 of 2 systems", ended.Error, StringComparison.Ordinal);
        Assert.Equal(1 + 200_000, File.ReadLines(_scratch["requests.csv"]).Count());
        Assert.Equal(["long.yaml", "requests.csv"], Directory.GetFiles(_scratch.Folder).Select(Path.GetFileName).Order());
    }

    // Sends a signal to a run once a system has requests served, which their file shows.
    async Task<Ended> Stopped(string requests, int untilSystem, string signal)
    {
        var scenario = _scratch.Write("long.yaml", Long.Replace("REQUESTS", requests));
        using var process = OrreryProgram.Start(_scratch, "run", scenario, "--format", "json", "--threads", "1", "--no-store", "--per-request", "requests.csv");
        var served = new FileInfo(_scratch[$"requests.csv.{untilSystem}.part"]);
        do
        {
            await Task.Delay(20);
            served.Refresh();
        }
        while (!process.HasExited && !(served.Exists && served.Length > 0));
        await Processes.Run("kill", ["-" + signal, $"{process.Id}"], _scratch.Folder);
        return await Processes.End(process);
    }

    [Fact]
    public async Task The_shell_completes_verbs_and_catalog_names()
    {
        var script = $$"""
            orrery() { dotnet "{{Path.Combine(AppContext.BaseDirectory, "orrery.dll")}}" "$@"; }
            eval "$(orrery completion bash)"
            complete_line() { COMP_LINE=$1 COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _orrery; printf '%s\n' "${COMPREPLY[@]}"; }
            complete_line "orrery cat"
            complete_line "orrery catalog show h100-s"
            """;
        if (OperatingSystem.IsWindows()) return;

        var run = await Processes.Run("bash", ["-c", script], _scratch.Folder);

        Assert.Equal("catalog\nh100-sxm\n", run.Output);
    }
}
