using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;
using Orrery.Units;

namespace Orrery.Reporting.Html.Charts;

/// <summary>For each system: the ceilings of one device and where its operators lie under them.</summary>
static class RooflineCharts
{
    public static IEnumerable<XyChart> Of(RunResult run) =>
        run.Systems.Where(system => system.Analytic is not null).Select(system => Chart(system.Name, system.Analytic!));

    static XyChart Chart(string name, AnalyticResult analytic)
    {
        ImmutableArray<ScatterSeries> operators = [Operators("prefill", 0, analytic.PrefillOperators, MarkerShape.Circle), Operators("decode", 1, analytic.DecodeOperators, MarkerShape.Diamond)];
        var intensities = operators.SelectMany(scatter => scatter.Points).Select(point => point.X).ToList();
        var peak = analytic.Roofline.Engines.Select(engine => engine.Value).DefaultIfEmpty(0).Max();
        return new(name, new("arithmetic intensity, FLOP per byte", Scale: AxisScale.Log), new("FLOP/s, one device", Scale: AxisScale.Log))
        {
            Lines = [.. Ceilings(analytic.Roofline, peak, intensities)],
            Scatters = operators,
        };
    }

    static ScatterSeries Operators(string step, int colour, ImmutableArray<OperatorResult> operators, MarkerShape shape) => new(step, colour,
    [
        .. operators
            .Where(op => op is { Flops: > 0, MemoryBytes: > 0, Seconds: > 0 })
            .OrderByDescending(op => op.Seconds)    // the slowest get their labels first
            .Select(op => new LabelledPoint(op.Flops / op.MemoryBytes, op.Flops / op.Seconds, op.Name,
                $"{step} {op.Name}: {FigureText.Format(FigureKind.Seconds, op.Seconds)}, {SiFormat.Format(op.Flops / op.Seconds, "FLOP/s", 3)}, bound by {op.Bound}")),
    ], shape);

    /// <summary>Every tier's slope up to the highest engine, and every engine's level from where the fastest tier reaches it.</summary>
    static IEnumerable<LineSeries> Ceilings(RooflineResult roofline, double peak, List<double> intensities)
    {
        var tiers = roofline.Tiers.Where(tier => tier.Value > 0).ToList();
        if (tiers.Count == 0 || !(peak > 0)) yield break;
        var fastest = tiers.Max(tier => tier.Value);
        var ridge = peak / tiers.Min(tier => tier.Value);
        var left = Math.Min(intensities.DefaultIfEmpty(1).Min(), ridge / 10);
        var right = Math.Max(intensities.DefaultIfEmpty(1).Max(), ridge * 4);
        foreach (var tier in tiers)
            yield return new($"{tier.Name} {SiFormat.Format(tier.Value, "B/s", 3)}", 0, [new(left, tier.Value * left), new(peak / tier.Value, peak)]) { Reference = true };
        foreach (var engine in roofline.Engines.Where(engine => engine.Value > 0))
            yield return new($"{engine.Name} {SiFormat.Format(engine.Value, "FLOP/s", 3)}", 0, [new(engine.Value / fastest, engine.Value), new(right, engine.Value)]) { Reference = true };
    }
}
