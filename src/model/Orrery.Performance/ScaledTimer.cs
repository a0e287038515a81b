using System.Collections.Immutable;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>Steps that take so many times as long as a model says, by what they work on: what a calibration to one's own system corrects.</summary>
/// <remarks>
/// The factor of a step with prompts and decodes lies between the two, as a mean of logarithms by tokens, so that time is smooth in the make-up of a batch. It does
/// not depend on contexts: a run of decode steps stays as convex as it was. Devices idle for what is longer, as in steps whose time is given.
/// </remarks>
/// <param name="timer">What the steps cost by the model.</param>
/// <param name="prefill">Time of steps that compute prompts alone, over the model's.</param>
/// <param name="decode">Time of steps that decode alone, over the model's.</param>
/// <param name="idlePower">Power of the engine's devices while they wait.</param>
public sealed class ScaledTimer(IStepTimer timer, double prefill, double decode, Watts idlePower) : IStepTimer
{
    readonly double _logPrefill = Math.Log(prefill), _logDecode = Math.Log(decode);

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => timer.Reaches;

    /// <inheritdoc/>
    public bool IsConvex => timer.IsConvex;

    /// <inheritdoc/>
    public bool NeedsSpread => timer.NeedsSpread;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        timer.Evaluate(shape, out cost);
        Scale(shape.PrefillTokens, shape.Tokens, ref cost);
    }

    /// <inheritdoc/>
    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        timer.EvaluateRanks(ranks, out cost);
        int prompts = 0, tokens = 0;
        foreach (ref readonly var rank in ranks)
        {
            prompts += rank.PrefillTokens;
            tokens += rank.Tokens;
        }
        Scale(prompts, tokens, ref cost);
    }

    void Scale(int prompts, int tokens, ref StepCost cost)
    {
        var factor = prompts == 0 ? decode : prompts == tokens ? prefill : Math.Exp(_logDecode + (_logPrefill - _logDecode) * prompts / tokens);
        var seconds = factor * cost.Seconds;
        cost.Joules = Math.Max(0, cost.Joules + idlePower.Value * (seconds - cost.Seconds));
        cost.Seconds = seconds;
        cost.ComputeSeconds = Math.Min(cost.ComputeSeconds, seconds);
        cost.LinkSeconds = Math.Min(cost.LinkSeconds, seconds);
    }
}
