using System.Text.Json;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class EngineRunsTests
{
    const string Profiles = "measured/" + EngineRuns.Profiles;

    [Fact]
    public void Without_a_folder_the_roofline_is_what_can_be_said()
    {
        var (rows, without) = new EngineRuns(Catalogs.Systems(), null, null).Evaluate();
        Assert.Empty(without);
        Assert.Single(rows.Select(static row => row.Run).Distinct());
        Assert.All(rows, static row => Assert.True(row.Holds != false, $"{row}: {row.Error:P2}"));
    }

    [NeedsSharedFact(Profiles)]
    public void Every_run_that_was_measured_is_within_its_bounds_and_every_other_is_said_not_to_be()
    {
        var measured = Path.Combine(Repository.Shared!, "measured");
        var (rows, without) = new EngineRuns(Catalogs.Systems(), measured, Path.Combine(Repository.Shared!, "traces")).Evaluate();
        Assert.Empty(without);
        Assert.Equal(EngineRun.All.Length, rows.Select(static row => row.Run).Distinct().Count());
        Assert.All(rows, static row => Assert.True(row.Holds != false, $"{row}: {row.Error:P2}"));
        Assert.Equal(4 * 15, rows.Count(static row => row.Source.StartsWith("vLLM", StringComparison.Ordinal)));
        Assert.Equal(2 * 15, rows.Count(static row => row.Word == "not measured here"));

        var report = Validator.OfFolder(static _ => null, Catalogs.Systems(), runs: new(Catalogs.Systems(), measured, "nowhere"));
        Assert.Equal(6, report.Unmapped.Sum(static u => u.Rows)); // all but the one that draws its arrivals
        using var text = new StringWriter();
        ValidationJson.Write(report, text);
        using var json = JsonDocument.Parse(text.ToString());
        Assert.Equal(report.Runs.Length, json.RootElement.GetProperty("runs").GetArrayLength());
    }
}
