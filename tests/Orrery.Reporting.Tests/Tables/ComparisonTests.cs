using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orrery.Evaluation;
using Orrery.Reporting.Json;
using Orrery.Reporting.Tables;
using Orrery.Reporting.Tests.Json;

namespace Orrery.Reporting.Tests.Tables;

public class ComparisonTests
{
    static readonly ComparisonTable Table = ComparisonTable.From(SampleRun.Full);

    static ComparisonRow Row(ComparisonTable table, string label) => table.Groups.SelectMany(group => group.Rows).Single(row => row.Label == label);

    static RunResult With(Func<SystemResult, SystemResult> change) => SampleRun.Full with { Systems = [.. SampleRun.Full.Systems.Select(change)] };

    [Fact]
    public void Every_metric_reads_the_field_that_its_path_names()
    {
        using var stream = new MemoryStream();
        RunResultJson.Write(SampleRun.Full, stream);
        var systems = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("systems");
        foreach (var metric in Metrics.All)
            for (var at = 0; at < SampleRun.Full.Systems.Length; at++)
                Assert.Equal(JsonPaths.At(systems[at], metric.Path)?.GetDouble(), metric.Of(SampleRun.Full.Systems[at]));
    }

    [Fact]
    public void No_metric_stands_twice() => Assert.Equal(Metrics.All.Length, Metrics.All.Select(metric => metric.Path).Distinct().Count());

    [Fact]
    public void Every_row_has_a_cell_for_every_system() =>
        Assert.All(Table.Groups.SelectMany(group => group.Rows), row => Assert.Equal(4, row.Cells.Length));

    [Fact]
    public void The_best_cell_is_the_least_latency_and_the_most_throughput()
    {
        Assert.Equal([true, false, false, false], Row(Table, "Time to first token, p99").Cells.Select(cell => cell.Best));
        Assert.Equal([false, true, false, false], Row(Table, "Output per device").Cells.Select(cell => cell.Best));
    }

    [Fact]
    public void Nothing_is_best_where_all_are_level_or_only_one_is_known()
    {
        Assert.DoesNotContain(Row(Table, "Requests finished").Cells, cell => cell.Best);
        var alone = ComparisonTable.From(SampleRun.Full with { Systems = [SampleRun.Full.Systems[0], SampleRun.Full.Systems[3]] });
        Assert.DoesNotContain(alone.Groups.SelectMany(group => group.Rows).SelectMany(row => row.Cells), cell => cell.Best);
    }

    [Fact]
    public void Cells_that_read_the_same_are_equally_good()
    {
        var run = With(system => system.Name == "tomorrow-hbf"
            ? system with { Simulated = system.Simulated! with { Ttft = SampleRun.Full.Systems[0].Simulated!.Ttft with { P99Seconds = SampleRun.Full.Systems[0].Simulated!.Ttft.P99Seconds * 1.00001 } } }
            : system);
        Assert.Equal([true, true, false, false], Row(ComparisonTable.From(run), "Time to first token, p99").Cells.Select(cell => cell.Best));
    }

    [Fact]
    public void A_system_that_does_not_fit_shows_its_shortfall_and_no_number()
    {
        var cell = Row(Table, "Fits").Cells[3];
        Assert.Equal(("no, 25.9 GB short per device", CellMark.Missed), (cell.Text, cell.Mark));
        Assert.All(Table.Groups.Where(group => group.Name is not ("System" or "Memory")).SelectMany(group => group.Rows), row => Assert.Equal("–", row.Cells[3].Text));
    }

    [Fact]
    public void Objectives_are_marked_met_or_missed() =>
        Assert.Equal([CellMark.Met, CellMark.Met, CellMark.Missed, CellMark.None], Row(Table, "ttft-p99 ≤ 2 s").Cells.Select(cell => cell.Mark));

    [Fact]
    public void A_number_that_is_not_finite_is_never_best()
    {
        var run = With(system => system.Name == "today" ? system with { Simulated = system.Simulated! with { Cost = system.Simulated.Cost with { DollarsPerMillionTokens = double.NaN } } } : system);
        var cells = Row(ComparisonTable.From(run), "Per million output tokens").Cells;
        Assert.Equal(("n/a", false), (cells[0].Text, cells[0].Best));
        Assert.True(cells[1].Best);
        Assert.Equal("tomorrow-hbf", Verdict.Of(run).Cheapest!.Name);
    }

