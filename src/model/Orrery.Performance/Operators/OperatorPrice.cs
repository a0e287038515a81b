namespace Orrery.Performance;

/// <summary>One execution of one operator on one device. SI units.</summary>
struct OperatorPrice
{
    public double Flops;
    /// <summary>Weights, experts with them where they lie together.</summary>
    public double WeightBytes;

    /// <summary>Popular experts where they are placed apart from others, and those others.</summary>
    public double HotBytes;
    public double ColdBytes;

    /// <summary>The cache that all sequences share.</summary>
    public double ContextBytes;
    public double KvReadBytes;
    public double KvWriteBytes;
    public double ActivationBytes;
    public double ScaleUpBytes;
    public double ScaleOutBytes;

    /// <summary>Arithmetic at the rate it reaches.</summary>
    public double Compute;

    /// <summary>The longest memory path at the rate it reaches.</summary>
    public double Memory;

    public double Network;

    /// <summary>Launch, and what of the work neither arithmetic nor memory hides.</summary>
    public double Overhead;
}

/// <summary>The sums over operators and their executions, on one device, for one micro-batch. SI units.</summary>
struct StageTotals
{
    /// <summary>Arithmetic or memory, whichever is longer, and launches, operator after operator.</summary>
    public double Sequential;
    public double Compute;
    public double PeakCompute;
    public double ComputeJoules;
    public double Network;
    public double Launch;
    public OperatorPrice Bytes;

    public void Add(double count, in BoundOperator op, in OperatorPrice price)
    {
        Sequential += count * (Math.Max(price.Compute, price.Memory) + price.Overhead);
        Compute += count * price.Compute;
        PeakCompute += count * price.Flops * op.PeakSecondsPerFlop;
        ComputeJoules += count * price.Flops * op.JoulesPerFlop;
        Network += count * price.Network;
        Launch += count * price.Overhead;
        Bytes.Flops += count * price.Flops;
        Bytes.WeightBytes += count * price.WeightBytes;
        if (op.Apart != WeightClass.Weights)
        {
            Bytes.HotBytes += count * price.HotBytes;
            Bytes.ColdBytes += count * price.ColdBytes;
            Bytes.ContextBytes += count * price.ContextBytes;
        }

        Bytes.KvReadBytes += count * price.KvReadBytes;
        Bytes.KvWriteBytes += count * price.KvWriteBytes;
        Bytes.ActivationBytes += count * price.ActivationBytes;
        Bytes.ScaleUpBytes += count * price.ScaleUpBytes;
        Bytes.ScaleOutBytes += count * price.ScaleOutBytes;
    }
}
