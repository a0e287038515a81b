using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Evaluation;

/// <summary>One simulation at one rate, and whether the system carries it.</summary>
/// <param name="Rate">Rate of arrivals that the traffic had.</param>
/// <param name="Limit">What gave way; null where everything held.</param>
/// <param name="Result">The simulation in full.</param>
sealed record CapacityTrial(double Rate, string? Limit, SimulatedResult Result)
{
    // A system that is fed more than it serves has, at the last arrival, a backlog of that share of all requests.
    const double MostBacklog = 0.05;

    public static CapacityTrial Run(EngineModel engine, Plan plan, IRequestSource traffic, CancellationToken cancellation)
    {
        var arrivals = traffic is IInteractiveSource interactive ? new CountingAnswers(interactive) : new Counting(traffic);
        var firstTokens = new List<double>();
        var setup = SystemEvaluator.Setup(engine, plan) with { Sink = outcome => firstTokens.Add(outcome.FirstToken.Value) }; // not a number, and so never late, where there was none
        ServingResult served;
        try
        {
            served = ServingSimulation.Run(arrivals, setup, cancellation: cancellation);
        }
        catch (OverflowException passed)
        {
            throw new VirtualTimeException(engine.Plan.System.Name, passed);
        }

        var simulated = SimulatedSummary.Of(engine, plan, served, AnalyticEvaluator.Evaluate(engine, plan, served));
        var rate = arrivals.Rate;
        var worst = simulated.Objectives.Where(objective => !objective.Met).MaxBy(objective => objective.ActualSeconds / objective.BoundSeconds);
        var lost = served.Front is { } front ? front.Shed + front.TimedOut + front.Failed : 0;
        var keepsUp = served.Rejected == 0 && lost <= MostBacklog * served.Arrived && firstTokens.Count(time => time > arrivals.Last) <= MostBacklog * served.Arrived;
        return new CapacityTrial(rate, worst?.Name ?? (keepsUp ? null : "throughput"), simulated);
    }

    // Where virtual time ends before the requests do, as at the lowest rates, those before tell the rate as well.
    class Counting(IRequestSource source) : IRequestSource
    {
        long _count;
        double _first;

        public double Last { get; private set; }

        public double Rate => Last > _first ? (_count - 1) / (Last - _first) : 0;

        public bool TryNext(out Request request)
        {
            try
            {
                if (!source.TryNext(out request)) return false;
            }
            catch (ArrivalsEndException)
            {
                request = default;
                return false;
            }

            Last = request.Arrival.TotalSeconds;
            if (_count++ == 0) _first = Last;
            return true;
        }
    }

    sealed class CountingAnswers(IInteractiveSource source) : Counting(source), IInteractiveSource
    {
        public SimTime Due
        {
            get
            {
                try
                {
                    return source.Due;
                }
                catch (ArrivalsEndException)
                {
                    return SimTime.Never;
                }
            }
        }

        public SessionSummary? Sessions => source.Sessions;

        public void Answered(in Request request, SimTime now) => source.Answered(request, now);

        public void Failed(in Request request, SimTime now) => source.Failed(request, now);
    }
}
