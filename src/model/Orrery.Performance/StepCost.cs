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
}
