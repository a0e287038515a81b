using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>One engine of a candidate system, ready to be asked: its operators, its memory and its step times.</summary>
public sealed class EngineModel
{
    EngineModel(SystemPlan plan, OperatorGraph graph, MemoryPlan memory, StepModel? steps)
    {
        Plan = plan;
        Graph = graph;
        Memory = memory;
        Steps = steps;
    }

    /// <summary>The candidate.</summary>
    public SystemPlan Plan { get; }

    /// <summary>How one engine serves: its bounds on a step are those of the plan for each data rank, as engines count them.</summary>
    public ServingSpec Serving => Plan.Serving with
    {
        MaxBatchedTokens = Plan.Serving.MaxBatchedTokens * Plan.Parallelism.Data,
        MaxSequences = Plan.Serving.MaxSequences * Plan.Parallelism.Data,
    };

    /// <summary>Its operators.</summary>
    public OperatorGraph Graph { get; }

    /// <summary>What lies where in each device.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>Step times; null where the model does not fit.</summary>
    public StepModel? Steps { get; }

    /// <summary>Builds the model of a candidate's engines.</summary>
    public static EngineModel Build(SystemPlan plan)
    {
        var graph = OperatorGraph.Build(plan.Model, plan.Precision, plan.Parallelism, plan.Serving.BlockTokens);
        var memory = MemoryPlanner.Plan(
            graph, plan.System.Accelerator, plan.Placement, plan.Serving.MemoryUtilisation, plan.Serving.MaxBatchedTokens, plan.Serving.MaxSequences);
        return new EngineModel(plan, graph, memory, memory.Fits ? new StepModel(graph, plan.System.Accelerator, memory, plan.Mode) : null);
    }

    /// <summary>Sequences of a length that the cache of one engine holds at once.</summary>
    /// <param name="tokens">Tokens that each has cached.</param>
    public double SequencesThatFit(double tokens)
    {
        var kv = Memory.Kv;
        var bytes = kv.StateBytesPerSequence;
        for (var r = 0; r < Graph.Reaches.Length; r++)
        {
            var reach = Graph.Reaches[r];
            var cached = reach.Tokens > 0 ? Math.Min(tokens, reach.Tokens) : tokens;
            bytes += kv.BytesPerToken[r] * Math.Ceiling(cached / Graph.BlockTokens) * Graph.BlockTokens;
        }

        return bytes > 0 ? Math.Floor(kv.Capacity.Value / bytes) : double.PositiveInfinity;
    }
}
