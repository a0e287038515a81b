using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Evidence;

/// <summary>A model spread evenly over a ring of units of the catalog's <c>rpu-cu</c>.</summary>
sealed class RingMachine
{
    static readonly ImmutableArray<WorkOmission> Queries = [WorkOmission.QueryExchange];

    readonly StepModel _steps;

    RingMachine(StepModel steps) => _steps = steps;

    /// <summary>Everything of 4 bits with a scale for 32, the cache of 8.</summary>
    public static PrecisionSpec Mxfp4 { get; } = new() { Weights = NumberFormat.Mxfp4, Experts = NumberFormat.Mxfp4, Embeddings = NumberFormat.Mxfp4, Kv = NumberFormat.Fp8 };

    /// <summary>The machine.</summary>
    /// <param name="inputs">The catalog.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="units">Units on the ring.</param>
    /// <param name="format">Format of all weights; MXFP4 where not given.</param>
    /// <param name="omitted">What is left out of the count; the exchange of queries where not given, as the publication does.</param>
    public static RingMachine Of(PublicationInputs inputs, string model, int units, NumberFormat? format = null, ImmutableArray<WorkOmission>? omitted = null)
    {
        var unit = inputs.Accelerator("rpu-cu");
        // The ring is as long as it is asked to be.
        unit = unit with { ScaleUp = unit.ScaleUp! with { DomainSize = Math.Max(units, unit.ScaleUp.DomainSize) } };
        var precision = format is null ? Mxfp4 : Mxfp4 with { Weights = format, Experts = format, Embeddings = format };
        var graph = OperatorGraph.Build(inputs.Model(model).Leaving(omitted ?? Queries), precision, new(units) { Split = TensorSplit.Elements });
        return new(new StepModel(graph, unit, MemoryPlanner.Plan(graph, unit, new(), 1, 64, 32), PerformanceMode.Calibrated));
    }

    /// <summary>The number of units at which a ring takes as long for a token as memory does: beyond it more of them are slower.</summary>
    public static int Optimum(PublicationInputs inputs, string model)
    {
        var (below, above) = (1, 1024);
        while (above - below > 1)
        {
            var middle = (below + above) / 2;
            var cost = Of(inputs, model, middle).Decode(1, 8192);
            // What is left beside the longest stream is the wait for a step's first bytes.
            if (cost.Seconds - cost.LinkSeconds <= 2 * inputs.Accelerator("rpu-cu").Memory[0].Latency.Value) above = middle;
            else below = middle;
        }

        return above;
    }

    /// <summary>A step in which equal sequences decode.</summary>
    public StepCost Decode(int sequences, long context, int drafted = 0)
    {
        _steps.Evaluate(StepShapes.Decode(_steps.Reaches, sequences, context, drafted), out var cost);
        return cost;
    }

    /// <summary>Bytes of weights and of the cache of one sequence on all units.</summary>
    public double StoredBytes(long context) => _steps.Graph.WeightBytesPerDevice * _steps.Graph.Parallelism.Tensor + _steps.Graph.KvBytesPerToken.Sum() * context;
}
