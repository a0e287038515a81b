namespace Orrery.Evaluation;

/// <summary>One memory tier of one device.</summary>
public sealed record TierResult
{
    /// <summary>The tier.</summary>
    public required string Name { get; init; }

    /// <summary>Its technology.</summary>
    public required string Technology { get; init; }

    /// <summary>Bytes it holds.</summary>
    public required double CapacityBytes { get; init; }

    /// <summary>Weights in it.</summary>
    public required double WeightBytes { get; init; }

    /// <summary>Routed experts among those, where they lie apart from other weights; absent where they do not.</summary>
    public double? ExpertBytes { get; init; }

    /// <summary>Cache of the shared context in it; absent where there is none.</summary>
    public double? SharedContextBytes { get; init; }

    /// <summary>Room for the key-value cache in it.</summary>
    public required double KvBytes { get; init; }

    /// <summary>Working memory and what the engine reserves in it.</summary>
    public required double OtherBytes { get; init; }

    /// <summary>Share of its peak read bandwidth in use while the system is busy; 0 where nothing was simulated.</summary>
    public required double BandwidthUtilisation { get; init; }

    /// <summary>Years until writes wear it out at the simulated rate; absent where its endurance has no bound or nothing is written.</summary>
    public double? WearOutYears { get; init; }

    /// <summary>Share of the cells' life that the run took; absent where <see cref="WearOutYears"/> is.</summary>
    public double? Wear { get; init; }

    /// <summary>Bytes a second that are written to it on one device, mean over the run; absent where nothing was simulated.</summary>
    public double? WrittenBytesPerSecond { get; init; }
}
