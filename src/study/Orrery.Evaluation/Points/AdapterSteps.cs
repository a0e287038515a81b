using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Steps whose sequences use low-rank adapters: each different one is read once from the tier of the cache, and every token passes through an adapter's matrices.</summary>
/// <remarks>
/// As in S-LoRA (MLSys 2024) adapters of different sequences run in one batched kernel beside the base model's; its time comes on top, none of it overlapped. Power is
/// that of the step.
/// </remarks>
sealed class AdapterSteps(IStepTimer steps, AdapterSpec adapters, SystemPlan plan, int tier) : IStepTimer
{
    const double BytesPerParameter = 2; // adapters stay in 16 bit beside quantised models

    readonly double _readBytesPerSecond = plan.System.Accelerator.Memory[tier].ReadBandwidth.Value * plan.Parallelism.DevicesPerEngine;
    readonly double _flopsPerSecond = plan.System.Accelerator.Engine(ComputeType.Bf16).Peak.Value * plan.Parallelism.DevicesPerEngine;

    public ImmutableArray<Reach> Reaches => steps.Reaches;

    public bool IsConvex => steps.IsConvex;

    public bool NeedsSpread => steps.NeedsSpread;

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        steps.Evaluate(shape, out cost);
        Add(shape, ref cost);
    }

    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        steps.EvaluateRanks(ranks, out cost);
        Add(StepShapes.Sum(ranks), ref cost);
    }

    void Add(in StepShape shape, ref StepCost cost)
    {
        if (shape.Adapters == 0) return;
        var bytes = shape.Adapters * adapters.Size.Value;
        var flops = 2 * adapters.Size.Value / BytesPerParameter * shape.Tokens;
        var computing = flops / _flopsPerSecond;
        var seconds = Math.Max(bytes / _readBytesPerSecond, computing);
        if (cost.Seconds > 0) cost.Joules *= 1 + seconds / cost.Seconds;
        cost.Seconds += seconds;
        cost.Flops += flops;
        cost.ComputeSeconds += computing;
        cost.ReadBytes[tier] += bytes;
    }
}
