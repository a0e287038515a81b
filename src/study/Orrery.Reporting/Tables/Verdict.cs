using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

/// <summary>
/// The answer of a run: which system is cheapest, which fastest and which emits least carbon,
/// among those that meet every objective, or among those that ran where none does.
/// </summary>
/// <param name="Candidates">The systems compared.</param>
/// <param name="ObjectivesMet">Whether the candidates meet every objective and there is at least one objective.</param>
/// <param name="Cheapest">Least dollars per million output tokens.</param>
/// <param name="Fastest">Least median time from arrival to last token.</param>
/// <param name="LeastCarbon">Least carbon per million tokens, at the middle of the range.</param>
/// <param name="Text">The same in a paragraph.</param>
public sealed record Verdict(ImmutableArray<SystemResult> Candidates, bool ObjectivesMet, SystemResult? Cheapest, SystemResult? Fastest, SystemResult? LeastCarbon, string Text)
{
    /// <summary>Judges a run.</summary>
    public static Verdict Of(RunResult run)
    {
        ImmutableArray<SystemResult> ran = [.. run.Systems.Where(system => system.Simulated is { Requests.Completed: > 0 })];
        ImmutableArray<SystemResult> meeting = [.. ran.Where(MeetsAll)];
        var objectives = run.Objectives.Length > 0;
        var candidates = objectives && meeting.Length > 0 ? meeting : ran;
        var cheapest = Least(candidates, s => s.Cost.DollarsPerMillionTokens);
        var fastest = Least(candidates, s => s.E2e.P50Seconds);
        var greenest = Least(candidates, s => (s.Carbon.TotalLowGramsPerMillionTokens + s.Carbon.TotalHighGramsPerMillionTokens) / 2);
        var opening = VerdictText.Opening(run, ran, meeting);
        var text = candidates.Length == 0 ? opening : $"{opening} {VerdictText.Ranking(candidates, cheapest, fastest, greenest)}";
        return new(candidates, objectives && meeting.Length > 0, cheapest, fastest, greenest, text);
    }

    static bool MeetsAll(SystemResult system) =>
        system.Simulated is { Requests.Rejected: 0 } simulated && simulated.Objectives.All(objective => objective.Met);

    static SystemResult? Least(ImmutableArray<SystemResult> systems, Func<SimulatedResult, double> of) =>
        systems.Where(system => double.IsFinite(of(system.Simulated!))).MinBy(system => of(system.Simulated!));
}
