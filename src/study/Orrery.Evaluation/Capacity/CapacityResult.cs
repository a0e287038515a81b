using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>What each system of a scenario can carry.</summary>
public sealed record CapacityResult
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = RunResult.CurrentSchemaVersion;

    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The objectives that must hold.</summary>
    public required ImmutableArray<string> Objectives { get; init; }

    /// <summary>The load to be carried, where one was asked.</summary>
    public double? LoadRequestsPerSecond { get; init; }

    /// <summary>The systems, in the scenario's order.</summary>
    public required ImmutableArray<SystemCapacity> Systems { get; init; }

    /// <summary>The system that carries the load for least, or without a load serves a million tokens for least; absent where none does.</summary>
    public string? Cheapest { get; init; }
}

/// <summary>What one system can carry.</summary>
public sealed record SystemCapacity
{
    /// <summary>The system.</summary>
    public required string Name { get; init; }

    /// <summary>Accelerators in it.</summary>
    public required int Devices { get; init; }

    /// <summary>Whether the model fits.</summary>
    public required bool Fits { get; init; }

    /// <summary>Highest rate of arrivals that it sustains under the objectives, mean over the replications; 0 where it sustains none.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Lower end of the 95 % confidence interval of that mean; absent with one replication.</summary>
    public double? LowRequestsPerSecond { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public double? HighRequestsPerSecond { get; init; }

    /// <summary>What gives way first: the name of an objective, or <c>throughput</c> where the queue grows without end.</summary>
    public string? Limit { get; init; }

    /// <summary>Tokens generated per second at that rate.</summary>
    public double OutputTokensPerSecond { get; init; }

    /// <summary>IT energy per token at that rate.</summary>
    public double JoulesPerToken { get; init; }

    /// <summary>Cost of the system at that rate.</summary>
    public double DollarsPerHour { get; init; }

    /// <summary>Cost of a million tokens at that rate.</summary>
    public double DollarsPerMillionTokens { get; init; }

    /// <summary>The rate that each replication found.</summary>
    public ImmutableArray<double> Replications { get; init; } = [];

    /// <summary>What carries the load asked for, where one was asked and the system can.</summary>
    public LoadPlan? ForLoad { get; init; }
}

/// <summary>So many copies of a system that they carry a load, simulated together behind one router.</summary>
/// <param name="Copies">Copies of the system.</param>
/// <param name="Devices">Accelerators in all of them.</param>
/// <param name="DollarsPerHour">What they cost at the load.</param>
/// <param name="DollarsPerMillionTokens">What a million tokens cost at the load.</param>
public sealed record LoadPlan(int Copies, int Devices, double DollarsPerHour, double DollarsPerMillionTokens);
