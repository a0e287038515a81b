using System.Runtime.CompilerServices;

namespace Orrery.Performance;

/// <summary>The most reaches (full, windows, chunks) that one model may mix.</summary>
public static class ReachLimits
{
    /// <summary>Full attention and up to three windows or chunks.</summary>
    public const int Reaches = 4;

    /// <summary>The most memory tiers that one accelerator may have.</summary>
    public const int Tiers = 6;
}

/// <summary>One number for each reach of the model, in the order of <see cref="IStepTimer.Reaches"/>.</summary>
[InlineArray(ReachLimits.Reaches)]
public struct PerReach
{
    double _first;
}

/// <summary>One number for each memory tier, in the accelerator's order.</summary>
[InlineArray(ReachLimits.Tiers)]
public struct PerTier
{
    double _first;
}

/// <summary>
/// What one step of an engine works on, summed over its sequences: all that the step's cost depends on.
/// Between two events of a batch only <see cref="DecodeAttended"/> changes, and it changes linearly.
/// </summary>
public struct StepShape
{
    /// <summary>Prompt tokens computed in this step.</summary>
    public int PrefillTokens;

    /// <summary>Sequences those tokens belong to.</summary>
    public int PrefillSequences;

    /// <summary>Prompt tokens that an encoder makes in this step from images or sound, of this step's prompts or of later chunks of them.</summary>
    public int EncoderTokens;

    /// <summary>Sequences that decode: one token each, and what <see cref="DraftTokens"/> adds.</summary>
    public int DecodeSequences;

    /// <summary>Drafted tokens that the decoding sequences verify beside that one, all sequences together; equally many for each. 0 without speculation.</summary>
    public int DraftTokens;

    /// <summary>Sequences whose next token is sampled: those decoding and those whose prompt is completed.</summary>
    public int SampledSequences;

    /// <summary>Different low-rank adapters that its sequences use.</summary>
    public int Adapters;

    /// <summary>For each reach: pairs of a prompt token and a token it attends to, itself included.</summary>
    public PerReach PrefillPairs;

    /// <summary>For each reach: cached tokens that the prompt chunks read, those of this step included.</summary>
    public PerReach PrefillAttended;

    /// <summary>For each reach: cached tokens that the decoding sequences read, those of this step included: each once, however many of its queries attend to it.</summary>
    public PerReach DecodeAttended;

    /// <summary>For each reach: pairs of a decoding query and a token it attends to, beyond one for each of <see cref="DecodeAttended"/>. 0 without speculation.</summary>
    public PerReach DraftPairs;

    /// <summary>
    /// Over the whole context: tokens that the decoding sequence with most and the one with fewest attend to, themselves included; 0 where the timer does not
    /// ask for them (<see cref="IStepTimer.NeedsSpread"/>) or none decodes.
    /// </summary>
    public double DecodeLongest, DecodeShortest;

    /// <summary>Tokens that pass through the layers.</summary>
    public readonly int Tokens => PrefillTokens + DecodeSequences + DraftTokens;
}
