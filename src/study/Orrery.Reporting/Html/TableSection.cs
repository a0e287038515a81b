using System.Text;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html;

/// <summary>The systems side by side.</summary>
static class TableSection
{
    public static string Write(ComparisonTable table, bool ranges)
    {
        var html = new StringBuilder();
        html.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Systems side by side\"><table>\n<thead><tr><td></td>");
        foreach (var column in table.Columns)
            html.Append($"<th scope=\"col\"{(column.Fits ? "" : " class=\"out\"")}>{Markup.Escape(column.Name)}</th>");
        html.Append("</tr></thead>\n");
        foreach (var group in table.Groups)
        {
            html.Append($"<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\">{Markup.Escape(group.Name)}</th><td colspan=\"{table.Columns.Length}\"></td></tr>\n");
            foreach (var row in group.Rows)
            {
                html.Append($"<tr><th scope=\"row\">{Markup.Escape(row.Label)}</th>");
                foreach (var (at, cell) in row.Cells.Index()) Cell(html, cell, table.Columns[at].Fits);
                html.Append("</tr>\n");
            }

            html.Append("</tbody>\n");
        }

        html.Append("</table></div>\n<p class=\"note\"><span class=\"best\">★</span> marks the best system of a row; token counts are output tokens." + (ranges ? " In brackets: where four in five measured systems would lie; ≈ where nothing of the architecture was measured." : "") + "</p>");
        return Markup.Section("comparison", "Side by side", html.ToString());
    }

    static void Cell(StringBuilder html, ComparisonCell cell, bool fits)
    {
        var classes = string.Join(' ', new[] { cell.Best ? "best" : "", cell.Value is null ? "words" : "", fits ? "" : "out" }.Where(name => name.Length > 0));
        html.Append(classes.Length > 0 ? $"<td class=\"{classes}\">" : "<td>");
        html.Append(cell.Mark switch
        {
            CellMark.Met => "<span class=\"mark met\" role=\"img\" aria-label=\"met\">✓</span> ",
            CellMark.Missed => "<span class=\"mark missed\" role=\"img\" aria-label=\"missed\">✗</span> ",
            _ => "",
        });
        html.Append(Markup.Escape(cell.Text));
        if (cell.Best) html.Append("<span class=\"star\" role=\"img\" aria-label=\"best\"> ★</span>");
        html.Append("</td>");
    }
}
