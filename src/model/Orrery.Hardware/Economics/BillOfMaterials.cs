using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>What the parts of one accelerator cost. Always an estimate: dies by area and yield, memory by its price per byte, packaging by its share.</summary>
/// <param name="Parts">Dies, each memory tier, packaging.</param>
/// <param name="Total">Their sum.</param>
public sealed record BillOfMaterials(ImmutableArray<NamedAmount<Dollars>> Parts, Dollars Total)
{
    /// <summary>The bill of an accelerator; a die whose area is not published is left out.</summary>
    public static BillOfMaterials Of(AcceleratorSpec accelerator, CostAssumptions assumptions)
    {
        var parts = ImmutableArray.CreateBuilder<NamedAmount<Dollars>>();
        var inPackage = Dies(accelerator, assumptions);
        parts.Add(new("dies", inPackage));
        foreach (var tier in accelerator.Memory)
        {
            var price = tier.Capacity * tier.Price;
            parts.Add(new(tier.Name, price));
            inPackage += price;
        }
        var packaging = inPackage * assumptions.PackagingShare;
        parts.Add(new("packaging", packaging));
        return new(parts.ToImmutable(), inPackage + packaging);
    }

    static Dollars Dies(AcceleratorSpec accelerator, CostAssumptions assumptions)
    {
        if (accelerator.DieArea.Value <= 0 || accelerator.ProcessNanometers <= 0) return Dollars.Zero;
        var one = DieCost.Of(accelerator.DieArea / accelerator.DieCount, assumptions.Wafer(accelerator.ProcessNanometers));
        return one.Cost * accelerator.DieCount;
    }
}
