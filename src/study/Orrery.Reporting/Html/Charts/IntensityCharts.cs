using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html.Charts;

/// <summary>What bounds operators, arithmetic, bandwidth or capacity, and how far a batch takes a decode step towards the ridge.</summary>
static class IntensityCharts
{
    public static IEnumerable<XyChart> Of(RunResult run)
    {
        ImmutableArray<(int At, string Name, IntensityResult Of)> systems =
            [.. run.Systems.Index().Where(system => system.Item.Analytic?.Intensity is not null).Select(system => (system.Index, system.Item.Name, system.Item.Analytic!.Intensity!))];
        return systems.IsEmpty ? [] : [Regions(systems), Batches(systems)];
    }

    // Right of its ridge an operator waits for arithmetic, left of it for bandwidth; above the line the batch that would fill the arithmetic does not fit.
    static XyChart Regions(ImmutableArray<(int At, string Name, IntensityResult Of)> systems)
    {
        var points = systems.SelectMany(system => system.Of.Operators).ToList();
        var ridges = systems.Select(system => system.Of.RidgeFlopsPerByte).ToList();
        var (left, right) = (Math.Min(points.Min(p => p.FlopsPerByte), ridges.Min()) / 2, Math.Max(points.Max(p => p.FlopsPerByte), ridges.Max()) * 2);
        var shown = points.Select(point => point.MemoryShare).Where(share => share > 0).DefaultIfEmpty(1).ToList();
        var (low, high) = (Math.Min(shown.Min() / 2, 0.3), Math.Max(shown.Max() * 2, 3));
        return new("What bounds each operator", new("operational intensity, FLOP per byte", Scale: AxisScale.Log), new("memory for the ridge's batch, share", Scale: AxisScale.Log, Min: low, Max: high))
        {
            Lines =
            [
                new("above, that batch does not fit", 0, [new(left, 1), new(right, 1)]) { Reference = true },
                .. systems.GroupBy(system => FigureText.Format(FigureKind.Count, system.Of.RidgeFlopsPerByte)).Select(group =>
                    new LineSeries(Ridge(group.Key, [.. group.Select(system => system.Name)]), 0, [new(group.First().Of.RidgeFlopsPerByte, low), new(group.First().Of.RidgeFlopsPerByte, high)]) { Reference = true }),
            ],
            Scatters =
            [
                .. systems.SelectMany(system => new[] { Scatter(system.Name, system.At, system.Of, "prefill", MarkerShape.Circle), Scatter(system.Name, system.At, system.Of, "decode", MarkerShape.Diamond) }),
            ],
        };
    }

    static ScatterSeries Scatter(string name, int colour, IntensityResult of, string phase, MarkerShape shape) => new($"{name}, {phase}", colour,
    [
        .. of.Operators.Where(op => op.Phase == phase && op.MemoryShare > 0).Select(op => new LabelledPoint(op.FlopsPerByte, op.MemoryShare, op.Operator == "step" ? phase : op.Operator,
            $"{name}, {phase} {op.Operator}: {FigureText.Format(FigureKind.Count, op.FlopsPerByte)} FLOP per byte, {FigureText.Format(FigureKind.Bytes, op.BytesPerRequest)} a request, bound by {op.Region}")),
    ], shape);

    static XyChart Batches(ImmutableArray<(int At, string Name, IntensityResult Of)> systems) => new(
        "Decode intensity as the batch grows", new("sequences of mean length", Scale: AxisScale.Log), new("FLOP per byte", Scale: AxisScale.Log))
    {
        Lines =
        [
            .. systems.Select(system => new LineSeries(system.Name, system.At, [.. system.Of.Curve.Select(point => new ChartPoint(point.Batch, point.FlopsPerByte))])),
            .. systems.GroupBy(system => FigureText.Format(FigureKind.Count, system.Of.RidgeFlopsPerByte)).Select(group => new LineSeries(
                Ridge(group.Key, [.. group.Select(system => system.Name)]), 0,
                [new(1, group.First().Of.RidgeFlopsPerByte), new(systems.Max(system => system.Of.Curve[^1].Batch), group.First().Of.RidgeFlopsPerByte)]) { Reference = true }),
        ],
        Scatters = [.. systems.Select(system => Largest(system.At, system.Name, system.Of))],
    };

    static string Ridge(string at, ImmutableArray<string> names) => $"ridge {at}: {(names.Length <= 2 ? string.Join(", ", names) : $"{names.Length} systems")}";

    // Where memory ends the batch.
    static ScatterSeries Largest(int colour, string name, IntensityResult of)
    {
        var at = of.Curve.LastOrDefault(point => point.Batch <= of.LargestBatch);
        return new("", colour, at is null ? [] : [new(at.Batch, at.FlopsPerByte, "memory full", $"{name}: memory holds {FigureText.Format(FigureKind.Count, of.LargestBatch)} sequences, the ridge asks for {FigureText.Format(FigureKind.Count, of.RidgeBatch)}")], MarkerShape.Square);
    }
}
