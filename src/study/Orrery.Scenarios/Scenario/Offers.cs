using Orrery.Hardware;
using Orrery.Hardware.Economics;

namespace Orrery.Scenarios;

/// <summary>Puts the price book's offers on accelerators.</summary>
static class Offers
{
    /// <summary>The accelerator with the book's price and rent, where it has none of its own.</summary>
    public static AcceleratorSpec Apply(AcceleratorSpec accelerator, string name, PriceBook book)
    {
        if (!book.Accelerators.TryGetValue(name, out var offer)) return accelerator;
        return accelerator with { Price = accelerator.Price ?? offer.Purchase, Rent = accelerator.Rent ?? offer.Rent };
    }

    /// <summary>
    /// A changed accelerator: with the original's offer where its parts cost the same, else with what the difference of parts implies.
    /// What the changes state themselves stands.
    /// </summary>
    public static AcceleratorSpec Change(AcceleratorSpec original, AcceleratorSpec changed, Mapping changes, CostAssumptions assumptions)
    {
        var sameParts = BillOfMaterials.Of(original, assumptions).Total == BillOfMaterials.Of(changed, assumptions).Total;
        var implied = sameParts ? original : AcceleratorPrice.OnChange(original, changed, assumptions);
        return changed with
        {
            Price = Given(AcceleratorKeys.Price) ? changed.Price : implied.Price,
            Rent = Given(AcceleratorKeys.Rent) ? changed.Rent : implied.Rent,
            VendorEmbodied = Given(AcceleratorKeys.VendorEmbodied) ? changed.VendorEmbodied : implied.VendorEmbodied,
        };

        bool Given(Key key) => changes[key.Name] is not null;
    }
}
