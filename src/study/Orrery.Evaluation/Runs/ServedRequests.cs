using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Serves requests of one's own on a system, whatever the traffic of its plan.</summary>
public static class ServedRequests
{
    /// <summary>What became of each request, in order of completion.</summary>
    /// <param name="engine">The system's engine; the model fits.</param>
    /// <param name="plan">The plan that it stands in: objectives and seed.</param>
    /// <param name="requests">The requests.</param>
    /// <exception cref="InvalidOperationException">The model does not fit.</exception>
    public static List<RequestOutcome> Of(EngineModel engine, Plan plan, IRequestSource requests)
    {
        if (engine.Pools.Any(static pool => pool.Timer is null)) throw new InvalidOperationException("The model does not fit.");
        var outcomes = new List<RequestOutcome>();
        ServingSimulation.Run(requests, SystemEvaluator.Setup(engine, plan) with { Sink = outcomes.Add });
        return outcomes;
    }
}
