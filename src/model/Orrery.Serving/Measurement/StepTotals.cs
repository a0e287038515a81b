using Orrery.Performance;

namespace Orrery.Serving.Measurement;

/// <summary>Weighted sums of step costs.</summary>
static class StepTotals
{
    public static void Add(ref StepCost total, in StepCost step, double weight = 1)
    {
        total.Seconds += weight * step.Seconds;
        total.Joules += weight * step.Joules;
        total.Flops += weight * step.Flops;
        total.ComputeSeconds += weight * step.ComputeSeconds;
        total.LinkBytes += weight * step.LinkBytes;
        total.LinkSeconds += weight * step.LinkSeconds;
        for (var tier = 0; tier < ReachLimits.Tiers; tier++)
        {
            total.ReadBytes[tier] += weight * step.ReadBytes[tier];
            total.WrittenBytes[tier] += weight * step.WrittenBytes[tier];
        }
    }
}
