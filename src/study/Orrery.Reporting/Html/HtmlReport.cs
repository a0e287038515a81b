using Orrery.Evaluation;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html;

/// <summary>The report of a run as one page: no scripts, no requests, light and dark, fit for print.</summary>
public static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Write(RunResult run) => PageFrame.Write(run.Scenario, Facts(run), $"""
        {AnswerSection.Write(run)}
        {TableSection.Write(ComparisonTable.From(run), ranges: run.Systems.Any(system => system.Simulated?.Ranges is not null))}
        {TenantsSection.Write(run)}
        {FindingsSection.Write(run)}
        {ChartsSection.Write(run)}
        {MakingSection.Write(run)}
        {AssumptionsSection.Write(run)}
        """, Footer(run));

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
}
