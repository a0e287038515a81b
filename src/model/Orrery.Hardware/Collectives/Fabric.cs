namespace Orrery.Hardware.Collectives;

/// <summary>What one network can do among a number of devices.</summary>
sealed record Fabric(AlgorithmSet AllReduce, AlgorithmSet AllGather, AlgorithmSet ReduceScatter, AlgorithmSet AllToAll, AlgorithmSet PointToPoint)
{
    /// <summary>A device on its own.</summary>
    public static Fabric Alone { get; } = new(AlgorithmSet.None, AlgorithmSet.None, AlgorithmSet.None, AlgorithmSet.None, AlgorithmSet.None);
}
