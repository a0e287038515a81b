using System.Globalization;

namespace Orrery.Evaluation;

/// <summary>Whether drafting pays.</summary>
static class SpeculationFindings
{
    public static Finding? Of(SystemCase s)
    {
        if (s.Simulated.Speculation is not { DraftedTokens: > 0 } drafts || s.Analytic.Speculation is not { Lookahead: > 0 } step) return null;
        var wasted = (double)drafts.WastedTokens / drafts.DraftedTokens;
        var evidence = string.Create(CultureInfo.InvariantCulture,
            $"At the mean batch a step gives {step.TokensPerStep:0.##} tokens for {step.TokensPerStep / step.SpeedUp:0.##} times the time of one without drafts; {wasted * 100:0} % of the drafted tokens were wasted, and drafting took {drafts.DraftTimeShare * 100:0.#} % of the busy time.");
        return step.SpeedUp >= 1
            ? new(FindingLevel.Hint, "speculation-pays", string.Create(CultureInfo.InvariantCulture, $"Speculation makes tokens come {step.SpeedUp:0.##} times as fast. ") + evidence)
            : new(FindingLevel.Warning, "speculation-costs", string.Create(CultureInfo.InvariantCulture, $"Speculation makes tokens come at {step.SpeedUp:0.##} times the pace of decoding without it. ") + evidence + " Shorter drafts, 'lookahead: adaptive' or no speculation would serve better.");
    }
}
