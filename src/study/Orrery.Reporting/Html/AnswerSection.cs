using Orrery.Evaluation;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html;

/// <summary>The answer: a paragraph, and a card for the cheapest, the fastest and the least carbon.</summary>
static class AnswerSection
{
    public static string Write(RunResult run)
    {
        var verdict = Verdict.Of(run);
        return $"""
            <section id="answer" aria-label="Answer">
            <p class="answer">{Markup.Escape(verdict.Text)}</p>
            {Cards(verdict)}
            {Unfit(run)}
            </section>
            """;
    }

    static string Cards(Verdict verdict)
    {
        if (verdict.Candidates.Length < 2) return "";
        return "<div class=\"cards\">\n"
            + Card("Cheapest", verdict.Cheapest, s => FigureText.Format(FigureKind.Dollars, s.Cost.DollarsPerMillionTokens), "per million output tokens")
            + Card("Fastest", verdict.Fastest, s => FigureText.Format(FigureKind.Seconds, s.E2e.P50Seconds), "median, arrival to last token")
            + Card("Least carbon", verdict.LeastCarbon, VerdictText.Grams, "of CO₂e per million output tokens")
            + "</div>";
    }

    static string Card(string heading, SystemResult? system, Func<SimulatedResult, string> figure, string unit) => system is null ? "" : $"""
        <div class="card"><span class="kind">{heading}</span><strong>{Markup.Escape(system.Name)}</strong><span><b>{figure(system.Simulated!)}</b> {unit}</span></div>

        """;

    static string Unfit(RunResult run) => string.Concat(run.Systems.Where(system => !system.Fits).Select(system => $"""
        <p class="unfit"><span class="mark missed" aria-hidden="true">✗</span> <strong>{Markup.Escape(system.Name)}</strong> cannot hold the model{(system.ShortfallBytes is { } missing ? $": {FigureText.Format(FigureKind.Bytes, missing)} are missing on each of its devices" : "")}. It was not simulated and has no numbers below.</p>

        """));
}
