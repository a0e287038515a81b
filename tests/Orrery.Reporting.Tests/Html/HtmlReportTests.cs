using System.Text.RegularExpressions;
using System.Xml.Linq;
using Orrery.Evaluation;
using Orrery.Reporting.Html;
using Orrery.Reporting.Tests.Svg;

namespace Orrery.Reporting.Tests.Html;

public partial class HtmlReportTests
{
    static readonly string Page = HtmlReport.Write(SampleRun.Full);

    public HtmlReportTests() =>
        // For eyes: open it after the tests.
        File.WriteAllText(Path.Combine(Orrery.Testing.Repository.Root, "artifacts", "sample-report.html"), Page);

    /// <summary>The page as XML: what the writer makes is well formed but for the doctype and the void elements.</summary>
    static XElement Parse(string page) =>
        XDocument.Parse(Void().Replace(page.Replace("<!DOCTYPE html>", ""), "<$1/>")).Root!;

    [Fact]
    public void The_page_is_well_formed() => Assert.Equal("html", Parse(Page).Name.LocalName);

    [Fact]
    public void The_page_asks_nothing_of_the_network_and_runs_nothing()
    {
        var root = Parse(Page);
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "image" or "use");
        Assert.DoesNotContain(root.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain("url(", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_unique_and_labels_find_them()
    {
        var root = Parse(Page);
        var ids = root.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(root.Descendants().Attributes("aria-labelledby"), label => Assert.Contains(label.Value, ids));
    }

    [Fact]
    public void Names_from_the_scenario_stay_text()
    {
        const string Nasty = "<img src=x onerror=alert(1)> & \"co\" 'd'\u0002";
        var system = SampleRun.Full.Systems[0];
        var run = SampleRun.Full with
        {
            Scenario = Nasty,
            Traffic = Nasty,
            Objectives = [Nasty],
            Grid = Nasty,
            ProductVersion = Nasty,
            RunId = Nasty,
            Findings = [new(FindingLevel.Hint, "x", Nasty)],
            Systems =
            [
                system with
                {
                    Name = Nasty, Accelerator = Nasty, Model = Nasty, Parallelism = Nasty, Precision = Nasty, Bottleneck = Nasty, Assumptions = [Nasty],
                    Memory = [system.Memory[0] with { Name = Nasty }],
                    Analytic = system.Analytic! with { DecodeOperators = [system.Analytic.DecodeOperators[0] with { Name = Nasty, Bound = Nasty }], Roofline = new([new(Nasty, 1e12)], [new(Nasty, 1e12)]) },
                    Findings = [new(FindingLevel.Hint, "x", Nasty)],
                },
                SampleRun.Full.Systems[1],
            ],
        };
        Assert.DoesNotContain(Parse(HtmlReport.Write(run)).Descendants(), element => element.Name.LocalName is "img" or "co");
    }

    [Fact]
    public void A_system_that_does_not_fit_is_told_with_its_shortfall_and_has_no_number()
    {
        var root = Parse(Page);
        Assert.Contains(root.Descendants("p"), paragraph => paragraph.Value.Contains("single cannot hold the model: 25.9 GB are missing", StringComparison.Ordinal));
        Assert.All(
            root.Descendants("section").Single(section => section.Attribute("id")!.Value == "comparison").Descendants("tbody").Where(body => body.Descendants("th").First().Value is not ("System" or "Memory")).Descendants("tr").Skip(1),
            row => Assert.True(row.Elements("td").Count() == 1 || row.Elements("td").Last().Value == "–"));
    }

    [Fact]
    public void Tenants_are_told_with_the_largest_bill_first()
    {
        var rows = Parse(Page).Descendants("section").Single(section => section.Attribute("id")!.Value == "tenants").Descendants("tbody").Descendants("tr").ToList();
        Assert.Equal(["batch", "chat & code"], rows.Take(2).Select(row => row.Element("th")!.Value));
        Assert.Contains(rows[0].Elements("td"), cell => cell.Value == "$5.55");
    }

    [Fact]
    public void All_charts_are_there()
    {
        var charts = Parse(Page).Descendants().Where(element => element.Name.LocalName == "svg").ToList();
        // 3 footprints, 3 latencies, 2 curves, 2 of memory, 2 of operators, a roofline for each system that runs, 2 of intensity, 4 of sessions, 4 over time.
        Assert.Equal(3 + 3 + 2 + 2 + 2 + 3 + 2 + 4 + 4, charts.Count);
        Assert.All(charts, chart => Assert.Equal("img", chart.Attribute("role")!.Value));
    }

    [Fact]
    public void No_text_of_a_chart_leaves_its_picture()
    {
        foreach (var chart in Parse(Page).Descendants().Where(element => element.Name.LocalName == "svg"))
            foreach (var text in chart.Descendants().Where(element => element.Name.LocalName == "text" && element.Attribute("transform") is null))
            {
                var (x, width) = (text.Number("x"), text.Value.Length * (text.Attribute("class")?.Value == "title" ? 8.2 : 6.9));
                var left = text.Attribute("text-anchor")?.Value switch { "middle" => x - width / 2, "end" => x - width, _ => x };
                Assert.True(left >= -1 && left + width <= 561, $"'{text.Value}' reaches from {left} to {left + width}");
            }
    }

    [Fact]
    public void The_page_says_how_to_get_it_again()
    {
        Assert.Contains("--seed 1", Page, StringComparison.Ordinal);
        Assert.Contains(SampleRun.Full.RunId, Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_and_empty_runs_make_a_page_all_the_same()
    {
        var simulated = SampleRun.Full.Systems[0].Simulated!;
        var odd = SampleRun.Full.Systems[0] with
        {
            Simulated = simulated with
            {
                Cost = simulated.Cost with { DollarsPerMillionTokens = double.NaN, DollarsPerHour = 0 },
                Energy = new(double.NaN, double.NaN, double.PositiveInfinity, double.NaN, double.NaN, double.NaN, 0),
                Carbon = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, []),
                E2e = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 0),
                Distributions = [],
                Timeline = [],
            },
        };
        foreach (var run in new[] { SampleRun.Full with { Systems = [odd] }, SampleRun.Full with { Systems = [SampleRun.Full.Systems[3]] }, SampleRun.Full with { Systems = [], Findings = [], Objectives = [] } })
        {
            var page = HtmlReport.Write(run);
            Parse(page);
            Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("<(meta[^>]*)>", RegexOptions.None, 1000)]
    private static partial Regex Void();
}
