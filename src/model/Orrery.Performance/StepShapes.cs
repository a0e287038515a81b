using System.Collections.Immutable;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance;

/// <summary>Writes the shapes of common steps.</summary>
public static class StepShapes
{
    /// <summary>A step in which equal sequences decode one token each.</summary>
    /// <param name="reaches">The model's reaches.</param>
    /// <param name="sequences">How many.</param>
    /// <param name="context">Tokens that each attends to, its own included.</param>
    /// <param name="drafted">Drafted tokens that each verifies beside its own.</param>
    public static StepShape Decode(ImmutableArray<Reach> reaches, int sequences, long context, int drafted = 0)
    {
        var shape = default(StepShape);
        AddDecode(ref shape, reaches, sequences, context, drafted);
        return shape;
    }

    /// <summary>A step that computes chunks of prompts of equal length.</summary>
    /// <param name="reaches">The model's reaches.</param>
    /// <param name="sequences">How many prompts.</param>
    /// <param name="computed">Tokens of each that are cached already.</param>
    /// <param name="tokens">Tokens of each that this step computes.</param>
    /// <param name="completes">Whether the step completes the prompts, so that each samples a token.</param>
    public static StepShape Prefill(ImmutableArray<Reach> reaches, int sequences, long computed, int tokens, bool completes = true)
    {
        var shape = default(StepShape);
        AddPrefill(ref shape, reaches, sequences, computed, tokens, completes);
        return shape;
    }

    /// <summary>Adds decoding sequences to a step.</summary>
    public static void AddDecode(ref StepShape shape, ImmutableArray<Reach> reaches, int sequences, long context, int drafted = 0)
    {
        if (sequences > 0)
        {
            shape.DecodeLongest = Math.Max(shape.DecodeLongest, context + drafted);
            shape.DecodeShortest = shape.DecodeSequences > 0 ? Math.Min(shape.DecodeShortest, context + drafted) : context + drafted;
        }
        shape.DecodeSequences += sequences;
        shape.DraftTokens += sequences * drafted;
        shape.SampledSequences += sequences;
        for (var r = 0; r < reaches.Length; r++)
        {
            var read = ReachMath.Read(reaches[r], context - 1, 1 + drafted);
            shape.DecodeAttended[r] += (double)sequences * read;
            shape.DraftPairs[r] += (double)sequences * (ReachMath.Pairs(reaches[r], context - 1, 1 + drafted) - read);
        }
    }

    /// <summary>Adds prompt chunks to a step.</summary>
    public static void AddPrefill(ref StepShape shape, ImmutableArray<Reach> reaches, int sequences, long computed, int tokens, bool completes)
    {
        shape.PrefillTokens += sequences * tokens;
        shape.PrefillSequences += sequences;
        if (completes) shape.SampledSequences += sequences;
        for (var r = 0; r < reaches.Length; r++)
        {
            shape.PrefillPairs[r] += (double)sequences * ReachMath.Pairs(reaches[r], computed, tokens);
            shape.PrefillAttended[r] += (double)sequences * ReachMath.Read(reaches[r], computed, tokens);
        }
    }

    /// <summary>The step that works on what several do.</summary>
    public static StepShape Sum(ReadOnlySpan<StepShape> shapes)
    {
        var sum = default(StepShape);
        foreach (ref readonly var shape in shapes)
        {
            if (shape.DecodeSequences > 0)
            {
                sum.DecodeLongest = Math.Max(sum.DecodeLongest, shape.DecodeLongest);
                sum.DecodeShortest = sum.DecodeSequences > 0 ? Math.Min(sum.DecodeShortest, shape.DecodeShortest) : shape.DecodeShortest;
            }
            sum.PrefillTokens += shape.PrefillTokens;
            sum.PrefillSequences += shape.PrefillSequences;
            sum.DecodeSequences += shape.DecodeSequences;
            sum.Adapters += shape.Adapters;
            sum.SampledSequences += shape.SampledSequences;
            sum.DraftTokens += shape.DraftTokens;
            for (var r = 0; r < ReachLimits.Reaches; r++)
            {
                sum.PrefillPairs[r] += shape.PrefillPairs[r];
                sum.PrefillAttended[r] += shape.PrefillAttended[r];
                sum.DecodeAttended[r] += shape.DecodeAttended[r];
                sum.DraftPairs[r] += shape.DraftPairs[r];
            }
        }
        return sum;
    }
}
