using System.Collections.Immutable;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>Tells what a step costs: the operator model, a measured table or a fitted formula.</summary>
public interface IStepTimer
{
    /// <summary>The reaches that <see cref="PerReach"/> indexes; at most <see cref="ReachLimits.Reaches"/>.</summary>
    ImmutableArray<Reach> Reaches { get; }

    /// <summary>The cost of one step. Pure: the same shape always costs the same. Allocates nothing.</summary>
    void Evaluate(in StepShape shape, out StepCost cost);

    /// <summary>The cost of one step of data ranks that work on batches of their own and wait for each other; of a rank without work the shape is empty.</summary>
    /// <param name="ranks">What each rank works on.</param>
    /// <param name="cost">The cost of all ranks together. Here that of their sum, as if it were spread evenly.</param>
    void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost) => Evaluate(StepShapes.Sum(ranks), out cost);

    /// <summary>
    /// Whether time and energy are convex and piecewise linear in <see cref="StepShape.DecodeAttended"/>, as sums and maxima of rooflines are. Three points on a line
    /// then mean a line between them, and a run of decode steps need be evaluated at its ends alone.
    /// </summary>
    bool IsConvex => false;

    /// <summary>Whether the cost depends on <see cref="StepShape.DecodeLongest"/> and <see cref="StepShape.DecodeShortest"/>, which take work to know.</summary>
    bool NeedsSpread => false;
}
