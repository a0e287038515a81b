using System.Collections.Immutable;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>A step's time as a linear formula, fitted to an engine.</summary>
/// <param name="Base">Of every step.</param>
/// <param name="PerPrefillToken">For each prompt token computed, and each drafted token verified.</param>
/// <param name="PerDecodeSequence">For each sequence that decodes.</param>
/// <param name="PerAttendedToken">For each token that the decoding sequences attend to; of the reach over the whole context where a model mixes several.</param>
public sealed record FittedSteps(Seconds Base, Seconds PerPrefillToken, Seconds PerDecodeSequence, Seconds PerAttendedToken)
{
    /// <summary>
    /// Times by tokens through the layers, ascending, straight between and beyond: they stand for the first three terms. Empty where these are given.
    /// </summary>
    public ImmutableArray<StepPoint> Curve { get; init; } = [];
}

/// <summary>A point of a step's time by its tokens.</summary>
/// <param name="Tokens">Tokens through the layers: of prompts, of decodes and of drafts.</param>
/// <param name="Time">Time of a step that attends to nothing cached.</param>
public readonly record struct StepPoint(int Tokens, Seconds Time);

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
        cost.Seconds = (fit.Curve.IsEmpty
                ? fit.Base.Value + fit.PerPrefillToken.Value * (shape.PrefillTokens + shape.DraftTokens) + fit.PerDecodeSequence.Value * shape.DecodeSequences
                : OnCurve(shape.Tokens))
            + (reaches.Length == 0 ? 0 : fit.PerAttendedToken.Value * shape.DecodeAttended[_whole]);
    }

    // Before the first point the time is the first one's.
    double OnCurve(int tokens)
    {
        var curve = fit.Curve.AsSpan();
        if (tokens <= curve[0].Tokens) return curve[0].Time.Value;
        var i = 1;
        while (i < curve.Length - 1 && curve[i].Tokens < tokens) i++;
        var (from, to) = (curve[i - 1], curve[i]);
        return from.Time.Value + (to.Time.Value - from.Time.Value) * (tokens - from.Tokens) / (to.Tokens - from.Tokens);
    }
}
