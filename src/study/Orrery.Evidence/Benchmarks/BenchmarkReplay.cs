using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>Predicts benchmark runs on a system of a plan, under a calibration: each is simulated with the load that it had.</summary>
/// <param name="plan">The plan.</param>
/// <param name="system">The system of it that was measured.</param>
/// <param name="runs">The runs.</param>
/// <param name="points">What is held against predictions.</param>
sealed class BenchmarkReplay(Plan plan, SystemPlan system, ImmutableArray<BenchmarkRun> runs, ImmutableArray<BenchmarkPoint> points)
{
    readonly Dictionary<SystemCalibration, double[]> _known = [];

    // The scenario's own warm-up and objectives are for its traffic, not for the benchmark.
    readonly Plan _plan = plan with { WarmUp = WarmUpSpec.None, Slo = new(), Traffic = plan.Traffic with { Tenants = [] } };

    /// <summary>Simulations so far.</summary>
    public int Simulated { get; private set; }

    /// <summary>Every figure of every point, in order; null stands for no calibration.</summary>
    public double[] Predict(SystemCalibration? calibration)
    {
        if (calibration is not null && _known.TryGetValue(calibration, out var known)) return known;
        var served = new RequestOutcome[runs.Length][];
        var engine = EngineModel.Build(Under(system, calibration) with { Prefill = system.Prefill is { } prefill ? Under(prefill, calibration) : null });
        Parallel.For(0, runs.Length, i => served[i] = [.. ServedRequests.Of(engine, _plan, BenchmarkLoad.Open(runs[i])).OrderBy(static r => r.Id)]);
        Simulated += runs.Length;
        double[] figures = [.. points.SelectMany(point => point.Predict(served[point.Run]))];
        if (calibration is not null) _known.Add(calibration, figures);
        return figures;
    }

    static SystemPlan Under(SystemPlan system, SystemCalibration? calibration) => system with { Mode = PerformanceMode.Calibrated, Calibration = calibration };
}
