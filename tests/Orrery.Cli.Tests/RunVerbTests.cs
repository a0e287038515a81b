using System.Text;
using Orrery.Reporting.Json;

namespace Orrery.Cli.Tests;

public sealed class RunVerbTests : IDisposable
{
    const string Scenario = """
        name: A small thing
        model: llama-3.1-8b
        traffic:
          synthetic:
            arrivals: { family: poisson, rate: 4/s }
            input: { kind: log-normal, median: 300, sigma: 0.7, max: 2000 }
            output: { kind: log-normal, median: 60, sigma: 0.5, max: 300 }
            requests: 200
        slo: { ttft-p99: 2 s }
        systems:
          one: { accelerator: h100-sxm, count: 1 }
          two: { accelerator: a100-80-sxm, count: 1 }
          three: { accelerator: h200-sxm, count: 1 }
        """;

    readonly Shell _shell = new();

    public RunVerbTests()
    {
        _shell.Write("small.yaml", Scenario);
        _shell.Variables["ORRERY_HOME"] = _shell.Folder;
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void The_table_compares_the_systems_and_the_report_is_beside_it()
    {
        var outcome = _shell.Run("run small.yaml");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal("Report: small.report.html\n", outcome.Error);
        foreach (var text in (string[])["A small thing", "one", "two", "three", "ttft-p99 ≤ 2 s", "Per million output tokens"])
            Assert.Contains(text, outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(Path.Combine(_shell.Folder, "small.report.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_result_is_the_same_bytes_on_any_number_of_threads()
    {
        var one = _shell.Run("run small.yaml --format json --threads 1");

        Assert.Equal(one.Output, _shell.Run("run small.yaml --format json --threads 3").Output);
        Assert.Equal("", one.Error);
    }

    [Fact]
    public void Json_in_a_file_is_a_result_that_can_be_read_again()
    {
        _shell.Run("run small.yaml --format json --output result.json");

        using var stream = File.OpenRead(Path.Combine(_shell.Folder, "result.json"));
        var result = RunResultJson.Read(stream);
        Assert.Equal(["one", "two", "three"], result.Systems.Select(s => s.Name));
        Assert.All(result.Systems, s => Assert.Equal(200, s.Simulated!.Requests.Completed));
        Assert.Empty(Directory.GetFiles(_shell.Folder, "*.tmp"));
        Assert.Empty(Directory.GetFiles(_shell.Folder, "*.html"));
    }

    [Fact]
    public void Csv_has_a_header_and_a_row_for_each_system()
    {
        Assert.Equal(4, _shell.Run("run small.yaml --format csv").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Changes_of_the_command_line_change_the_run_and_its_identity()
    {
        var (usual, fewer, seeded, ideal) = (Result("run small.yaml"), Result("run small.yaml --requests 50"), Result("run small.yaml --seed 7"), Result("run small.yaml --mode ideal"));

        Assert.Equal(50, fewer.Systems[0].Simulated!.Requests.Completed);
        Assert.Equal(7, seeded.Seed);
        Assert.True(ideal.Systems[0].Simulated!.Tpot.MeanSeconds < usual.Systems[0].Simulated!.Tpot.MeanSeconds);
        Assert.Equal(4, new[] { usual, fewer, seeded, ideal }.Select(r => r.RunId).Distinct().Count());
        Assert.Equal(usual.ScenarioHash, seeded.ScenarioHash);
        Assert.NotEqual(usual.ScenarioHash, fewer.ScenarioHash);
    }

    [Fact]
    public void A_cap_above_what_the_scenario_takes_changes_nothing_that_is_served()
    {
        Assert.Equal(200, Result("run small.yaml --requests 100000").Systems[0].Simulated!.Requests.Arrived);
    }

    [Fact]
    public void Check_answers_with_the_exit_code()
    {
        _shell.Write("strict.yaml", Scenario.Replace("ttft-p99: 2 s", "ttft-p99: 1 us"));

        Assert.Equal(ExitCode.Done, _shell.Run("run small.yaml --check --quiet").ExitCode);
        Assert.Equal(ExitCode.No, _shell.Run("run strict.yaml --check --quiet").ExitCode);
        Assert.Equal(ExitCode.Done, _shell.Run("run strict.yaml --quiet").ExitCode);
    }

    [Fact]
    public void Each_request_is_a_row_and_the_rows_do_not_depend_on_threads()
    {
        _shell.Run("run small.yaml --quiet --per-request one.csv --threads 1");
        _shell.Run("run small.yaml --quiet --per-request many.csv --threads 3");

        var rows = File.ReadAllLines(Path.Combine(_shell.Folder, "one.csv"));
        Assert.Equal(1 + 3 * 200, rows.Length);
        Assert.Equal(rows, File.ReadAllLines(Path.Combine(_shell.Folder, "many.csv")));
        Assert.Empty(Directory.GetFiles(_shell.Folder, "*.part"));
        foreach (var row in rows.Skip(1).Select(r => r.Split(',')))
            Assert.True(double.Parse(row[2]) < double.Parse(row[3]) && double.Parse(row[3]) <= double.Parse(row[4]), string.Join(',', row));
    }

    [Fact]
    public void Requests_as_json_lines_say_what_the_rows_say()
    {
        var text = File.ReadAllText(Path.Combine(_shell.Folder, "small.yaml")).Replace("traffic:\n", "traffic:\n  tenants: { gold: {}, free: { priority: 2 } }\n", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_shell.Folder, "tenants.yaml"), text);
        _shell.Run("run tenants.yaml --quiet --no-html --no-store --per-request requests.csv");
        _shell.Run("run tenants.yaml --quiet --no-html --no-store --per-request requests.jsonl --threads 2");

        var rows = File.ReadAllLines(Path.Combine(_shell.Folder, "requests.csv")).Select(row => row.Split(',')).ToList();
        var lines = File.ReadAllLines(Path.Combine(_shell.Folder, "requests.jsonl")).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(3 * 200, lines.Count);
        Assert.Equal(["free", "gold"], lines.Select(line => line.GetProperty("tenant").GetString()).Distinct().Order());
        foreach (var (row, line) in rows.Skip(1).Zip(lines))
            Assert.Equal(row, rows[0].Select(column => line.TryGetProperty(column, out var value) ? value.ToString() : ""));
        Assert.All(lines, line => Assert.Equal(line.GetProperty("tenant").GetString() == "free" ? 2 : 0, line.GetProperty("priority").GetInt32()));
    }

    [Fact]
    public void A_scenario_may_come_from_the_standard_input()
    {
        Assert.Equal(ExitCode.Done, _shell.Run(["run", "-", "--quiet", "--requests", "20"], Scenario).ExitCode);
        Assert.True(File.Exists(Path.Combine(_shell.Folder, "orrery.report.html")));
    }

    [Fact]
    public void Every_fault_of_a_scenario_is_told_with_its_place_and_nothing_is_written()
    {
        _shell.Write("wrong.yaml", Scenario.Replace("h100-sxm", "h100-sxn").Replace("rate: 4/s", "rate: fast").Replace("model:", "modle:"));

        var outcome = _shell.Run("run wrong.yaml");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        foreach (var place in (string[])["wrong.yaml(2,1)", "wrong.yaml(5,", "wrong.yaml(11,"]) Assert.Contains(place, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'h100-sxm'", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["small.yaml", "wrong.yaml"], Directory.GetFiles(_shell.Folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("run no-such-file.yaml", "no-such-file.yaml")]
    [InlineData("run small.yaml --requests 0", "--requests")]
    [InlineData("run small.yaml --threads 0", "--threads")]
    [InlineData("run small.yaml --mode fast", "ideal, calibrated")]
    [InlineData("run small.yaml --format xml", "table, json, csv")]
    [InlineData("run small.yaml --quiet --requests 5 --output no/such/folder/x.json", "no/such/folder")]
    public void What_cannot_be_done_is_bad_input_and_says_why(string commandLine, string why)
    {
        var outcome = _shell.Run(commandLine);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains(why, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_with_faults_is_bad_input()
    {
        _shell.Write("trace.csv", "arrival_s,input_tokens,output_tokens\n0,100,10\n1,many,20\n");
        var start = Scenario.IndexOf("  synthetic:", StringComparison.Ordinal);
        var end = Scenario.IndexOf("slo:", StringComparison.Ordinal);
        _shell.Write("traced.yaml", Scenario[..start] + "  file: trace.csv\n" + Scenario[end..]);

        var outcome = _shell.Run("run traced.yaml");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("trace.csv(3,", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schedule_of_every_system_is_a_process_of_the_trace()
    {
        var outcome = _shell.Run("run small.yaml --no-html --trace-events schedule.json --threads 2");

        Assert.Empty(outcome.Error);
        var events = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_shell.Folder, "schedule.json"))).RootElement.GetProperty("traceEvents").EnumerateArray();
        Assert.Equal(["one", "two", "three"], events.Where(e => e.GetProperty("name").GetString() == "process_name").Select(e => e.GetProperty("args").GetProperty("name").GetString()));
    }

    [Fact]
    public void A_run_that_is_stopped_before_anything_is_finished_leaves_nothing()
    {
        using var stopped = new Shell { Stop = new CancellationToken(canceled: true) };
        stopped.Write("small.yaml", Scenario);

        var outcome = stopped.Run("run small.yaml --per-request requests.csv --no-store");

        Assert.Equal(ExitCode.Stopped, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Equal("small.yaml", Path.GetFileName(Assert.Single(Directory.GetFiles(stopped.Folder))));
    }

    Orrery.Evaluation.RunResult Result(string commandLine) =>
        RunResultJson.Read(new MemoryStream(Encoding.UTF8.GetBytes(_shell.Run(commandLine + " --format json --no-store").Output)));
}
