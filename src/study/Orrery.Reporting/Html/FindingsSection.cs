using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Html;

/// <summary>What it means, in plain words: the run's findings, then each system's.</summary>
static class FindingsSection
{
    public static string Write(RunResult run)
    {
        var all = run.Systems.Select(system => (Name: (string?)system.Name, system.Findings)).Prepend((null, run.Findings));
        return Markup.Section("findings", "What it means", string.Concat(all.Select(part => List(part.Item1, part.Item2))));
    }

    static string List(string? system, ImmutableArray<Finding> findings)
    {
        if (findings.Length == 0) return "";
        var heading = system is null ? "" : $"<h3>{Markup.Escape(system)}</h3>\n";
        // The worst first.
        var items = findings.OrderByDescending(finding => finding.Level).Select(finding =>
            $"<li class=\"{Class(finding.Level)}\"><span class=\"level\">{finding.Level}</span> {Markup.Escape(finding.Text)}</li>\n");
        return $"{heading}<ul class=\"findings\">\n{string.Concat(items)}</ul>\n";
    }

    static string Class(FindingLevel level) => level switch
    {
        FindingLevel.Problem => "problem",
        FindingLevel.Warning => "warning",
        _ => "hint",
    };
}
