using System.Collections.Immutable;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>Steps that load what of their weights is not in near memory: the loading is added to what they take by themselves, less what runs beside it.</summary>
public sealed class OffloadTimer : IStepTimer
{
    readonly IStepTimer _timer;
    readonly OffloadPlan _plan;
    readonly double _devices, _stages, _idleWatts, _joulesPerByte;

    /// <summary>Wraps the steps of an engine.</summary>
    /// <param name="timer">What they cost with all weights in near memory.</param>
    /// <param name="model">The operator model behind it.</param>
    /// <param name="plan">What is loaded.</param>
    public OffloadTimer(IStepTimer timer, StepModel model, OffloadPlan plan)
    {
        (_timer, _plan) = (timer, plan);
        _devices = model.Graph.Parallelism.DevicesPerEngine;
        _stages = model.Graph.Parallelism.Pipeline;
        _idleWatts = model.IdleWatts;
        var (near, far) = (model.Accelerator.Memory[plan.Near], model.Accelerator.Memory[plan.Far]);
        _joulesPerByte = far.ReadEnergy.Value + (near.WriteEnergy ?? near.ReadEnergy).Value;
    }

    /// <summary>What is loaded.</summary>
    public OffloadPlan Plan => _plan;

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => _timer.Reaches;

    /// <inheritdoc/>
    public bool IsConvex => _timer.IsConvex;

    /// <inheritdoc/>
    public bool NeedsSpread => _timer.NeedsSpread;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        _timer.Evaluate(shape, out cost);
        Add(shape, ref cost);
    }

    /// <inheritdoc/>
    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        _timer.EvaluateRanks(ranks, out cost);
        Add(StepShapes.Sum(ranks), ref cost);
    }

    /// <summary>What a step loads on one device.</summary>
    public OffloadLoad Load(in StepShape shape) => _plan.Load(shape.DecodeSequences + shape.DraftTokens, shape.PrefillTokens);

    // The stages of a pipeline load one after the other, as a token passes them.
    void Add(in StepShape shape, ref StepCost cost)
    {
        var load = Load(shape);
        var bytes = (load.SparseBytes + load.StreamedBytes) * _devices;
        var reading = load.Seconds * _stages;
        var seconds = reading - Math.Min(_plan.Spec.Overlap * reading, cost.Seconds) + load.ManagementSeconds * _stages;
        cost.Seconds += seconds;
        cost.Joules += _idleWatts * seconds + _joulesPerByte * bytes;
        cost.ReadBytes[_plan.Far] += bytes;
        cost.WrittenBytes[_plan.Near] += bytes;
    }
}
