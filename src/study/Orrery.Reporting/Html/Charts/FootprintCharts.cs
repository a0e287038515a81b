using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html.Charts;

/// <summary>Energy a token; money and carbon a million tokens.</summary>
static class FootprintCharts
{
    public static IEnumerable<BarChart> Of(RunResult run)
    {
        ImmutableArray<SystemResult> systems = [.. run.Systems.Where(system => system.Simulated is not null)];
        return systems.Length == 0 ? [] : [Money(systems), Energy(systems), Carbon(systems)];
    }

    static BarChart Energy(ImmutableArray<SystemResult> systems) => new(
        "Energy per output token", Names(systems), new(Whisker("per output token", systems), "J"),
        [
            Series(systems, "accelerators", 0, FigureKind.Joules, s => s.Energy.AcceleratorJoulesPerToken),
            Series(systems, "with hosts", 1, FigureKind.Joules, s => s.Energy.JoulesPerToken),
            Series(systems, "with facility", 2, FigureKind.Joules, s => s.Energy.FacilityJoulesPerToken),
        ],
        Stacked: false)
    {
        Ranges = Ranges(systems, ranges => ranges.JoulesPerToken), // beside the bar in the middle, which is the energy that it is of
    };

    /// <summary>The parts of the hourly cost, scaled to a million tokens.</summary>
    static BarChart Money(ImmutableArray<SystemResult> systems)
    {
        var parts = systems.SelectMany(system => system.Simulated!.Cost.PartsDollarsPerHour).Select(part => part.Name).Distinct();
        return new("Cost per million output tokens", Names(systems), new(Whisker("per million output tokens", systems), "$"),
            [.. parts.Select((part, colour) => Series(systems, part, colour, FigureKind.Dollars, s => PerMillionTokens(s.Cost, part)))],
            Stacked: true)
        {
            Ranges = Ranges(systems, ranges => ranges.DollarsPerMillionTokens),
            EndLabels = [.. systems.Select(system => FigureText.Format(FigureKind.Dollars, system.Simulated!.Cost.DollarsPerMillionTokens))],
        };
    }

    static double PerMillionTokens(CostResult cost, string part) =>
        cost.DollarsPerHour > 0
            ? cost.PartsDollarsPerHour.Where(named => named.Name == part).Sum(named => named.Value) * cost.DollarsPerMillionTokens / cost.DollarsPerHour
            : 0;

    static BarChart Carbon(ImmutableArray<SystemResult> systems) => new(
        "Carbon per million output tokens, CO₂e", Names(systems), new("per million output tokens; whisker: up to the high estimate", "g"),
        [
            Series(systems, "operational", 0, FigureKind.Grams, s => s.Carbon.OperationalGramsPerMillionTokens),
            Series(systems, "embodied, low estimate", 1, FigureKind.Grams, s => s.Carbon.EmbodiedLowGramsPerMillionTokens),
        ],
        Stacked: true)
    {
        Ranges = [.. systems.Select(system => ((double, double)?)(system.Simulated!.Carbon.TotalLowGramsPerMillionTokens, system.Simulated.Carbon.TotalHighGramsPerMillionTokens))],
        EndLabels = [.. systems.Select(system => $"{Grams(system.Simulated!.Carbon.TotalLowGramsPerMillionTokens)} – {Grams(system.Simulated!.Carbon.TotalHighGramsPerMillionTokens)}")],
    };

    static ImmutableArray<(double Low, double High)?> Ranges(ImmutableArray<SystemResult> systems, Func<RangesOfRun, PredictedRange> of) =>
        [.. systems.Select(system => system.Simulated!.Ranges is { } ranges && of(ranges) is var range && range.High > range.Low ? (range.Low, range.High) : ((double, double)?)null)];

    static string Whisker(string label, ImmutableArray<SystemResult> systems) => systems.Any(system => system.Simulated!.Ranges is not null) ? label + "; whisker: four in five measured systems" : label;

    static ImmutableArray<string> Names(ImmutableArray<SystemResult> systems) => [.. systems.Select(system => system.Name)];

    static BarSeries Series(ImmutableArray<SystemResult> systems, string name, int colour, FigureKind kind, Func<SimulatedResult, double> of) => new(
        name, colour,
        [.. systems.Select(system => (double?)of(system.Simulated!))],
        [.. systems.Select(system => $"{system.Name}, {name}: {FigureText.Format(kind, of(system.Simulated!))}")]);

    static string Grams(double grams) => FigureText.Format(FigureKind.Grams, grams);
}
