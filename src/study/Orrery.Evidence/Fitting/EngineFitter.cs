using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>Fits what engines add to steps and to first tokens.</summary>
static class EngineFitter
{
    /// <summary>Fewer runs tell nothing of an engine or a release.</summary>
    public const int FewestRuns = 20;

    // Runs that a release needs to move half as far from the engine's figures as its own runs ask.
    const double Hold = 10;

    // Loss of a logarithm that is one away from where it begins.
    const double Pull = 0.003;

    // No release differs from the others by more; one that does not capture its steps as graphs differs by nearly as much.
    const double MostFactor = 10;

    /// <summary>The overheads of one engine: least mean of |log(predicted / measured)|.</summary>
    public static EngineOverheads Fit(IReadOnlyCollection<RecordedRun> runs)
    {
        static EngineOverheads OfSteps(double[] x) => new(new(Math.Exp(x[0])), new(Math.Exp(x[1])), new(Math.Exp(x[2])), new(Math.Exp(x[3])));
        var steps = Minimise(x => Loss(runs, OfSteps(x), static (run, o) => run.Tpot(o), static run => run.Point.Measured), [Math.Log(2e-4), Math.Log(5e-6), Math.Log(3e-6), Math.Log(1e-5)]);
        var known = OfSteps(steps);
        known = new(Some(known.Step), Some(known.Sequence), Some(known.Layer), Some(known.ExpertLayer)) { RankWaits = runs.First().RankWaits };

        EngineOverheads OfStarts(double[] x) => known with { Request = new(Math.Exp(x[0])), User = new(Math.Exp(x[1])), Waits = Math.Exp(x[2]), Prompt = 1 + Math.Exp(x[3]), ExpertToken = new(Math.Exp(x[4])) };
        var together = runs.Where(run => !run.Start.Split).ToList();
        if (together.Count >= FewestRuns)
        {
            var starts = Minimise(x => LossOfStarts(together, OfStarts(x)), [Math.Log(0.05), Math.Log(1e-3), Math.Log(3), Math.Log(0.3), Math.Log(1e-7)]);
            known = OfStarts(starts);
            known = known with { Request = Some(known.Request), User = Some(known.User), ExpertToken = known.ExpertToken.Value < 1e-11 ? default : known.ExpertToken };
        }

        var split = runs.Where(run => run.Start.Split).ToList();
        if (split.Count == 0) return known;
        var handOff = Minimise(x => LossOfStarts(split, known with { HandOff = new(Math.Exp(x[0])) }), [Math.Log(0.1)]);
        return known with { HandOff = Some(new(Math.Exp(handOff[0]))) };
    }

    /// <summary>What one release of an engine adds, held to what all do.</summary>
    /// <param name="runs">Its runs.</param>
    /// <param name="engine">The overheads of the engine.</param>
    public static EngineOverheads FitRelease(IReadOnlyCollection<RecordedRun> runs, EngineOverheads engine)
    {
        EngineOverheads Steps(double factor) => engine with { Step = factor * engine.Step, Sequence = factor * engine.Sequence, Layer = factor * engine.Layer, ExpertLayer = factor * engine.ExpertLayer };
        var steps = Steps(Factor(f => Loss(runs, Steps(f), static (run, o) => run.Tpot(o), static run => run.Point.Measured)));
        EngineOverheads Starts(double factor) => steps with { Request = factor * engine.Request, User = factor * engine.User, Waits = factor * engine.Waits };
        return Starts(Factor(f => LossOfStarts(runs, Starts(f))));

        double Factor(Func<double, double> loss)
            => Math.Clamp(Math.Exp(NelderMead.Minimise(x => runs.Count * loss(Math.Exp(x[0])) + Hold * 0.3 * Math.Abs(x[0]), [0.0], step: 0.3).At[0]), 1 / MostFactor, MostFactor);
    }

    /// <summary>The overheads of one engine from offline batches.</summary>
    public static EngineOverheads Fit(IReadOnlyCollection<RecordedBatch> batches)
    {
        static EngineOverheads Of(double[] x) => new(new(Math.Exp(x[0])), new(Math.Exp(x[1])), new(Math.Exp(x[2])), default);
        var (best, _) = NelderMead.Minimise(x => Loss(batches, Of(x), static (batch, o) => batch.Throughput(o), static batch => batch.Point.Measured), [Math.Log(2e-3), Math.Log(2e-5), Math.Log(1e-5)]);
        var known = Of(best);
        return new(Some(known.Step), Some(known.Sequence), Some(known.Layer), default);
    }

    // What the runs say nothing of stays where it begins.
    static double[] Minimise(Func<double[], double> loss, double[] start)
        => NelderMead.Minimise(x =>
        {
            double away = 0;
            for (var i = 0; i < x.Length; i++) away += (x[i] - start[i]) * (x[i] - start[i]);
            return loss(x) + Pull * away;
        }, start, iterations: 600).At;

    // What no microsecond comes of is none.
    static Seconds Some(Seconds time) => time.Value < 1e-8 ? default : time;

    static double LossOfStarts(IReadOnlyCollection<RecordedRun> runs, EngineOverheads overheads) => Loss(runs, overheads, static (run, o) => run.Ttft(o), static run => run.MeasuredTtft);

    static double Loss<T>(IReadOnlyCollection<T> runs, EngineOverheads overheads, Func<T, EngineOverheads, double> predicted, Func<T, double> measured)
    {
        double sum = 0;
        foreach (var run in runs) sum += Math.Abs(Math.Log(predicted(run, overheads) / measured(run)));
        return sum / runs.Count;
    }
}
