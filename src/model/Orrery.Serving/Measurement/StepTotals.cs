using Orrery.Performance;

namespace Orrery.Serving.Measurement;

/// <summary>Sums of step costs.</summary>
static class StepTotals
{
    public static void Add(ref StepCost total, in StepCost step)
    {
        total.Seconds += step.Seconds;
        total.Joules += step.Joules;
        total.Flops += step.Flops;
        total.ComputeSeconds += step.ComputeSeconds;
        total.LinkBytes += step.LinkBytes;
        total.LinkSeconds += step.LinkSeconds;
        for (var tier = 0; tier < ReachLimits.Tiers; tier++)
        {
            total.ReadBytes[tier] += step.ReadBytes[tier];
            total.WrittenBytes[tier] += step.WrittenBytes[tier];
        }
    }
}
