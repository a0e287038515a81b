namespace Orrery.Evaluation;

/// <summary>Says where ranges are a guess.</summary>
static class RangeFindings
{
    /// <summary>That nothing of the accelerator's architecture was measured; null where something was.</summary>
    public static Finding? Of(SystemCase s) => s.Simulated.Ranges is { Unmeasured: true } ranges
        ? new(FindingLevel.Hint, "unmeasured-hardware",
            FormattableString.Invariant($"No accelerator of this architecture was measured: the ranges, marked ≈, are those of measured ones twice as wide, a step taking {ranges.StepTime.Low:0.00} to {ranges.StepTime.High:0.00} times what is said."))
        : null;

    /// <summary>Why there are none; null where there are, or none were asked for.</summary>
    public static Finding? None(SystemCase s) => s.RangesAsked && s.Simulated is { Ranges: null, Requests.Completed: > 0 } && PredictionIntervals.WhyNone(s.Engine) is { } why
        ? new(FindingLevel.Hint, "no-ranges", $"How far off a measured system may be is not said: {why}.")
        : null;
}
