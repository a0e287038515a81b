using System.Collections.Immutable;
using System.Globalization;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>What the systems mean beside each other.</summary>
static class ComparisonFindings
{
    public static ImmutableArray<Finding> Of(ImmutableArray<SystemResult> systems)
    {
        var served = systems.Where(system => system.Simulated is { Requests.Completed: > 0 }).ToList();
        if (served.Count == 0) return [new(FindingLevel.Problem, "nothing-served", "None of the systems serves this traffic.")];

        var findings = ImmutableArray.CreateBuilder<Finding>();
        var able = served.Where(system => system.Simulated!.Objectives.All(objective => objective.Met)).ToList();
        var hasObjectives = served[0].Simulated!.Objectives.Length > 0;
        if (hasObjectives && able.Count == 0)
        {
            var nearest = served.MaxBy(system => system.Simulated!.Goodput.Share)!;
            findings.Add(new(FindingLevel.Warning, "no-system-meets-objectives",
                Text($"No system meets every objective; {nearest.Name} comes nearest, with {nearest.Simulated!.Goodput.Share * 100:0.#} % of requests within bounds.")));
        }

        var field = able.Count > 0 ? able : served;
        var among = hasObjectives && able.Count > 0 ? "Of those that meet every objective, " : "";
        Add("cheapest", "is the cheapest", "per million tokens", system => system.Simulated!.Cost.DollarsPerMillionTokens, value => Text($"{value:0.##} USD"), ranges => ranges.DollarsPerMillionTokens);
        Add("fastest", "is the fastest", "end to end at the median", system => system.Simulated!.E2e.P50Seconds, value => new Seconds(value).ToString(), ranges => ranges.E2eP50);
        Add("least-energy", "takes the least energy", "per token", system => system.Simulated!.Energy.JoulesPerToken, value => new Joules(value).ToString(), ranges => ranges.JoulesPerToken);
        Add("least-carbon", "emits the least", "of CO2e per million tokens at the low estimate", system => system.Simulated!.Carbon.TotalLowGramsPerMillionTokens, value => Text($"{value:0.#} g"));
        return findings.DrainToImmutable();

        void Add(string id, string verb, string measure, Func<SystemResult, double> value, Func<double, string> write, Func<RangesOfRun, PredictedRange>? range = null)
        {
            if (field.Count < 2) return;
            var order = field.OrderBy(value).ToList();
            var (best, next) = (order[0], order[1]);
            var lead = value(best) > 0 ? Text($", {value(next) / value(best):0.##} times less than {next.Name}") : "";
            var subject = among.Length > 0 ? among + best.Name : best.Name;
            findings.Add(new(FindingLevel.Hint, id, $"{subject} {verb}: {write(value(best))} {measure}{lead}.{(range is not null && RangesOfRun.Overlap(best, next, range) ? $" Their ranges overlap: this model does not tell {best.Name} from {next.Name}." : "")}"));
        }
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
