using System.Collections.Immutable;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>A step's time as a linear formula, fitted to an engine.</summary>
/// <param name="Base">Of every step.</param>
/// <param name="PerPrefillToken">For each prompt token computed, and each drafted token verified.</param>
/// <param name="PerDecodeSequence">For each sequence that decodes.</param>
/// <param name="PerAttendedToken">For each token that the decoding sequences attend to; of the reach over the whole context where a model mixes several.</param>
public sealed record FittedSteps(Seconds Base, Seconds PerPrefillToken, Seconds PerDecodeSequence, Seconds PerAttendedToken);

/// <summary>Tells a step's time by a fitted formula. It knows time alone: energy, traffic and arithmetic stay zero.</summary>
/// <param name="fit">The formula.</param>
/// <param name="reaches">The model's reaches.</param>
public sealed class FittedTimer(FittedSteps fit, ImmutableArray<Reach> reaches) : IStepTimer
{
    readonly int _whole = Math.Max(0, reaches.IndexOf(Reach.Full));

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => reaches;

    /// <summary>True: the time is affine in the tokens attended.</summary>
    public bool IsConvex => true;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        cost = default;
        cost.Seconds = fit.Base.Value + fit.PerPrefillToken.Value * (shape.PrefillTokens + shape.DraftTokens) + fit.PerDecodeSequence.Value * shape.DecodeSequences
            + (reaches.Length == 0 ? 0 : fit.PerAttendedToken.Value * shape.DecodeAttended[_whole]);
    }
}
