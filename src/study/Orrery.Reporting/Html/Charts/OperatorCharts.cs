using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html.Charts;

/// <summary>The time of a prefill and of a decode step by operator.</summary>
static class OperatorCharts
{
    const int Named = 7;    // and the rest as one: as many as the palette has colours

    public static IEnumerable<BarChart> Of(RunResult run)
    {
        ImmutableArray<SystemResult> systems = [.. run.Systems.Where(system => system.Analytic is not null)];
        if (systems.Length == 0) return [];
        // The same operator has the same colour in both charts.
        ImmutableArray<string> names =
        [
            .. systems.SelectMany(system => Shares(system.Analytic!.PrefillOperators).Concat(Shares(system.Analytic.DecodeOperators)))
                .GroupBy(share => share.Name, share => share.Share)
                .OrderByDescending(group => group.Sum())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.Key),
        ];
        return
        [
            Chart("Prefill of a mean prompt", systems, names, system => system.Analytic!.PrefillOperators),
            Chart("Decode step at the mean batch", systems, names, system => system.Analytic!.DecodeOperators),
        ];
    }

    static IEnumerable<(string Name, double Share)> Shares(ImmutableArray<OperatorResult> operators)
    {
        var total = operators.Sum(op => op.Seconds);
        return operators.Where(_ => total > 0).Select(op => (op.Name, op.Seconds / total));
    }

    static BarChart Chart(string title, ImmutableArray<SystemResult> systems, ImmutableArray<string> names, Func<SystemResult, ImmutableArray<OperatorResult>> of)
    {
        ImmutableArray<string> shown = names.Length > Named + 1 ? names[..Named] : names;
        var rest = names.Length - shown.Length;
        var series = shown.Select((name, colour) => Series(name, colour, op => op.Name == name)).ToList();
        if (rest > 0) series.Add(Series($"{rest} others", Named, op => !shown.Contains(op.Name)));
        return new(title, [.. systems.Select(system => system.Name)], new("time", "s"), [.. series], Stacked: true)
        {
            EndLabels = [.. systems.Select(system => FigureText.Format(FigureKind.Seconds, of(system).Sum(op => op.Seconds)))],
        };

        BarSeries Series(string name, int colour, Func<OperatorResult, bool> belongs)
        {
            ImmutableArray<double?> seconds = [.. systems.Select(system => (double?)of(system).Where(belongs).Sum(op => op.Seconds))];
            return new(name, colour, seconds, [.. systems.Select((system, at) => $"{system.Name}, {name}: {FigureText.Format(FigureKind.Seconds, seconds[at]!.Value)}")]);
        }
    }
}
