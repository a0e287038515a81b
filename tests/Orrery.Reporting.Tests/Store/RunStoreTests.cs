using Microsoft.Data.Sqlite;
using Orrery.Evaluation;
using Orrery.Reporting.Store;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    readonly string _folder = Directory.CreateTempSubdirectory("orrery-store-").FullName;

    string Path => System.IO.Path.Combine(_folder, "runs.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static RunResult Run(string id) => SampleRun.Full with { RunId = id };

    static string Text(RunResult run)
    {
        using var writer = new StringWriter();
        Orrery.Reporting.Json.RunResultJson.Write(run, writer);
        return writer.ToString();
    }

    void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    RunStoreException Refused() => Assert.Throws<RunStoreException>(() => RunStore.Open(Path));

    [Fact]
    public void A_run_comes_back_whole_after_the_store_was_closed()
    {
        using (var store = RunStore.Open(Path)) Assert.True(store.Save(Run("abc1"), Noon));
        using var again = RunStore.Open(Path);
        Assert.Equal(Text(Run("abc1")), Text(Assert.IsType<RunLookup.Found>(again.Get("ab")).Result));
    }

    [Fact]
    public void Saving_twice_is_saving_once_and_keeps_the_first_time()
    {
        using var store = RunStore.Open(Path);
        Assert.True(store.Save(Run("abc1"), Noon));
        Assert.False(store.Save(Run("abc1"), Noon.AddDays(1)));
        Assert.Equal(Noon, Assert.Single(store.List()).Created);
    }

    [Fact]
    public void The_list_has_the_latest_first_with_the_answer_of_each_run()
    {
        using var store = RunStore.Open(Path);
        store.Save(Run("a"), Noon);
        store.Save(Run("b"), Noon.AddHours(1));
        store.Save(Run("c") with { Systems = [SampleRun.Full.Systems[3]] }, Noon.AddHours(-1).ToOffset(TimeSpan.FromHours(9)));
        var runs = store.List();
        Assert.Equal(["b", "a", "c"], runs.Select(run => run.Id));
        Assert.Equal((4, true, "tomorrow-hbf", 1.16, "today"), (runs[0].Systems, runs[0].ObjectivesMet, runs[0].Cheapest, runs[0].CheapestDollarsPerMillionTokens, runs[0].Fastest));
        Assert.Equal((false, null, null), (runs[2].ObjectivesMet, runs[2].Cheapest, runs[2].CheapestDollarsPerMillionTokens));
    }

    [Fact]
    public void A_prefix_leads_to_one_run_to_none_or_to_the_names_of_several()
    {
        using var store = RunStore.Open(Path);
        foreach (var id in new[] { "abc", "abcd", "b%" }) store.Save(Run(id), Noon);
        Assert.Equal(["abc", "abcd"], Assert.IsType<RunLookup.Ambiguous>(store.Get("ab")).Ids.ToArray());
        Assert.Equal("abc", Assert.IsType<RunLookup.Found>(store.Get("abc")).Result.RunId);
        Assert.Equal("abcd", Assert.IsType<RunLookup.Found>(store.Get("abcd")).Result.RunId);
        Assert.Equal("zz", Assert.IsType<RunLookup.Unknown>(store.Get("zz")).Prefix);
        Assert.IsType<RunLookup.Unknown>(store.Get("%"));
        Assert.IsType<RunLookup.Unknown>(store.Get("' OR 1=1 --"));
    }

    [Fact]
    public void Only_a_run_named_unambiguously_is_deleted()
    {
        using var store = RunStore.Open(Path);
        foreach (var id in new[] { "aa", "ab" }) store.Save(Run(id), Noon);
        Assert.IsType<RunLookup.Ambiguous>(store.Delete("a"));
        Assert.Equal(2, store.List().Length);
        Assert.IsType<RunLookup.Found>(store.Delete("ab"));
        Assert.Equal("aa", Assert.Single(store.List()).Id);
    }

    [Fact]
    public void Two_runs_are_compared_metric_by_metric()
    {
        var simulated = SampleRun.Full.Systems[0].Simulated!;
        var dearer = SampleRun.Full.Systems[0] with { Simulated = simulated with { Cost = simulated.Cost with { DollarsPerMillionTokens = simulated.Cost.DollarsPerMillionTokens * 1.5 } } };
        using var store = RunStore.Open(Path);
        store.Save(Run("a"), Noon);
        store.Save(Run("b") with { Systems = [dearer, dearer with { Name = "new" }] }, Noon);
        var rows = store.Compare("a", "b").Rows;
        RunDifference Row(string system, string path) => rows.Single(row => row.System == system && row.Metric.Path == path);
        Assert.Equal(0.5, Row("today", "simulated.cost.dollarsPerMillionTokens").RelativeChange!.Value, 12);
        Assert.Equal(0, Row("today", "simulated.ttft.p99Seconds").RelativeChange);
        Assert.Equal((null, null), (Row("new", "simulated.ttft.p99Seconds").A, Row("new", "simulated.ttft.p99Seconds").RelativeChange));
        Assert.Null(Row("budget", "simulated.ttft.p99Seconds").B);
        Assert.DoesNotContain(rows, row => row.System == "single");
    }

    [Fact]
    public void Comparing_with_a_run_that_is_not_there_says_which()
    {
        using var store = RunStore.Open(Path);
        store.Save(Run("a"), Noon);
        var comparison = store.Compare("a", "nope");
        Assert.IsType<RunLookup.Found>(comparison.A);
        Assert.IsType<RunLookup.Unknown>(comparison.B);
        Assert.Empty(comparison.Rows);
    }

    [Fact]
    public void Two_writers_at_once_both_land()
    {
        const int Each = 20;
        using var start = new Barrier(2);
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, writer =>
        {
            start.SignalAndWait(TimeSpan.FromSeconds(5));    // also both create the file
            using var store = RunStore.Open(Path);
            for (var run = 0; run < Each; run++) Assert.True(store.Save(Run($"{writer}-{run}"), Noon));
        });
        using var reader = RunStore.Open(Path);
        Assert.Equal(2 * Each, reader.List().Length);
    }

    [Fact]
    public void A_reader_goes_on_while_another_writes()
    {
        using var store = RunStore.Open(Path);
        store.Save(Run("a"), Noon);
        using var other = new SqliteConnection($"Data Source={Path};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction(deferred: false);
        Assert.Single(store.List());
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        File.WriteAllText(Path, new string('x', 5000));
        var fault = Refused();
        Assert.Equal(RunStoreProblem.Corrupt, fault.Problem);
        Assert.Contains(Path, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Hint);
        Assert.Equal(new string('x', 5000), File.ReadAllText(Path));
    }

    [Fact]
    public void A_database_of_something_else_is_refused_and_left_alone()
    {
        Execute("CREATE TABLE songs (name text)");
        var before = File.ReadAllBytes(Path);
        Assert.Equal(RunStoreProblem.Foreign, Refused().Problem);
        Assert.Equal(before, File.ReadAllBytes(Path));
        Execute("PRAGMA user_version = 1");
        Assert.Equal(RunStoreProblem.Foreign, Refused().Problem);
    }

    [Fact]
    public void A_store_of_a_later_version_is_refused()
    {
        RunStore.Open(Path).Dispose();
        Execute("PRAGMA user_version = 99");
        var fault = Refused();
        Assert.Equal(RunStoreProblem.Newer, fault.Problem);
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_run_is_told_from_a_damaged_file()
    {
        using var store = RunStore.Open(Path);
        store.Save(Run("a"), Noon);
        Execute("UPDATE runs SET result_json_gzip = x'1f8b0800'");
        Assert.Equal(RunStoreProblem.Corrupt, Assert.Throws<RunStoreException>(() => store.Get("a")).Problem);
        Assert.Single(store.List());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_so() =>
        Assert.Equal(RunStoreProblem.Unavailable, Assert.Throws<RunStoreException>(() => RunStore.Open(System.IO.Path.Combine(_folder, "no", "runs.db"))).Problem);

    [Fact]
    public void A_cost_that_is_not_a_number_is_stored_as_none()
    {
        using var store = RunStore.Open(Path);
        var simulated = SampleRun.Full.Systems[0].Simulated!;
        var odd = SampleRun.Full.Systems[0] with { Simulated = simulated with { Cost = simulated.Cost with { DollarsPerMillionTokens = double.NaN } } };
        store.Save(Run("a") with { Systems = [odd] }, Noon);
        Assert.Null(Assert.Single(store.List()).Cheapest);
        Assert.Equal("n/a", Metrics.All.Single(metric => metric.Path == "simulated.cost.dollarsPerMillionTokens").Text(double.NaN));
    }
}
