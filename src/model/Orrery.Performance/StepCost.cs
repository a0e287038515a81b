namespace Orrery.Performance;

/// <summary>What one step costs the engine, all its devices together unless said otherwise. SI units.</summary>
public struct StepCost
{
    /// <summary>Time from start to end of the step.</summary>
    public double Seconds;

    /// <summary>Energy of all devices of the engine over that time, idle power included; hosts and cooling are not.</summary>
    public double Joules;

    /// <summary>Arithmetic done.</summary>
    public double Flops;

    /// <summary>Time that the matrix and vector engines of the slowest device were busy at their peak rate: FLOPs over peak.</summary>
    public double ComputeSeconds;

    /// <summary>For each tier: bytes read, all devices together.</summary>
    public PerTier ReadBytes;

    /// <summary>For each tier: bytes written, all devices together.</summary>
    public PerTier WrittenBytes;

    /// <summary>Bytes sent over links, all devices together.</summary>
    public double LinkBytes;

    /// <summary>Time in which the network was the operator being waited for.</summary>
    public double LinkSeconds;

    /// <summary>The part of <see cref="Seconds"/> that went into drafting; 0 without speculation.</summary>
    public double DraftSeconds;

    /// <summary>Adds another cost, so many times.</summary>
    public void Add(in StepCost other, double weight = 1)
    {
        Seconds += weight * other.Seconds;
        Joules += weight * other.Joules;
        Flops += weight * other.Flops;
        ComputeSeconds += weight * other.ComputeSeconds;
        LinkBytes += weight * other.LinkBytes;
        LinkSeconds += weight * other.LinkSeconds;
        DraftSeconds += weight * other.DraftSeconds;
        for (var tier = 0; tier < ReachLimits.Tiers; tier++)
        {
            ReadBytes[tier] += weight * other.ReadBytes[tier];
            WrittenBytes[tier] += weight * other.WrittenBytes[tier];
        }
    }
}
