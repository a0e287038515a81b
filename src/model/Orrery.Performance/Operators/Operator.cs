using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Performance;

/// <summary>Which devices take part in a collective.</summary>
enum CollectiveGroup
{
    Tensor,
    Context,
    Experts,
    Neighbour,
}

/// <summary>Something done against memory or arithmetic in proportion to one feature of the step.</summary>
/// <param name="Per">The feature.</param>
/// <param name="Amount">FLOPs or bytes for one of it, on one device.</param>
readonly record struct Work(Feature Per, double Amount)
{
    public static Work None => default;
}

/// <summary>
/// One operator of a step as the architecture and the sharding make it, before any hardware is known: what one device computes,
/// reads, writes and sends for each unit of a feature of the step.
/// </summary>
sealed record Operator
{
    /// <summary>Name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>The operator runs only in steps that have some of this.</summary>
    public required Feature Trigger { get; init; }

    /// <summary>Arithmetic.</summary>
    public Work Flops { get; init; }

    /// <summary>Another way to the same result; the kernel with less arithmetic is taken. None where there is one way.</summary>
    public Work OtherFlops { get; init; }

    /// <summary>The arithmetic's type.</summary>
    public ComputeType Compute { get; init; } = ComputeType.Bf16;

    /// <summary>Whether the arithmetic is fused attention rather than a matrix multiplication.</summary>
    public bool IsAttention { get; init; }

    /// <summary>The kind of kernel, for fits of measured ones; null where there are none.</summary>
    public KernelKind? Kernel { get; init; }

    /// <summary>Format of its weights or its cache.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Bf16;

    /// <summary>Length of the inner dimension.</summary>
    public double Depth { get; init; }

    /// <summary>Arithmetic of one more row in every group that the kernel works on, if all are touched.</summary>
    public double PadFlops { get; init; }

    /// <summary>Visits of this device's experts by one token, mean.</summary>
    public double Visits { get; init; }

    /// <summary>Visits of other devices' experts by one token, where every device has all tokens.</summary>
    public double VisitsElsewhere { get; init; }

    /// <summary>Bytes of activations of one visit.</summary>
    public double RowBytes { get; init; }

    /// <summary>Heads that the kernel schedules one by one for a token.</summary>
    public double UnitsPerToken { get; init; }

    /// <summary>Bytes of weights that one execution reads; for experts, if every expert were touched.</summary>
    public double WeightBytes { get; init; }

    /// <summary>What those bytes are.</summary>
    public WeightClass Class { get; init; }

    /// <summary>Bytes of a shared context's cache that it holds.</summary>
    public double ContextBytes { get; init; }

    /// <summary>What they are read once for each of; once an execution where not given.</summary>
    public Feature WeightsPer { get; init; }

    /// <summary>Bytes of weights that it holds in memory: those of <see cref="WeightBytes"/>, or the table of a gather.</summary>
    public double StoredBytes { get; init; }

    /// <summary>How its stored weights are read from a slower tier; null where they are read whole.</summary>
    public WeightBundle? Bundle { get; init; }

    /// <summary>Share of the experts that one token leaves untouched; 0 where all weights are always read.</summary>
    public double UntouchedPerToken { get; init; }

    /// <summary>How uneven experts are; null where they are even or there are none.</summary>
    public ExpertLoad? Load { get; init; }

    /// <summary>Activations read and written.</summary>
    public Work Activations { get; init; }

    /// <summary>Key-value cache or state read.</summary>
    public Work KvRead { get; init; }

    /// <summary>Key-value cache or state written.</summary>
    public Work KvWrite { get; init; }

    /// <summary>Bytes of one contiguous piece of cache in one layer: what a paged tier reads at once.</summary>
    public double KvPieceBytes { get; init; }

    /// <summary>Most tokens that one token attends to.</summary>
    public double LongestRow { get; init; } = double.PositiveInfinity;

    /// <summary>The collective, if it is one.</summary>
    public Collective? Collective { get; init; }

    /// <summary>Who takes part.</summary>
    public CollectiveGroup Group { get; init; }

    /// <summary>Copies of a token that go to distinct devices, over those that <see cref="Payload"/> counts.</summary>
    public double DistinctShare { get; init; } = 1;

    /// <summary>Size of the collective's result.</summary>
    public Work Payload { get; init; }

    /// <summary>Pointwise on the output of the multiplication before it, whose epilogue could do it; the ideal machine does.</summary>
    public bool IsEpilogue { get; init; }

    /// <summary>Whether only a roofline counts it.</summary>
    public bool IsIdealOnly { get; init; }

    /// <summary>Kernels launched.</summary>
    public int Launches { get; init; } = 1;
}

/// <summary>Weights that are read neuron by neuron or expert by expert.</summary>
/// <param name="Chunk">Bytes that lie together.</param>
/// <param name="Activity">Which of them tokens use.</param>
/// <param name="DensePrompts">Whether prompts use all of them.</param>
sealed record WeightBundle(double Chunk, NeuronActivity Activity, bool DensePrompts);

/// <summary>An operator with the times it runs in each pipeline stage.</summary>
sealed record PlacedOperator(Operator Operator, ImmutableArray<int> CountByStage)
{
    public int Count { get; } = CountByStage.Sum();
}
