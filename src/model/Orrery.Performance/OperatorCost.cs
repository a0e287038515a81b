namespace Orrery.Performance;

/// <summary>What one operator takes of a step: over all its executions in the slowest stage, on one device, unless said otherwise.</summary>
public sealed record OperatorCost
{
    /// <summary>The operator.</summary>
    public required string Name { get; init; }

    /// <summary>Executions in a step.</summary>
    public required double Count { get; init; }

    /// <summary>Time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Energy of all devices of the engine, idle power apart.</summary>
    public required double Joules { get; init; }

    /// <summary>Arithmetic.</summary>
    public required double Flops { get; init; }

    /// <summary>Bytes moved in memory.</summary>
    public required double MemoryBytes { get; init; }

    /// <summary>Bytes sent.</summary>
    public required double LinkBytes { get; init; }

    /// <summary>What bounds it: <c>compute</c>, a tier's name, <c>network</c> or <c>launch</c>.</summary>
    public required string Bound { get; init; }

    /// <summary>The engine that it computes on, in lower case; empty for collectives.</summary>
    public required string Engine { get; init; }
}
