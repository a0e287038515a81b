using System.Reflection;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Html;

/// <summary>What every page is in: head, style, title and facts, content, foot. No scripts, no requests, light and dark, fit for print.</summary>
public static class PageFrame
{
    /// <summary>The page.</summary>
    /// <param name="title">Its title, as text.</param>
    /// <param name="facts">The line under it, as text.</param>
    /// <param name="main">The content, as markup.</param>
    /// <param name="footer">The foot, as markup.</param>
    public static string Write(string title, string facts, string main, string footer) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Markup.Escape(title)} · Orrery</title>
        <style>
        {Palette.Css}
        {Style()}
        </style>
        </head>
        <body>
        <header>
        <h1>{Markup.Escape(title)}</h1>
        <p class="facts">{Markup.Escape(facts)}</p>
        </header>
        <main>
        {main}
        </main>
        {footer}
        </body>
        </html>

        """;

    static string Style()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
