using System.Text;

namespace Orrery.Benchmarks.Stacks;

/// <summary>What a command prints, and puts between two marks of the documentation where it is asked to.</summary>
sealed class Document
{
    readonly StringBuilder _text = new();

    public void Line(string text = "")
    {
        Console.WriteLine(text);
        _text.Append(text).Append('\n');
    }

    public void Row(params IEnumerable<string> cells) => Line($"| {string.Join(" | ", cells)} |");

    public void Head(params string[] cells)
    {
        Row(cells);
        Row(cells.Select((_, i) => i == 0 ? "---" : "---:"));
    }

    /// <summary>Replaces what stands between the marks of a name in <c>docs/concurrency.md</c>.</summary>
    public void WriteTo(string name)
    {
        var path = Path.Combine(Root(), "docs", "concurrency.md");
        var page = File.ReadAllText(path);
        var (begin, end) = ($"<!-- {name}: begin -->\n", $"<!-- {name}: end -->");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal) + begin.Length, page.IndexOf(end, StringComparison.Ordinal));
        if (!page.Contains(begin, StringComparison.Ordinal) || to < from) throw new InvalidOperationException($"{path} has no marks of {name}.");
        File.WriteAllText(path, string.Concat(page.AsSpan(0, from), _text.ToString(), page.AsSpan(to)));
    }

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orrery.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Orrery.slnx is in no folder above the benchmarks.");
    }
}
