using System.Collections.Immutable;

namespace Orrery.Hardware.Trends;

/// <summary>How one figure of accelerators grew over their years, beside the growth that "AI and Memory Wall" (arXiv 2403.14123) states for twenty years of servers.</summary>
/// <param name="Name">The figure, in words.</param>
/// <param name="Of">The figure of an accelerator; null where it has none.</param>
/// <param name="PublishedPerTwoYears">The published factor of two years.</param>
public sealed record AcceleratorTrend(string Name, Func<AcceleratorSpec, double?> Of, double PublishedPerTwoYears)
{
    /// <summary>Peak arithmetic at 16 bits, bandwidth of the fastest memory, bandwidth to accelerators of the same domain in one direction.</summary>
    public static ImmutableArray<AcceleratorTrend> All { get; } =
    [
        new("peak compute, 16 bits", static a => a.Engines.FirstOrDefault(static e => e.Type == ComputeType.Bf16)?.Peak.Value, 3.0),
        new("memory bandwidth", static a => a.Memory.Max(static tier => tier.ReadBandwidth.Value), 1.6),
        new("interconnect bandwidth", static a => a.ScaleUp?.Bandwidth.Value, 1.4),
    ];

    /// <summary>Its growth over some accelerators; null where they are of fewer than two years.</summary>
    public GrowthTrend? Fit(IEnumerable<AcceleratorSpec> accelerators) =>
        GrowthTrend.Fit(accelerators.Where(static a => a.Year > 0).Select(a => ((double)a.Year, Of(a) ?? 0)));
}
