using System.Text;

namespace Orrery.Scenarios;

/// <summary>Writes the documentation page of every key of a scenario, from the same tables of keys that read them.</summary>
public static class KeysPage
{
    /// <summary>The page in Markdown.</summary>
    public static string Write()
    {
        var page = new StringBuilder("""
            # Keys of a scenario

            Every key, what it takes and its default; mappings in the order in which they are first named.
            Where a mapping may be an entry of the catalog, `base: NAME` beside some keys takes the rest from that entry.

            """);
        var queue = new Queue<KeyTable>([ScenarioKeys.Table]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { ScenarioKeys.Table.Name };
        while (queue.TryDequeue(out var table))
        {
            page.Append($"\n## {table.Name}\n\n{table.Description}\n\n| key | takes | default | meaning |\n|---|---|---|---|\n");
            foreach (var key in table.Keys)
            {
                page.Append($"| `{key.Name}` | {Takes(key.Shape)} | {(key.IsRequired ? "required" : key.DefaultText is { Length: > 0 } text ? text : "–")} | {key.Description} |\n");
                foreach (var next in key.Shape.Tables)
                    if (seen.Add(next.Name)) queue.Enqueue(next);
            }
        }
        return page.ToString();
    }

    static string Takes(Shape shape)
    {
        var tables = string.Join(", ", shape.Tables.Select(t => $"[{t.Name}](#{t.Name})"));
        return tables.Length == 0 ? shape.Words.Replace("|", "\\|") : $"{shape.Words.Replace("|", "\\|")}: {tables}";
    }
}