    [Theory]
    [InlineData(FigureKind.Seconds, 0.0482, "48.2 ms")]
    [InlineData(FigureKind.Seconds, 0, "0 s")]
    [InlineData(FigureKind.Seconds, 61.3, "61.3 s")]
    [InlineData(FigureKind.Seconds, 1787, "29.8 min")]
    [InlineData(FigureKind.Seconds, 9000, "2.5 h")]
    [InlineData(FigureKind.Share, 0.4312, "43.1 %")]
    [InlineData(FigureKind.TokensPerSecond, 12345, "12.3 k tok/s")]
    [InlineData(FigureKind.TokensPerSecond, 0.5, "0.5 tok/s")]
    [InlineData(FigureKind.TokensPerSecond, 999.7, "1,000 tok/s")]
    [InlineData(FigureKind.Watts, 5640, "5.64 kW")]
    [InlineData(FigureKind.Joules, 0.82, "0.82 J")]
    [InlineData(FigureKind.Joules, 0.0034, "3.4 mJ")]
    [InlineData(FigureKind.Dollars, 1.1, "$1.10")]
    [InlineData(FigureKind.Dollars, 0.0123, "$0.0123")]
    [InlineData(FigureKind.Dollars, 12345, "$12,345")]
    [InlineData(FigureKind.Grams, 1830, "1.83 kg")]
    [InlineData(FigureKind.Count, 19366, "19,366")]
    [InlineData(FigureKind.Bytes, 4.096e12, "4.1 TB")]
    [InlineData(FigureKind.Count, double.NaN, "n/a")]
    public void Numbers_read_as_people_write_them(FigureKind kind, double value, string text) => Assert.Equal(text, FigureText.Format(kind, value));

    [Fact]
    public void Ranges_stand_beside_numbers_marked_where_they_are_a_guess_and_left_out_where_the_traffic_decides()
    {
        Assert.EndsWith(" ms (15–30 ms)", Row(Table, "Time per output token, mean").Cells[0].Text, StringComparison.Ordinal);
        Assert.EndsWith(" (≈ 15–30 ms)", Row(Table, "Time per output token, mean").Cells[2].Text, StringComparison.Ordinal);
        Assert.EndsWith(" (500 ms–3 s)", Row(Table, "Time to first token, p99").Cells[0].Text, StringComparison.Ordinal);
        Assert.EndsWith(" (1.2 k–2.4 k tok/s)", Row(Table, "Output").Cells[0].Text, StringComparison.Ordinal);
        Assert.EndsWith(" (set by the traffic)", Row(Table, "Output").Cells[2].Text, StringComparison.Ordinal);
        Assert.EndsWith(" ($0.50–$1.10)", Row(Table, "Per million output tokens").Cells[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("(", Row(Table, "Time per output token, p90").Cells[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verdict_is_among_systems_that_meet_the_objectives()
    {
        var verdict = Verdict.Of(SampleRun.Full);
        Assert.Equal(["today", "tomorrow-hbf"], verdict.Candidates.Select(system => system.Name));
        Assert.Equal(("tomorrow-hbf", "today", "tomorrow-hbf"), (verdict.Cheapest!.Name, verdict.Fastest!.Name, verdict.LeastCarbon!.Name));
        Assert.StartsWith("2 of 4 systems meet both objectives: “today” and “tomorrow-hbf”. The model does not fit “single”.", verdict.Text, StringComparison.Ordinal);
        Assert.Contains("“tomorrow-hbf” is the cheapest at $1.16 per million output tokens, 66 % less than “today”, which this model does not tell apart.", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cheaper_system_that_misses_an_objective_is_not_the_answer()
    {
        var run = With(system => system.Name == "budget" ? system with { Simulated = system.Simulated! with { Cost = system.Simulated.Cost with { DollarsPerMillionTokens = 0.01 } } } : system);
        Assert.Equal("tomorrow-hbf", Verdict.Of(run).Cheapest!.Name);
    }

    [Fact]
    public void The_verdict_says_so_when_nothing_meets_the_objectives_or_nothing_fits()
    {
        var missed = Verdict.Of(SampleRun.Full with { Systems = [SampleRun.Full.Systems[2]] });
        Assert.False(missed.ObjectivesMet);
        Assert.StartsWith("No system meets both objectives", missed.Text, StringComparison.Ordinal);
        var unfit = Verdict.Of(SampleRun.Full with { Systems = [SampleRun.Full.Systems[3]] });
        Assert.Equal((null, "The system cannot serve this traffic."), (unfit.Cheapest, unfit.Text));
    }

    [Fact]
    public void A_system_that_turns_requests_away_does_not_meet_the_objectives()
    {
        var run = With(system => system.Simulated is null ? system : system with { Simulated = system.Simulated with { Requests = system.Simulated.Requests with { Rejected = system.Name == "today" ? 0 : 5 } } });
        Assert.Equal(["today"], Verdict.Of(run).Candidates.Select(system => system.Name));
    }

    [Fact]
    public void A_best_cell_is_never_beaten() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(5UL, 7UL), Prop.ForAll<NormalFloat[]>(costs =>
        {
            var template = SampleRun.Full.Systems[0];
            var run = SampleRun.Full with
            {
                Systems = [.. costs.Select(cost => template with { Simulated = template.Simulated! with { Cost = template.Simulated.Cost with { DollarsPerMillionTokens = Math.Abs(cost.Get) } } })],
            };
            var cells = ComparisonTable.From(run).Groups.SelectMany(group => group.Rows).SingleOrDefault(row => row.Label == "Per million output tokens")?.Cells ?? ImmutableArray<ComparisonCell>.Empty;
            var least = cells.Min(cell => cell.Value);
            return cells.Where(cell => cell.Best).All(cell => cell.Text.Split(' ')[0] == FigureText.Format(FigureKind.Dollars, least!.Value));
        }));
}
