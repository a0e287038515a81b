using Orrery.Performance;
using Orrery.Serving;

namespace Orrery.Scenarios;

/// <summary>What drafts tokens in the engines of a candidate, and where everything lies with it.</summary>
public static class Drafting
{
    /// <summary>The operators of the candidate's model.</summary>
    public static OperatorGraph Operators(SystemPlan plan) => OperatorGraph.Build(plan.Model, plan.Precision, plan.Parallelism, plan.Serving.BlockTokens, plan.Offload, plan.Serving.SharedContext);

    /// <summary>The operators that draft; null where nothing does, or what does costs nothing.</summary>
    public static OperatorGraph? Graph(SystemPlan plan) => plan.Serving.Speculation switch
    {
        { Method: DraftMethod.Draft, Draft: { } model } s => Drafter.Model(model, s.DraftPrecision ?? new(), plan.Parallelism, plan.Serving.BlockTokens),
        { Method: DraftMethod.Mtp } => Drafter.Prediction(plan.Model, plan.Precision, plan.Parallelism, plan.Serving.BlockTokens),
        { Method: DraftMethod.Eagle } => Drafter.Eagle(plan.Model, plan.Precision, plan.Parallelism, plan.Serving.BlockTokens),
        _ => null,
    };

    /// <summary>What lies where in each device of an engine.</summary>
    /// <param name="plan">The candidate.</param>
    /// <param name="graph">The operators of its model.</param>
    public static MemoryPlan Memory(SystemPlan plan, OperatorGraph graph) => MemoryPlanner.Plan(
        graph, plan.System.Accelerator, plan.Placement, plan.Serving.MemoryUtilisation, plan.Serving.MaxBatchedTokens, plan.Serving.MaxSequences,
        Graph(plan), plan.Serving.Speculation?.MostDrafted ?? 0);
}
