using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>What a system gives for what it takes, at saturation: primary metrics of arXiv 2601.05047.</summary>
/// <param name="TokensPerDollar">Output tokens per dollar of owning and running it.</param>
/// <param name="TokensPerJoule">Output tokens per joule at the meter: tokens per second over watts.</param>
/// <param name="TokensPerKilogramLow">Output tokens per kilogram of CO₂e, by the high estimate of embodied carbon.</param>
/// <param name="TokensPerKilogramHigh">The same by the low estimate.</param>
public sealed record MeritResult(double TokensPerDollar, double TokensPerJoule, double TokensPerKilogramLow, double TokensPerKilogramHigh);

/// <summary>A system copied until it fills the scenario's data centre.</summary>
public sealed record DataCentreResult
{
    /// <summary>Whole copies of the system.</summary>
    public required long Copies { get; init; }

    /// <summary>Accelerators in them.</summary>
    public required long Devices { get; init; }

    /// <summary>The budget that ends it: <c>power</c>, <c>space</c>, <c>money</c> or <c>carbon</c>.</summary>
    public required string Limit { get; init; }

    /// <summary>Share of each budget in use.</summary>
    public required ImmutableArray<NamedValue> Used { get; init; }

    /// <summary>Output tokens per second of all copies at saturation.</summary>
    public required double OutputTokensPerSecond { get; init; }
}
