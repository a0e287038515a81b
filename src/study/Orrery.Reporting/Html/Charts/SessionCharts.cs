using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html.Charts;

/// <summary>What one session takes on each system: context, cache, time, money.</summary>
static class SessionCharts
{
    public static IEnumerable<BarChart> Of(RunResult run)
    {
        ImmutableArray<(string Name, SessionResult Of)> systems = [.. run.Systems.Where(system => system.Simulated?.Sessions is { Completed: > 0 }).Select(system => (system.Name, system.Simulated!.Sessions!))];
        return systems.IsEmpty ? [] :
        [
            Chart(systems, "Peak context of a session", new("tokens"), FigureKind.Count, of => of.PeakTokens),
            Chart(systems, "Key-value cache of that peak", new("bytes", "B"), FigureKind.Bytes, of => of.PeakKvBytes),
            Chart(systems, "Waiting for the model, mean of a session", new("time", "s"), FigureKind.Seconds, of => of.Served.MeanSeconds),
            Chart(systems, "Cost of a session", new("money", "$"), FigureKind.Dollars, of => of.Dollars),
        ];
    }

    static BarChart Chart(ImmutableArray<(string Name, SessionResult Of)> systems, string title, Axis axis, FigureKind kind, Func<SessionResult, double> of) => new(
        title, [.. systems.Select(system => system.Name)], axis,
        [new("", 0, [.. systems.Select(system => (double?)of(system.Of))], [.. systems.Select(system => $"{system.Name}: {FigureText.Format(kind, of(system.Of))}")])], Stacked: false)
    {
        EndLabels = [.. systems.Select(system => FigureText.Format(kind, of(system.Of)))],
    };
}
