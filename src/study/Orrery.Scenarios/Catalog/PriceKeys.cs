using System.Collections.Immutable;
using Orrery.Hardware.Economics;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>What one accelerator costs to buy and to rent.</summary>
/// <param name="Purchase">Purchase price; null where nobody sells it alone.</param>
/// <param name="Rent">Rent; null where nobody rents it.</param>
public sealed record AcceleratorOffer(Dollars? Purchase, DollarsPerSecond? Rent);

/// <summary>A price book.</summary>
/// <param name="Name">The catalog's name.</param>
/// <param name="Accelerators">Offers by the accelerator's name.</param>
/// <param name="Assumptions">Facility, capital and silicon; energy is the grid's.</param>
public sealed record PriceBook(string Name, ImmutableDictionary<string, AcceleratorOffer> Accelerators, CostAssumptions Assumptions);

/// <summary>The keys of a price book.</summary>
static class PriceKeys
{
    static readonly CostAssumptions Usual = new();

    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<ImmutableArray<Named<AcceleratorOffer>>> Accelerators = new Key<ImmutableArray<Named<AcceleratorOffer>>>("accelerators", "Offers by the accelerator's name.",
        new NamedShape<AcceleratorOffer>("the accelerator's name", new TableShape<AcceleratorOffer>(() => OfferTable!, r => new(r.Find(Purchase!), r.Find(Rent!))))).Or([], "none");
    public static readonly Key<CostAssumptions> Facility = Keys.Table("facility", "Power and cooling.", () => FacilityTable!, r => Usual with
    {
        Pue = r.Get(Pue!),
        FacilityDollarsPerWatt = r.Get(DollarsPerWatt!),
        FacilityLifetime = r.Get(FacilityLifetime!),
    });
    public static readonly Key<CostAssumptions> Capital = Keys.Table("capital", "Money.", () => CapitalTable!, r => Usual with
    {
        InterestRate = r.Get(InterestRate!),
        MaintenanceRate = r.Get(MaintenanceRate!),
        Lifetime = r.Get(Lifetime!),
    });
    public static readonly Key<CostAssumptions> Dies = Keys.Table("dies", "Silicon and packaging.", () => DieTable!, BindDies);

    public static readonly Key<Dollars> Purchase = Keys.Quantity<Dollars>("purchase", "Purchase price of one.", Bound.NotNegative);
    public static readonly Key<DollarsPerSecond> Rent = Keys.Quantity<DollarsPerSecond>("rent", "Rent of one.", Bound.NotNegative);

    public static readonly Key<double> Pue = Keys.Number("power-usage-effectiveness", "Facility energy over IT energy.", Bound.AtLeast(1)).Or(Usual.Pue);
    public static readonly Key<double> DollarsPerWatt = Keys.Number("dollars-per-watt", "Price of power and cooling infrastructure per watt of IT power.", Bound.NotNegative).Or(Usual.FacilityDollarsPerWatt);
    public static readonly Key<Seconds> FacilityLifetime = Keys.Quantity<Seconds>("lifetime", "Years the facility serves.", Bound.Positive).Or(Usual.FacilityLifetime);

    public static readonly Key<double> InterestRate = Keys.Number("interest-rate", "Yearly interest on capital.", Bound.Share).Or(Usual.InterestRate);
    public static readonly Key<double> MaintenanceRate = Keys.Number("maintenance-rate", "Yearly maintenance over capital.", Bound.Share).Or(Usual.MaintenanceRate);
    public static readonly Key<Seconds> Lifetime = Keys.Quantity<Seconds>("lifetime", "Years the hardware serves.", Bound.Positive).Or(Usual.Lifetime);

    public static readonly Key<double> PackagingShare = Keys.Number("packaging-share", "Packaging and its test over the cost of what is in the package.", Bound.NotNegative).Or(Usual.PackagingShare);
    public static readonly Key<double> PriceOverMaterials = Keys.Number("price-over-materials", "Price of an accelerator over its bill of materials.", Bound.Positive).Or(Usual.PriceOverMaterials);
    static readonly (double Nanometers, Key<Dollars> Key)[] Wafers =
        [.. new[] { 2, 3, 4, 5, 6, 7, 10, 14, 16, 28 }.Select(n => ((double)n, Keys.Quantity<Dollars>($"wafer-{n}nm", $"Price of a processed wafer at {n} nm.", Bound.Positive)))];

    public static readonly KeyTable OfferTable = new("offer", "What one accelerator costs.", Purchase, Rent);
    public static readonly KeyTable FacilityTable = new("facility", "Power and cooling infrastructure.", Pue, DollarsPerWatt, FacilityLifetime);
    public static readonly KeyTable CapitalTable = new("capital", "Interest, maintenance and lifetime.", InterestRate, MaintenanceRate, Lifetime);
    public static readonly KeyTable DieTable = new("dies", "Prices of silicon and packaging.", [PackagingShare, PriceOverMaterials, .. Wafers.Select(w => w.Key)]);

    public static readonly KeyTable Table = new("price-book", "Purchase and rent of accelerators, facility, interest.", Name, Title, Accelerators, Facility, Capital, Dies) { HasBase = true };

    public static readonly EntryShape<PriceBook> Shape = new(CatalogKind.Prices, () => Table, Bind);

    static CostAssumptions BindDies(MappingReader reader)
    {
        var wafers = Usual.Wafers;
        foreach (var (nanometers, key) in Wafers)
        {
            if (reader.Find(key) is not { } price) continue;
            var like = wafers.MinBy(w => Math.Abs(Math.Log(w.Nanometers / nanometers)))!; // defects of the nearest process
            wafers = [.. wafers.Where(w => w.Nanometers != nanometers), new WaferProcess(nanometers, price, like.DefectsPerSquareMillimeter)];
        }
        return Usual with { Wafers = wafers, PackagingShare = reader.Get(PackagingShare), PriceOverMaterials = reader.Get(PriceOverMaterials) };
    }

    static PriceBook Bind(MappingReader reader)
    {
        reader.TryGet(Title, out _);
        var offers = reader.Get(Accelerators);
        var facility = reader.Get(Facility) ?? Usual;
        var capital = reader.Get(Capital) ?? Usual;
        var dies = reader.Get(Dies) ?? Usual;
        return new PriceBook(reader.Get(Name) ?? "prices", offers.ToImmutableDictionary(o => o.Name, o => o.Value), dies with
        {
            Pue = facility.Pue,
            FacilityDollarsPerWatt = facility.FacilityDollarsPerWatt,
            FacilityLifetime = facility.FacilityLifetime,
            InterestRate = capital.InterestRate,
            MaintenanceRate = capital.MaintenanceRate,
            Lifetime = capital.Lifetime,
        });
    }
}
