namespace Orrery.Performance;

/// <summary>One execution of one operator on one device. SI units.</summary>
struct OperatorPrice
{
    public double Flops;
    public double WeightBytes;
    public double KvReadBytes;
    public double KvWriteBytes;
    public double ActivationBytes;
    public double LinkBytes;

    /// <summary>Arithmetic at the rate it reaches.</summary>
    public double Compute;

    /// <summary>Arithmetic at the peak rate.</summary>
    public double PeakCompute;

    /// <summary>For each memory path: its bytes at the rate they reach.</summary>
    public PerTier Paths;

    public double Launch;

    /// <summary>Arithmetic or memory, whichever is longer, and the launch.</summary>
    public double Seconds;

    public double Network;
    public double Joules;
}

/// <summary>The sums over one stage's operators for one micro-batch, in seconds.</summary>
struct StageTime
{
    public double Sequential;
    public double Compute;
    public double PeakCompute;
    public double Network;
    public double Launch;
    public PerTier Paths;

    public void Add(int count, in OperatorPrice price, int paths)
    {
        Sequential += count * price.Seconds;
        Compute += count * price.Compute;
        PeakCompute += count * price.PeakCompute;
        Network += count * price.Network;
        Launch += count * price.Launch;
        for (var p = 0; p < paths; p++) Paths[p] += count * price.Paths[p];
    }
}
