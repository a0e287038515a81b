using System.Text;

namespace Orrery.Scenarios;

/// <summary>Writes the documentation page of every diagnostic.</summary>
public static class DiagnosticsPage
{
    static readonly (char Range, string Title)[] Ranges =
        [('0', "Text and structure"), ('1', "Hardware"), ('2', "Models"), ('3', "Traffic"), ('4', "Serving and operation")];

    /// <summary>The page in Markdown.</summary>
    public static string Write()
    {
        var page = new StringBuilder("""
            # Diagnostics

            What Orrery says about scenarios and catalogs, as `file(line,column): error ID: message`, with a hint where one helps.
            All problems of a file are reported at once. Problems of traces, ORR31xx, are explained in [traces.md](traces.md). This page is written from the table in the code that the messages come from.

            """);
        foreach (var (range, title) in Ranges)
        {
            page.Append($"\n## {title}\n\n| id | says | why | what to do |\n|---|---|---|---|\n");
            foreach (var rule in DiagnosticRules.All)
                if (rule.Id[3] == range) page.Append($"| <a id=\"{rule.Id.ToLowerInvariant()}\"></a>{rule.Id} | {rule.Title} | {rule.Cause} | {rule.Fix} |\n");
        }
        return page.ToString();
    }
}
