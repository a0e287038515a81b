using System.Text;
using Orrery.Evaluation;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html;

/// <summary>What each tenant sees and owes, system by system.</summary>
static class TenantsSection
{
    public static string Write(RunResult run) => Markup.Section("tenants", "Tenants", string.Concat(run.Systems.Select(One)));

    static string One(SystemResult system)
    {
        if (TenantTable.From(system) is not { } table) return "";
        var name = Markup.Escape(system.Name);
        var html = new StringBuilder();
        html.Append($"<h3>{name}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Tenants of {name}\"><table>\n<thead><tr>");
        foreach (var column in table.Columns) html.Append($"<th scope=\"col\">{Markup.Escape(column)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append($"<tr><th scope=\"row\">{Markup.Escape(row[0])}</th>");
            foreach (var cell in row.Skip(1)) html.Append($"<td>{Markup.Escape(cell)}</td>");
            html.Append("</tr>\n");
        }
        html.Append($"</tbody></table></div>\n<p class=\"note\">{Markup.Escape(table.Note)}</p>\n");
        return html.ToString();
    }
}
