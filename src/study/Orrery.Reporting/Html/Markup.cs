using System.Collections.Immutable;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Html;

/// <summary>Small pieces of markup.</summary>
static class Markup
{
    /// <summary>Text as text and as the value of an attribute.</summary>
    public static string Escape(string text) => SvgText.Escape(text);

    /// <summary>A section with a heading; nothing where it has no content.</summary>
    public static string Section(string id, string heading, string content) => content.Length == 0 ? "" : $"""
        <section id="{id}" aria-labelledby="{id}-heading">
        <h2 id="{id}-heading">{Escape(heading)}</h2>
        {content}
        </section>
        """;

    /// <summary>Charts in a grid of as many columns as there is room for.</summary>
    public static string Grid(IEnumerable<string> charts) => charts.ToImmutableArray() is { Length: > 0 } all
        ? $"<div class=\"charts\">\n{string.Concat(all.Select(chart => $"<figure>\n{chart}</figure>\n"))}</div>"
        : "";
}
