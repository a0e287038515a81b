using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware.Carbon;

/// <summary>
/// An accelerator as Boavizta's parametric model sees it. Formula and factors as published in Boavizta/boaviztapi at 15878f0
/// (models/component/gpu.py, data/factors.yml); the code is our own.
/// </summary>
/// <param name="EffectiveDie">Wafer area spent on the logic dies, their losses included, in mm².</param>
/// <param name="MemoryDies">Memory packages.</param>
/// <param name="MemoryGigabytes">Capacity of all of them.</param>
/// <param name="Board">Printed circuit board, cm².</param>
/// <param name="Casing">Casing, kg.</param>
/// <param name="HeatSink">Heat sink, kg.</param>
/// <param name="Mass">The whole card, kg.</param>
public sealed record BoaviztaCard(
    double EffectiveDie, int MemoryDies, double MemoryGigabytes, double Board, double Casing, double HeatSink, double Mass)
{
    const double WaferArea = Math.PI * 150 * 150;

    // Cards that the model's authors have taken apart, by the catalog's names.
    static readonly ImmutableDictionary<string, BoaviztaCard> Known = ImmutableDictionary.CreateRange<string, BoaviztaCard>(
    [
        new("h100-sxm", new(2810.4, 6, 80, 296.37, 0.78923, 0.90077, 1.69)),
        new("a100-40-sxm", new(1798, 6, 40, 105, 0.09, 1.25, 1.56)),
        new("a100-40-pcie", new(1798, 6, 40, 234.36, 0.387, 0.609, 1.23)),
        new("l4", new(390.96, 12, 24, 93.13, 0, 0.0871, 0.142)),
    ]);

    /// <summary>
    /// The card of an accelerator: the published one where its authors have taken it apart and its memory is as it was,
    /// else its share of a board like the H100 SXM's with this one's dies and memory (six packages, or as many as hold 24 GB each).
    /// </summary>
    public static BoaviztaCard Of(AcceleratorSpec accelerator)
    {
        var gigabytes = 0.0;
        foreach (var tier in accelerator.Memory)
            if (tier.Family() == MemoryFamily.BoardDram) gigabytes += tier.Capacity.Value / 1e9;
        if (Known.TryGetValue(accelerator.Name, out var card) && Math.Abs(card.MemoryGigabytes - gigabytes) < 0.5) return card;
        var die = accelerator.DieArea.Value * 1e6 / accelerator.DieCount;
        var (like, share) = (Known["h100-sxm"], PackageRegression.ModuleShare(accelerator));
        return new(
            Effective(die) * accelerator.DieCount, Math.Max(6, (int)Math.Ceiling(gigabytes / 24)), gigabytes,
            like.Board * share, like.Casing * share, like.HeatSink * share, like.Mass * share);
    }

    /// <summary>The footprint of the card, memory in its own packages included.</summary>
    public Kilograms Embodied
    {
        get
        {
            var memory = MemoryGigabytes > 0 ? Effective(MemoryGigabytes * 15.5 / MemoryDies) * MemoryDies : 0;
            return new(
                8.2542 * Casing + 5.7412 * HeatSink + 0.032549 * Board + 0.042592 * EffectiveDie + 0.18379 * memory
                // Assembly, 19,000 km by ship and 1,000 km by road, end of life.
                + (0.25955 + 1.33e-5 * 19000 + 5.04e-5 * 1000 + 1.5062) * Mass);
        }
    }

    /// <summary>Wafer area spent on a die of an area, in mm²: saw lines, the wafer's edge and defects.</summary>
    static double Effective(double area)
    {
        if (area <= 0) return 0;
        var side = Math.Sqrt(area) + 0.2;
        var sawn = side * side;
        var dies = WaferArea / sawn - Math.PI * 300 / Math.Sqrt(2 * sawn);
        // A die as large as the wafer spends it all.
        return dies < 1 ? WaferArea : WaferArea / dies / Math.Exp(-Math.Sqrt(sawn / 100 * 0.1));
    }
}
