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
            + Card("Cheapest", verdict.Cheapest, "simulated.cost.dollarsPerMillionTokens", "per million output tokens")
            + Card("Fastest", verdict.Fastest, "simulated.e2e.p50Seconds", "median, arrival to last token")
            + Card("Least carbon", verdict.LeastCarbon, "simulated.carbon.operationalGramsPerMillionTokens", "of CO₂e in operation per million tokens")
            + "</div>";
    }

    static string Card(string heading, SystemResult? system, string path, string unit)
    {
        if (system is null) return "";
        var metric = Metrics.All.Single(metric => metric.Path == path);
        return $"""
            <div class="card"><span class="kind">{heading}</span><strong>{Markup.Escape(system.Name)}</strong><span><b>{Markup.Escape(metric.Text(metric.Of(system)))}</b> {unit}</span></div>

            """;
    }

    static string Unfit(RunResult run) => string.Concat(run.Systems.Where(system => !system.Fits).Select(system => $"""
        <p class="unfit"><span class="mark missed" aria-hidden="true">✗</span> <strong>{Markup.Escape(system.Name)}</strong> cannot hold the model{(system.ShortfallBytes is { } missing ? $": {FigureText.Format(FigureKind.Bytes, missing)} are missing on each of its devices" : "")}. It was not simulated and has no numbers below.</p>

        """));
}
