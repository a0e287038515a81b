using System.Text.RegularExpressions;

namespace Orrery.Cli.Tests;

/// <summary>What a document shows of a table is what the command above it prints: its rows, if not its figures, which follow the catalog.</summary>
public sealed partial class DocumentedSampleTests
{
    [Theory]
    [InlineData("run.md", "run examples/small-model.yaml", " --requests 20 --no-store --no-html", 1)]
    [InlineData("evaluate.md", "evaluate --model llama-3.3-70b --accelerator h100-sxm --count 8 --batch 64 --isl 2048", "", 1)]
    [InlineData("evaluate.md", "evaluate --model llama-3.1-8b --accelerator h100-sxm --phase decode --batch 1,8,64,256", "", 3)]
    [InlineData("catalog.md", "catalog list accelerators", "", 2)]
    [InlineData("catalog.md", "catalog show memories/hbf-stack", "", 1)]
    [InlineData("show.md", "show examples/small-model.yaml", "", 1)]
    public void A_sample_has_the_rows_that_are_printed(string page, string command, string also, int cells)
    {
        var text = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "verbs", page));
        var from = text.IndexOf("```text\n", text.IndexOf("orrery " + command + "\n", StringComparison.Ordinal), StringComparison.Ordinal) + "```text\n".Length;
        var shown = text[from..text.IndexOf("```", from, StringComparison.Ordinal)].Split("…\n")[0];
        using var shell = new Shell();
        var outcome = shell.Run(command.Replace("examples/", Path.Combine(Testing.Repository.Root, "examples") + "/", StringComparison.Ordinal) + also);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var rows = Rows(shown, cells);
        Assert.Equal(rows, Rows(outcome.Output, cells).Take(rows.Length));
        Assert.NotEmpty(rows);
    }

    static string[] Rows(string text, int cells) =>
        [.. text.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => string.Join(" | ", Gap().Split(line.Trim()).Take(cells)))];

    [GeneratedRegex("(?: {2,}|: )")]
    private static partial Regex Gap();
}
