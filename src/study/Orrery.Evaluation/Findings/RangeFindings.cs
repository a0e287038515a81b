namespace Orrery.Evaluation;

/// <summary>Says where ranges are a guess.</summary>
static class RangeFindings
{
    /// <summary>That nothing of the accelerator's architecture was measured; null where something was.</summary>
    public static Finding? Of(SystemCase s) => s.Simulated.Ranges is { Unmeasured: true } ranges
        ? new(FindingLevel.Hint, "unmeasured-hardware",
            FormattableString.Invariant($"No accelerator of this architecture was measured: the ranges, marked ≈, are those of measured ones twice as wide, a step taking {ranges.StepTime.Low:0.00} to {ranges.StepTime.High:0.00} times what is said."))
        : null;
}
