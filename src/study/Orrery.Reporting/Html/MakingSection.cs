using System.Collections.Immutable;
using System.Text;
using Orrery.Evaluation;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html;

/// <summary>What each kind of accelerator takes to make: dies and their yield, materials, price, carbon by every model.</summary>
static class MakingSection
{
    public static string Write(RunResult run)
    {
        var kinds = run.Systems.SelectMany(system => (system.Making ?? []).Select(making => (system.Name, Making: making)))
            .GroupBy(of => (of.Making.Accelerator, of.Making.PriceDollars, of.Making.EmbodiedHighKilograms)).ToList();
        ImmutableArray<MakingResult> made = [.. kinds.Select(kind => kind.First().Making)];
        if (made.IsEmpty) return "";
        var html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What accelerators take to make\"><table>\n<thead><tr><td></td>");
        foreach (var kind in kinds) html.Append($"<th scope=\"col\">{Markup.Escape(kind.Key.Accelerator)} <span class=\"quiet\">({Markup.Escape(string.Join(", ", kind.Select(of => of.Name)))})</span></th>");
        html.Append("</tr></thead>\n<tbody>\n");
        Row("Dies of its kind on a wafer", making => Text(FigureKind.Count, making.DiesPerWafer));
        Row("Share of them that works", making => Text(FigureKind.Share, making.Yield));
        Row("One that works", making => Text(FigureKind.Dollars, making.DieDollars));
        foreach (var part in made.SelectMany(making => making.MaterialsDollars).Select(part => part.Name).Distinct().ToList())
            Row($"Materials: {part}", making => Text(FigureKind.Dollars, making.MaterialsDollars.FirstOrDefault(of => of.Name == part)?.Value));
        Row("Price reckoned with", making => Text(FigureKind.Dollars, making.PriceDollars) + (making.PriceIsEstimate ? ", from its materials" : ""));
        foreach (var model in made.SelectMany(making => making.EmbodiedKilograms).Select(model => model.Name).Distinct().ToList())
            Row($"Carbon by {model}", making => Text(FigureKind.Grams, making.EmbodiedKilograms.FirstOrDefault(of => of.Name == model)?.Value * 1000));
        Row("Carbon reckoned with", making => $"{Text(FigureKind.Grams, making.EmbodiedLowKilograms * 1000)} to {Text(FigureKind.Grams, making.EmbodiedHighKilograms * 1000)}");
        html.Append("</tbody></table></div>\n<p class=\"note\">Dies by area, wafer price and density of defects of the nearest process; embodied carbon as published by the maker or measured, by a regression on such figures, by Boavizta, and by ACT, which counts silicon alone and bounds nothing.</p>");
        return Markup.Section("making", "What one accelerator takes to make", html.ToString());

        void Row(string label, Func<MakingResult, string> text)
        {
            html.Append($"<tr><th scope=\"row\">{Markup.Escape(label)}</th>");
            foreach (var making in made) html.Append($"<td>{Markup.Escape(text(making))}</td>");
            html.Append("</tr>\n");
        }
    }

    static string Text(FigureKind kind, double? value) => value is { } number ? FigureText.Format(kind, number) : "–";
}
