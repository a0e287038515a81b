using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>What an accelerator draws, as fitted to recorded power.</summary>
/// <param name="Accelerator">The accelerator, as the catalog names it.</param>
/// <param name="Idle">Power with nothing to do, clocks up.</param>
/// <param name="Movement">Energy of bringing a byte between memory and engines, beside what the memory takes.</param>
/// <param name="Points">Runs that it was fitted to.</param>
/// <param name="Residual">Median relative error over those.</param>
public sealed record PowerFit(string Accelerator, Watts Idle, JoulesPerByte Movement, int Points, double Residual);

/// <summary>Fits what accelerators draw to recorded power.</summary>
public static class PowerCalibration
{
    const int FewestRuns = 8;

    /// <summary>The fit of each accelerator that the folder has enough runs of.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    public static ImmutableArray<PowerFit> Fit(Func<string, TextReader?> open, EvidenceSystems systems) =>
    [
        .. from runs in Prompts(open, systems).Concat(Batches(open, systems)).GroupBy(run => run.Point.System, StringComparer.Ordinal)
           where runs.Count() >= FewestRuns
           orderby runs.Key
           select Fit([.. runs]),
    ];

    /// <summary>
    /// Every run of prompts and tokens predicted without it, held back at random and by tensor ranks: neither its power nor its times, nor those of its part on other
    /// accelerators, are in what its own accelerator draws or in the overheads of the engine that its steps take.
    /// </summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    public static ImmutableArray<UnseenPrediction> CrossValidate(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        var batches = LaunchCalibration.Batches(open, systems);
        (string Name, Func<PromptBatch, string> Of)[] folds =
        [
            ("at random", batch => $"{HeldOutRuns.Scatter(batch.Point.Id) % HeldOutRuns.RandomParts}"),
            ("by tensor ranks", batch => $"{batch.Engine.Plan.Parallelism.Tensor}"),
        ];
        return
        [
            .. from fold in folds
               from part in batches.GroupBy(fold.Of, StringComparer.Ordinal)
               let others = batches.Where(batch => fold.Of(batch) != part.Key).ToArray()
               where others.Length > 0
               let overheads = LaunchCalibration.Fit(others)
               from held in Powers(part, overheads).GroupBy(run => run.Point.System, StringComparer.Ordinal)
               let seen = Powers(others, overheads).Where(run => run.Point.System == held.Key).ToArray()
               where seen.Length >= FewestRuns
               let fit = Fit(seen)
               let interval = ErrorInterval.Of(Points(seen, fit.Idle, fit.Movement))
               from point in Points([.. held], fit.Idle, fit.Movement)
               select new UnseenPrediction(fold.Name, point, interval.Holds(point)),
        ];
    }

    static IEnumerable<RecordedPower> Prompts(Func<string, TextReader?> open, EvidenceSystems systems) => Powers(LaunchCalibration.Batches(open, systems), systems.Overheads(PromptAndTokenTimes.Engine));

    static IEnumerable<RecordedPower> Powers(IEnumerable<PromptBatch> batches, EngineOverheads overheads)
        => batches.Where(static batch => batch.Watts > 0).Select(batch => new RecordedPower(batch.Power(batch.Engine, overheads)!, batch.Engine, engine => batch.Power(engine, overheads)!.Predicted));

    static RecordedPower[] Batches(Func<string, TextReader?> open, EvidenceSystems systems)
        => MeasuredTable.Of(new BatchPower(), open) is { } table ? [.. BatchPower.Batches(table, systems, new(BatchPower.SetName))] : [];

    // Only devices that wait for their host for a part of each step, another part in each run, tell what they draw with nothing to do.
    static PowerFit Fit(RecordedPower[] runs)
    {
        var stated = runs[0].Engine.Plan.System.Accelerator.IdlePower;
        var waits = runs.Any(run => run.Point.Set == PromptAndTokenTimes.SetName);
        Watts Idle(double[] x) => waits ? new(Math.Exp(x[1])) : stated;
        var (x, _) = NelderMead.Minimise(x => LaunchCalibration.Loss(Points(runs, Idle(x), new(Math.Exp(x[0])))),
            waits ? [Math.Log(100e-12), Math.Log(stated.Value)] : [Math.Log(100e-12)], iterations: 80);
        var (idle, movement) = (Idle(x), new JoulesPerByte(Math.Exp(x[0])));
        return new(runs[0].Point.System, idle, movement, runs.Length, ErrorStatistics.Of(Points(runs, idle, movement))!.MedianError);
    }

    // The energy of arithmetic stays the catalog's: in most runs memory draws so much more that they do not tell it.
    static EvidencePoint[] Points(RecordedPower[] runs, Watts idle, JoulesPerByte movement)
    {
        var engines = new Dictionary<EngineModel, EngineModel>();
        return [.. runs.Select(run =>
        {
            if (!engines.TryGetValue(run.Engine, out var engine))
            {
                var system = run.Engine.Plan.System;
                engine = EngineModel.Build(run.Engine.Plan with { System = system with { Accelerator = system.Accelerator with { IdlePower = idle, MovementEnergy = movement } } });
                engines.Add(run.Engine, engine);
            }

            return run.Point with { Predicted = run.Watts(engine) };
        })];
    }
}
