using System.Globalization;
using System.Net;
using System.Text;
using Orrery.Reporting.Html;
using Orrery.Reporting.Svg;

namespace Orrery.Evidence;

/// <summary>Published figures beside ours as one page.</summary>
public static class ReproductionPage
{
    /// <summary>The page.</summary>
    public static string Write(Reproduction reproduction)
    {
        var main = new StringBuilder();
        main.Append("<p class=\"answer\">").Append(Escape(reproduction.Summary)).Append(".</p>\n");
        main.Append("<p class=\"note\">Published values stand as they were published. Ours are computed by the models, but for those that say otherwise: an input read back from the catalog, fitted to the figure, or arithmetic of the publication’s own figures. Those can agree; only a computed figure is reproduced: the same to the published digits or within 1 %.</p>\n");
        foreach (var publication in reproduction.Publications) Section(main, publication);
        return PageFrame.Write("Published figures beside ours", $"{reproduction.Figures.Count()} figures of {reproduction.Publications.Length} publications", main.ToString(),
            "<footer><p>The same catalog and version give the same figures: <code>orrery reproduce --all</code></p></footer>");
    }

    /// <summary>A verdict in words.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "reproduced",
        Verdict.Within => "within their tolerance",
        Verdict.Missed => "missed",
        Verdict.Agrees => "agree",
        Verdict.NotReproducible => "not reproducible",
        _ => "for information",
    };

    static void Section(StringBuilder main, PublicationFigures of)
    {
        var id = Escape(of.Publication.Id);
        main.Append($"<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{Escape(of.Publication.Title)}</h2>\n<p class=\"note\">{Escape(of.Publication.Citation)}</p>\n");
        main.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures\"><table>\n<thead><tr><td>Of</td><th scope=\"col\">Published</th><th scope=\"col\">Ours</th><th scope=\"col\">Difference</th><th scope=\"col\">Basis</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n");
        foreach (var f in of.Figures)
        {
            var place = string.Join(", ", new[] { f.Id, f.Place }.Where(text => text.Length > 0));
            main.Append($"<tr><th scope=\"row\">{Escape(f.Input)} <span class=\"quiet\">({Escape(place)})</span></th><td>{Escape(f.PublishedText)}</td><td>{Escape(f.OursText)}</td>");
            main.Append(f.Difference is { } difference ? string.Create(CultureInfo.InvariantCulture, $"<td>{100 * difference:+0.0;-0.0;0.0} %</td>") : "<td>–</td>");
            main.Append($"<td class=\"words\">{f.BasisText}</td><td class=\"words\">{Mark(f)}{Escape(f.Word)}{(f.Why is { } why ? $"<br><span class=\"quiet\">{Escape(why)}</span>" : "")}</td></tr>\n");
        }

        main.Append("</tbody></table></div>\n");
        foreach (var chart in of.Charts) main.Append("<figure>\n").Append(XyChartSvg.Draw(chart, standalone: false)).Append("</figure>\n");
        main.Append("</section>\n");
    }

    static string Mark(ReproducedFigure figure) => figure.Verdict switch
    {
        Verdict.Reproduced or Verdict.Within => "<span class=\"mark met\" aria-hidden=\"true\">✓</span> ",
        Verdict.Missed => "<span class=\"mark missed\" aria-hidden=\"true\">✗</span> ",
        _ => "",
    };

    static string Escape(string text) => WebUtility.HtmlEncode(text);
}
