using Orrery.Evaluation;

namespace Orrery.Reporting.Html;

/// <summary>The numbers that rest on assumptions, and the systems behind which they stand.</summary>
static class AssumptionsSection
{
    public static string Write(RunResult run)
    {
        var uses = run.Systems.SelectMany(system => system.Assumptions.Select(text => (Text: text, System: system.Name))).GroupBy(use => use.Text, use => use.System).ToList();
        if (uses.Count == 0) return "";
        var items = uses.Select(use => $"<li>{Markup.Escape(use.Key)} <span class=\"quiet\">({Markup.Escape(string.Join(", ", use.Distinct()))})</span></li>\n");
        return Markup.Section("assumptions", "What rests on assumptions", $"<ul class=\"assumptions\">\n{string.Concat(items)}</ul>");
    }
}
