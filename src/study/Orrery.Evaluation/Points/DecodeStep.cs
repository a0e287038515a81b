using Orrery.Performance;
using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>A step in which equal sequences decode.</summary>
/// <param name="Shape">What it works on.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Drafted">Tokens that each sequence drafts for it.</param>
/// <param name="Tokens">Tokens that each gets out of it, in the mean: one without speculation.</param>
readonly record struct DecodeStep(StepShape Shape, StepCost Cost, int Drafted, double Tokens)
{
    /// <summary>Time per output token of a sequence.</summary>
    public double Tpot => Cost.Seconds / Tokens;

    /// <summary>The step; where the length of drafts is free, the one with the shortest time per token, as the engine would choose.</summary>
    public static DecodeStep Of(IStepTimer timer, ServingSpec serving, int sequences, long context)
    {
        if (serving.Speculation is not { } speculation) return With(0);
        var most = Math.Clamp(serving.MaxBatchedTokens / sequences - 1, 0, speculation.MostDrafted);
        if (speculation.Lookahead is not null) return With(most);
        return Enumerable.Range(0, most + 1).Select(With).MinBy(step => step.Tpot);

        DecodeStep With(int drafted)
        {
            var shape = StepShapes.Decode(timer.Reaches, sequences, context, drafted);
            timer.Evaluate(shape, out var cost);
            return new(shape, cost, drafted, drafted == 0 ? 1 : serving.Speculation!.Acceptance.MeanLength(drafted));
        }
    }
}
