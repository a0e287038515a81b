using System.Reflection;
using System.Text;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html;

/// <summary>The report of a run as one page: no scripts, no requests, light and dark, fit for print.</summary>
public static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Write(RunResult run)
    {
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Markup.Escape(run.Scenario)} · Orrery</title>
            <style>
            {Palette.Css}
            {Style()}
            </style>
            </head>
            <body>
            <header>
            <h1>{Markup.Escape(run.Scenario)}</h1>
            <p class="facts">{Markup.Escape(Facts(run))}</p>
            </header>
            <main>
            {AnswerSection.Write(run)}
            {TableSection.Write(ComparisonTable.From(run))}
            {TenantsSection.Write(run)}
            {FindingsSection.Write(run)}
            {ChartsSection.Write(run)}
            {AssumptionsSection.Write(run)}
            </main>
            {Footer(run)}
            </body>
            </html>

            """);
        return page.ToString();
    }

    static string Facts(RunResult run) => string.Join(" · ", new[]
    {
        run.Traffic,
        run.Objectives.Length > 0 ? string.Join(", ", run.Objectives) : "no objectives",
        run.Grid,
    });

    static string Footer(RunResult run) => $"""
        <footer>
        <p>Made by Orrery {Markup.Escape(run.ProductVersion)} from the scenario “{Markup.Escape(run.Scenario)}” (SHA-256 <code>{Markup.Escape(Short(run.ScenarioHash))}</code>) with seed {run.Seed}. Run <code>{Markup.Escape(run.RunId)}</code>.</p>
        <p>The same scenario, seed and version give the same numbers: <code>orrery run SCENARIO --seed {run.Seed}</code></p>
        </footer>
        """;

    static string Short(string hash) => hash.Length > 16 ? hash[..16] : hash;

    static string Style()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
