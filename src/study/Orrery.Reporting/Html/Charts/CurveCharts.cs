using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html.Charts;

/// <summary>Throughput against latency at growing concurrency, with the simulated point on it.</summary>
static class CurveCharts
{
    public static IEnumerable<XyChart> Of(RunResult run)
    {
        if (!run.Systems.Any(system => system.Analytic is { Curve.Length: > 0 })) return [];
        return
        [
            Chart(run, "Time per output token at growing load", "time per output token", point => point.TpotSeconds, simulated => simulated.Tpot.MeanSeconds, ranges => ranges.TpotMean),
            Chart(run, "Time to first token at growing load", "time to first token", point => point.TtftSeconds, simulated => simulated.Ttft.MeanSeconds, ranges => ranges.TtftMean),
        ];
    }

    static XyChart Chart(RunResult run, string title, string latency, Func<OperatingPoint, double> analytic, Func<SimulatedResult, double> simulated, Func<RangesOfRun, PredictedRange> range) => new(
        title, new("output tokens per second", Scale: AxisScale.Log), new(latency, "s", AxisScale.Log))
    {
        Lines =
        [
            .. run.Systems.Select((system, colour) => new LineSeries(system.Name, colour,
                [.. (system.Analytic?.Curve ?? []).Select(point => new ChartPoint(point.OutputTokensPerSecond, analytic(point)))], Markers: true))
                .Where(line => line.Points.Length > 0),
        ],
        Scatters =
        [
            .. run.Systems.Select((system, colour) => new ScatterSeries("", colour,
                system.Simulated is { } result
                    ? [new(result.Throughput.OutputTokensPerSecond, simulated(result), "simulated", $"{system.Name}, simulated traffic: {FigureText.Format(FigureKind.TokensPerSecond, result.Throughput.OutputTokensPerSecond)}, mean {FigureText.Format(FigureKind.Seconds, simulated(result))}") { RangeX = Ends(result, ranges => ranges.OutputTokensPerSecond), RangeY = Ends(result, range) }]
                    : ImmutableArray<LabelledPoint>.Empty, MarkerShape.Diamond)),
        ],
    };

    static (double Low, double High)? Ends(SimulatedResult result, Func<RangesOfRun, PredictedRange> of) => result.Ranges is { } ranges ? (of(ranges).Low, of(ranges).High) : null;
}
