using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

/// <summary>Puts a verdict into words.</summary>
static class VerdictText
{
    public static string Opening(RunResult run, ImmutableArray<SystemResult> ran, ImmutableArray<SystemResult> meeting)
    {
        var total = run.Systems.Length;
        var objectives = run.Objectives.Length;
        if (ran.Length == 0) return total == 1 ? "The system cannot serve this traffic." : $"None of the {total} systems can serve this traffic.";
        var unfit = run.Systems.Where(system => !system.Fits).Select(system => system.Name).ToList();
        var aside = unfit.Count == 0 ? "" : $" The model does not fit {Names(unfit)}.";
        if (objectives == 0) return $"No objectives were set, so every system that runs is compared.{aside}";
        var goals = objectives switch { 1 => "the objective", 2 => "both objectives", _ => $"all {objectives} objectives" };
        if (meeting.Length == 0) return $"No system meets {goals}; the comparison is between {(ran.Length == 1 ? "what runs" : "those that run")}.{aside}";
        if (total == 1) return $"{Name(meeting[0])} meets {goals}.";
        return meeting.Length == total ? $"Every system meets {goals}."
            : meeting.Length == 1 ? $"Only {Name(meeting[0])} meets {goals}.{aside}"
            : $"{meeting.Length} of {total} systems meet {goals}: {Names([.. meeting.Select(system => system.Name)])}.{aside}";
    }

    public static string Ranking(ImmutableArray<SystemResult> candidates, SystemResult? cheapest, SystemResult? fastest, SystemResult? greenest)
    {
        if (candidates.Length == 1) return Alone(candidates[0]);
        var parts = new List<string>();
        if (cheapest is not null)
            parts.Add($"{Name(cheapest)} is the cheapest at {Dollars(cheapest)} per million output tokens{Lead(candidates, cheapest, s => s.Cost.DollarsPerMillionTokens, r => r.DollarsPerMillionTokens)}.");
        if (fastest is not null)
            parts.Add($"{Name(fastest)} is the fastest: half of its requests are done within {Median(fastest)}{Lead(candidates, fastest, s => s.E2e.P50Seconds, r => r.E2eP50)}.");
        if (greenest is not null)
            parts.Add($"{Name(greenest)} emits the least: {Grams(greenest.Simulated!)} of CO₂e per million tokens.");
        return string.Join(' ', parts);
    }

    static string Alone(SystemResult system) =>
        $"It costs {Dollars(system)} and emits {Grams(system.Simulated!)} of CO₂e per million output tokens; half of its requests are done within {Median(system)}.";

    /// <summary>How far it is ahead of the next best, where that can be said.</summary>
    static string Lead(ImmutableArray<SystemResult> candidates, SystemResult best, Func<SimulatedResult, double> of, Func<RangesOfRun, PredictedRange> range)
    {
        var next = candidates.Where(system => system != best && double.IsFinite(of(system.Simulated!))).MinBy(system => of(system.Simulated!));
        if (next is null || of(next.Simulated!) <= 0) return "";
        var less = 1 - of(best.Simulated!) / of(next.Simulated!);
        var doubt = RangesOfRun.Overlap(best, next, range) ? ", which this model does not tell apart" : "";
        return less < 0.005 ? $", level with {Name(next)}" : $", {FigureText.Format(FigureKind.Share, Math.Round(less, 2))} less than {Name(next)}{doubt}";
    }

    static string Dollars(SystemResult system) => FigureText.Format(FigureKind.Dollars, system.Simulated!.Cost.DollarsPerMillionTokens);

    static string Median(SystemResult system) => FigureText.Format(FigureKind.Seconds, system.Simulated!.E2e.P50Seconds);

    /// <summary>Carbon per million tokens, from low to high.</summary>
    public static string Grams(SimulatedResult simulated)
    {
        var (low, high) = (Of(simulated.Carbon.TotalLowGramsPerMillionTokens), Of(simulated.Carbon.TotalHighGramsPerMillionTokens));
        return low == high ? low : $"{low} to {high}";

        static string Of(double grams) => FigureText.Format(FigureKind.Grams, grams);
    }

    static string Names(IReadOnlyList<string> names) => names.Count switch
    {
        1 => Quote(names[0]),
        _ => string.Join(", ", names.Take(names.Count - 1).Select(Quote)) + " and " + Quote(names[^1]),
    };

    static string Name(SystemResult system) => Quote(system.Name);

    // Systems are called "today" and "large": quotes keep them apart from the sentence.
    static string Quote(string name) => $"“{name}”";
}
