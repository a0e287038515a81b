using System.Text.Json;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class ValidatorTests
{
    static readonly Lazy<ValidationReport> Published = new(() => Validator.OfPublished(Catalogs.Systems()));

    [Fact]
    public void The_figures_that_come_with_the_program_are_all_predicted()
    {
        Assert.Empty(Published.Value.Unmapped.Where(rows => !rows.Reason.StartsWith("the measured number", StringComparison.Ordinal)));
        Assert.Equal(["aic_silicon_e2e", "llm_inference_bench_all", "splitwise_perf_model"], Published.Value.Points.Select(point => point.Set).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Json_holds_every_point_and_every_statistic()
    {
        using var text = new StringWriter();
        ValidationJson.Write(Published.Value, text);
        using var json = JsonDocument.Parse(text.ToString());

        Assert.Equal(Published.Value.Points.Length, json.RootElement.GetProperty("points").GetArrayLength());
        Assert.Equal(Published.Value.Totals.Length + Published.Value.Splits().Count(), json.RootElement.GetProperty("statistics").GetArrayLength());
        Assert.Equal(ValidationTargets.Of(Published.Value).Length, json.RootElement.GetProperty("targets").GetArrayLength());
    }

    [Fact]
    public void The_page_draws_a_chart_for_each_kind_of_number()
    {
        var page = ValidationPage.Write(Published.Value);
        Assert.Equal(Published.Value.Totals.Length, page.Split("<svg").Length - 1);
    }

    [Fact]
    public void A_folder_without_known_files_is_refused_and_each_of_them_named_once()
    {
        var hint = Assert.Throws<EvidenceException>(() => Validator.OfFolder(_ => null, Catalogs.Systems())).Hint!;
        Assert.Contains("aic_silicon_e2e.csv", hint, StringComparison.Ordinal);
        Assert.Equal(2, hint.Split("aic_comm.csv").Length);
    }

    [NeedsSharedFact("measured/aic_silicon_e2e.csv")]
    public void Every_row_is_predicted_or_counted_with_a_reason()
    {
        foreach (var set in Validator.Sets)
        {
            var table = MeasuredTable.Read(set.File, Catalogs.Measured(set.File)!, [.. set.Columns]);
            var findings = new EvidenceFindings(set.Name);
            set.Predict(table, Catalogs.Systems(), findings);
            // Repeats of one configuration are one point.
            var unmapped = findings.Unmapped.Sum(rows => rows.Rows);
            Assert.InRange(unmapped, 0, table.Rows.Count);
            if (set.Name.StartsWith("aic_", StringComparison.Ordinal) && set.Name is not ("aic_silicon_e2e" or "aic_deepep")) Assert.Equal(table.Rows.Count, findings.Points.Count + unmapped);
            if (set.Name is "aic_silicon_e2e" or "aic_deepep") Assert.Equal(table.Rows.Count, findings.Points.Count / 2 + unmapped);
            if (set.Name == "llm_inference_bench_all") Assert.Equal(table.Rows.Count, findings.Points.Count + unmapped);
        }
    }
}
