using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>What owning and running a system costs.</summary>
/// <param name="Parts">Accelerators, hosts, facility, maintenance, energy.</param>
/// <param name="Capital">Purchase price of accelerators and hosts.</param>
/// <param name="PriceIsEstimate">True where the accelerator has no listed price.</param>
public sealed record CostBreakdown(ImmutableArray<NamedAmount<DollarsPerSecond>> Parts, Dollars Capital, bool PriceIsEstimate)
{
    /// <summary>All parts together.</summary>
    public DollarsPerSecond Total => Parts.Aggregate(DollarsPerSecond.Zero, (sum, part) => sum + part.Amount);

    /// <summary>Cost of a million tokens at a mean rate of generating them.</summary>
    public Dollars PerMillionTokens(double tokensPerSecond) => new(Total.Value / tokensPerSecond * 1e6);
}
