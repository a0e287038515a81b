using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Performance.Measured;
using Orrery.Scenarios;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Steps whose time is given, and all else the operator model's; idle power lasts as long as the given time.</summary>
sealed class TimedSteps(StepModel model, IStepTimer times) : IStepTimer
{
    public ImmutableArray<Reach> Reaches => model.Reaches;

    public bool NeedsSpread => times.NeedsSpread;

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        model.Evaluate(shape, out cost);
        times.Evaluate(shape, out var given);
        Take(ref cost, given);
    }

    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        model.Evaluate(StepShapes.Sum(ranks), out cost);
        times.EvaluateRanks(ranks, out var given);
        Take(ref cost, given);
    }

    void Take(ref StepCost cost, in StepCost given)
    {
        cost.Joules += model.IdleWatts * (given.Seconds - cost.Seconds);
        cost.Seconds = given.Seconds;
        cost.ComputeSeconds = Math.Min(cost.ComputeSeconds, given.Seconds);
        cost.LinkSeconds = Math.Min(given.LinkSeconds > 0 ? given.LinkSeconds : cost.LinkSeconds, given.Seconds);
    }

    /// <summary>What tells the costs of a plan's steps.</summary>
    public static IStepTimer Of(SystemPlan plan, StepModel model) => plan.Timing switch
    {
        MeasuredTiming measured => new TimedSteps(model, new MeasuredTimer(measured.Tables, Engine(plan))),
        FittedTiming fitted => new TimedSteps(model, new FittedTimer(fitted.Steps, model.Reaches)),
        _ => model,
    };

    static MeasuredEngine Engine(SystemPlan plan)
    {
        var engine = new MeasuredEngine(plan.Model, plan.Parallelism) { BytesPerActivation = plan.Precision.Activations.BytesPerElement };
        return plan.System.Accelerator.ScaleUp is { } link
            ? engine with { LinkBandwidth = new(link.Bandwidth.Value * link.Efficiency), LinkLatency = link.Latency }
            : engine;
    }
}
