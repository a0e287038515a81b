using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>What one accelerator is taken to cost.</summary>
/// <param name="Amount">The price.</param>
/// <param name="IsEstimate">True where it comes from a bill of materials, not from a price list.</param>
public readonly record struct AcceleratorPrice(Dollars Amount, bool IsEstimate)
{
    /// <summary>The listed price, or the bill of materials times <see cref="CostAssumptions.PriceOverMaterials"/> where none is listed.</summary>
    public static AcceleratorPrice Of(AcceleratorSpec accelerator, CostAssumptions assumptions) => accelerator.Price is { } listed
        ? new(listed, false)
        : new(BillOfMaterials.Of(accelerator, assumptions).Total * assumptions.PriceOverMaterials, true);

    /// <summary>
    /// An accelerator changed from a listed one (more memory, another die) with the price and footprint that the change implies:
    /// those of the original plus the difference of the parts. Its rent is unknown, because nobody rents it.
    /// </summary>
    public static AcceleratorSpec OnChange(AcceleratorSpec original, AcceleratorSpec changed, CostAssumptions assumptions)
    {
        var parts = BillOfMaterials.Of(changed, assumptions).Total - BillOfMaterials.Of(original, assumptions).Total;
        var footprint = Carbon.PackageRegression.Of(changed) - Carbon.PackageRegression.Of(original);
        return changed with
        {
            Price = original.Price + parts * assumptions.PriceOverMaterials,
            Rent = null,
            VendorEmbodied = original.VendorEmbodied + footprint,
        };
    }
}
