using System.Collections.Immutable;
using Orrery.Simulation;
using Orrery.Units;

namespace Orrery.Workloads;

/// <summary>The traffic of a scenario: where requests come from, and how they are scaled and cut.</summary>
public sealed record TrafficSpec
{
    /// <summary>A trace file; null where traffic is synthetic.</summary>
    public string? File { get; init; }

    /// <summary>Replaces the arrivals of <see cref="File"/>, and is needed where it records none; null takes what it records.</summary>
    public ArrivalSpec? Arrivals { get; init; }

    /// <summary>Identity of the file's contents, so that a plan is the same wherever the file lies; null where it was not read.</summary>
    public string? FileIdentity { get; init; }

    /// <summary>Synthetic traffic, given in place or fitted and named in the catalog; null where a file is read.</summary>
    public SyntheticTrafficSpec? Synthetic { get; init; }

    /// <summary>The catalog's name, where the traffic has one.</summary>
    public string? Name { get; init; }

    /// <summary>Rate of arrivals relative to what is recorded: gaps between arrivals are divided by it.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Requests taken at most; all where null.</summary>
    public long? Requests { get; init; }

    /// <summary>Arrivals after this instant are not taken; all where null.</summary>
    public Seconds? Duration { get; init; }

    /// <summary>Whose the requests are; empty where they are nobody's, or those that the file names.</summary>
    public ImmutableArray<TenantSpec> Tenants { get; init; } = [];

    /// <summary>A fixed number of users, who send the requests in turn, in place of their arrivals; null where requests arrive by themselves.</summary>
    public UsersSpec? Users { get; init; }

    /// <summary>How the sessions of <see cref="File"/> are replayed.</summary>
    public ReplayKind Replay { get; init; }
}

/// <summary>Traffic drawn from distributions.</summary>
public sealed record SyntheticTrafficSpec
{
    /// <summary>Gaps between arrivals.</summary>
    public required ArrivalSpec Arrivals { get; init; }

    /// <summary>Prompt lengths.</summary>
    public required LengthSpec Input { get; init; }

    /// <summary>Output lengths.</summary>
    public required LengthSpec Output { get; init; }

    /// <summary>Spearman rank correlation of a request's two lengths (a Gaussian copula joins them).</summary>
    public double LengthCorrelation { get; init; }

    /// <summary>Images, pages or clips that requests carry beside <see cref="Input"/>; null for none.</summary>
    public MediaSpec? Media { get; init; }

    /// <summary>What an arrival begins; null where it is a request by itself.</summary>
    public SessionSpec? Session { get; init; }

    /// <summary>Requests, where the scenario does not say.</summary>
    public long Requests { get; init; } = 10_000;
}

/// <summary>The family of a renewal process's gaps.</summary>
public enum GapFamily
{
    /// <summary>Equal gaps.</summary>
    Constant,

    /// <summary>Exponential gaps.</summary>
    Poisson,

    /// <summary>Gamma gaps with a coefficient of variation.</summary>
    Gamma,

    /// <summary>Weibull gaps with a coefficient of variation.</summary>
    Weibull,
}

/// <summary>When requests arrive: a renewal process whose rate may follow a profile over time.</summary>
public sealed record ArrivalSpec
{
    /// <summary>The family of gaps.</summary>
    public GapFamily Family { get; init; } = GapFamily.Poisson;

    /// <summary>Mean rate.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>Standard deviation of gaps over their mean; 1 for Poisson.</summary>
    public double Cv { get; init; } = 1;

    /// <summary>Relative rate in each of equal slices of <see cref="Period"/>, mean 1; empty for a constant rate.</summary>
    public ImmutableArray<double> Profile { get; init; } = [];

    /// <summary>After this the profile begins again (a day, for diurnal traffic).</summary>
    public Seconds Period { get; init; } = new(86400);
}

/// <summary>A distribution of lengths in tokens.</summary>
public abstract record LengthSpec
{
    /// <summary>Shortest, inclusive.</summary>
    public int Min { get; init; } = 1;

    /// <summary>Longest, inclusive; draws beyond are clamped.</summary>
    public int Max { get; init; } = 1 << 20;
}

/// <summary>Always the same length.</summary>
/// <param name="Tokens">The length.</param>
public sealed record ConstantLength(int Tokens) : LengthSpec;

/// <summary>Uniform between <see cref="LengthSpec.Min"/> and <see cref="LengthSpec.Max"/>.</summary>
public sealed record UniformLength : LengthSpec;

/// <summary>Log-normal.</summary>
/// <param name="Median">The median, in tokens.</param>
/// <param name="Sigma">Standard deviation of the logarithm.</param>
public sealed record LogNormalLength(double Median, double Sigma) : LengthSpec;

/// <summary>Exponential.</summary>
/// <param name="Mean">The mean, in tokens.</param>
public sealed record ExponentialLength(double Mean) : LengthSpec;

/// <summary>Empirical: the length at equally spaced probabilities from 0 to 1, linear between.</summary>
/// <param name="Quantiles">At least two lengths, non-decreasing.</param>
public sealed record EmpiricalLength(ImmutableArray<double> Quantiles) : LengthSpec;
