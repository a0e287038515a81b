using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Works out how far measured systems may be from a simulation: serves its traffic again at both ends of what steps may take.</summary>
/// <remarks>Of longer traffic the first requests, and what they change by: ranges must not cost what the run does.</remarks>
sealed class RangeEvaluator(EngineModel engine, Plan plan, Func<IRequestSource> traffic, CancellationToken cancellation)
{
    const long MostRequests = 1000;

    // Rates that move less than this much of what step times do are the traffic's.
    const double Unmoved = 0.1;

    /// <summary>The ranges; null where no measurements bear on the system.</summary>
    /// <param name="full">The simulation.</param>
    /// <param name="analytic">The system's operating points.</param>
    public RangesOfRun? Of(SimulatedResult full, AnalyticResult analytic)
    {
        if (full.Requests.Completed == 0 || PredictionIntervals.OfTpot(engine) is not { } steps) return null;
        var whole = full.Requests.Arrived <= MostRequests;
        var middle = whole ? full : Serve(1, analytic);
        if (Ends(steps, analytic) is not var (fast, slow)) return null;
        if (middle.Requests.Completed == 0 || fast.Requests.Completed == 0 || slow.Requests.Completed == 0) return null;

        // The full run's number, moved as that of the first requests moves; never to the wrong side of it.
        PredictedRange Moved(Func<SimulatedResult, double> of)
        {
            var (value, at) = (of(full), of(middle));
            if (!(at > 0)) return new(value, value);
            double a = value * of(fast) / at, b = value * of(slow) / at;
            return new(Math.Min(value, Math.Min(a, b)), Math.Max(value, Math.Max(a, b)));
        }

        var starts = PredictionIntervals.OfTtft(engine);
        // Measured times to a first token were off by that much without a queue: what waits in one is as far off as the queue is.
        PredictedRange Start(Func<LatencyResult, double> of)
        {
            var (value, moved) = (of(full.Ttft), Moved(s => of(s.Ttft)));
            var prompt = Math.Max(0, value - of(full.Queueing));
            return starts is null ? moved : new(Math.Min(moved.Low, value + prompt * (starts.Low - 1)), Math.Max(moved.High, value + prompt * (starts.High - 1)));
        }

        var output = Moved(s => s.Throughput.OutputTokensPerSecond);
        var bound = Math.Log(output.High / output.Low) < Unmoved * Math.Log(steps.High / steps.Low);
        return new RangesOfRun
        {
            Basis = PredictionIntervals.Basis(engine),
            Unmeasured = PredictionIntervals.IsUnmeasured(engine),
            TrafficBound = bound,
            StepTime = steps,
            TtftMean = Start(l => l.MeanSeconds),
            TtftP50 = Start(l => l.P50Seconds),
            TtftP99 = Start(l => l.P99Seconds),
            TpotMean = Moved(s => s.Tpot.MeanSeconds),
            TpotP50 = Moved(s => s.Tpot.P50Seconds),
            TpotP99 = Moved(s => s.Tpot.P99Seconds),
            E2eP50 = Moved(s => s.E2e.P50Seconds),
            OutputTokensPerSecond = output,
            DollarsPerMillionTokens = Moved(s => s.Cost.DollarsPerMillionTokens),
            JoulesPerToken = Moved(s => s.Energy.JoulesPerToken),
        };
    }

    // The slow end may pass the end of virtual time where the run itself did not.
    (SimulatedResult Fast, SimulatedResult Slow)? Ends(PredictedRange steps, AnalyticResult analytic)
    {
        try
        {
            return (Serve(steps.Low, analytic), Serve(steps.High, analytic));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    SimulatedResult Serve(double factor, AnalyticResult analytic)
    {
        var setup = SystemEvaluator.Setup(engine, plan);
        setup = setup with
        {
            Timer = Scaled(engine, factor),
            Prefill = setup.Prefill is { } prompts ? prompts with { Timer = Scaled(engine.Prefill!, factor) } : null,
        };
        var source = traffic();
        var served = ServingSimulation.Run(source is IInteractiveSource interactive ? new FirstAnswered(interactive, MostRequests) : new First(source, MostRequests), setup, cancellation: cancellation);
        return SimulatedSummary.Of(engine, plan, served, analytic, source.Tenants);
    }

    static IStepTimer Scaled(EngineModel engine, double factor) => factor == 1 ? engine.Timer! : new ScaledTimer(engine.Timer!, factor, factor, new Watts(engine.Steps!.IdleWatts));

    class First(IRequestSource source, long most) : IRequestSource
    {
        long _taken;

        public IReadOnlyList<string> Tenants => source.Tenants;

        protected bool IsOver => _taken >= most;

        public bool TryNext(out Request request)
        {
            request = default;
            if (IsOver || !source.TryNext(out request)) return false;
            _taken++;
            return true;
        }
    }

    sealed class FirstAnswered(IInteractiveSource source, long most) : First(source, most), IInteractiveSource
    {
        public Simulation.SimTime Due => IsOver ? Simulation.SimTime.Never : source.Due;

        public Workloads.Sessions.SessionSummary? Sessions => source.Sessions;

        public void Answered(in Request request, Simulation.SimTime now) => source.Answered(request, now);

        public void Failed(in Request request, Simulation.SimTime now) => source.Failed(request, now);
    }
}
