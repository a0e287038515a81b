using System.Text.Json.Nodes;
using Orrery.Hardware.Economics;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of where, how long and at what prices systems run.</summary>
static class OperationKeys
{
    const string UsualGrid = "usa";
    const double JoulesPerKwh = 3.6e6;

    public static readonly Key<CatalogGrid> Grid = new Key<CatalogGrid>("grid", "Whose energy they use.", GridKeys.Shape).OtherwiseAs(UsualGrid);
    public static readonly Key<Dollars> PricePerKwh = Keys.Quantity<Dollars>("price-per-kwh", "Price of a kilowatt-hour.", Bound.NotNegative).OtherwiseAs("the grid's");
    public static readonly Key<KilogramsPerJoule> CarbonIntensity = Keys.Quantity<KilogramsPerJoule>("carbon-intensity", "What the energy emits.", Bound.NotNegative).OtherwiseAs("the grid's");
    public static readonly Key<PriceBook> Prices = new Key<PriceBook>("prices", "The price book: offers of accelerators, facility, interest.", PriceKeys.Shape).OtherwiseAs("the catalog's first");
    public static readonly Key<double> Pue = Keys.Number("pue", "Facility energy over IT energy.", Bound.AtLeast(1)).OtherwiseAs("the price book's");
    public static readonly Key<Seconds> Lifetime = Keys.Quantity<Seconds>("lifetime", "Years the hardware serves.", Bound.Positive).OtherwiseAs("the price book's");
    public static readonly Key<double?> Utilisation = new Key<double?>("utilisation", "Share of its life in which a system serves traffic as simulated; `measured` takes what the simulation measured as busy.", new UtilisationShape()).OtherwiseAs(UtilisationShape.Measured);
    public static readonly Key<double> InterestRate = Keys.Number("interest-rate", "Yearly interest on capital.", Bound.Share).OtherwiseAs("the price book's");
    public static readonly Key<double> MaintenanceRate = Keys.Number("maintenance-rate", "Yearly maintenance over capital.", Bound.Share).OtherwiseAs("the price book's");
    public static readonly Key<double> FacilityDollarsPerWatt = Keys.Number("facility-dollars-per-watt", "Price of power and cooling infrastructure per watt of IT power.", Bound.NotNegative).OtherwiseAs("the price book's");
    public static readonly Key<Seconds> FacilityLifetime = Keys.Quantity<Seconds>("facility-lifetime", "Years the facility serves.", Bound.Positive).OtherwiseAs("the price book's");

    public static readonly Key<DataCentreBudget> DataCentre = new Key<DataCentreBudget>("data-centre", "What a data centre has, which each system is to fill.", DataCentreKeys.Shape).OtherwiseAs("none");

    public static readonly KeyTable Table = new("operation", "Where, how long and at what prices the systems run.",
        Grid, PricePerKwh, CarbonIntensity, Prices, Pue, Lifetime, Utilisation, InterestRate, MaintenanceRate, FacilityDollarsPerWatt, FacilityLifetime, DataCentre);

    /// <summary>Reads the operation; without one, all its defaults.</summary>
    public static (OperationSpec Spec, PriceBook Prices) Bind(MappingReader reader)
    {
        var book = ReadBook(reader);
        var usual = book.Assumptions;
        var grid = ReadGrid(reader) ?? new CatalogGrid(UsualGrid, default, default);
        reader.TryGet(Utilisation, out var utilisation);
        var spec = new OperationSpec
        {
            Grid = grid.Name,
            CarbonIntensity = reader.Find(CarbonIntensity) ?? grid.CarbonIntensity,
            EnergyPrice = reader.Find(PricePerKwh) is { } price ? new DollarsPerJoule(price.Value / JoulesPerKwh) : grid.EnergyPrice,
            Pue = reader.Find(Pue) ?? usual.Pue,
            Lifetime = reader.Find(Lifetime) ?? usual.Lifetime,
            Utilisation = utilisation,
            InterestRate = reader.Find(InterestRate) ?? usual.InterestRate,
            MaintenanceRate = reader.Find(MaintenanceRate) ?? usual.MaintenanceRate,
            FacilityDollarsPerWatt = reader.Find(FacilityDollarsPerWatt) ?? usual.FacilityDollarsPerWatt,
            FacilityLifetime = reader.Find(FacilityLifetime) ?? usual.FacilityLifetime,
            DataCentre = reader.TryGet(DataCentre, out var centre) ? centre : null,
        };
        return (spec, book);
    }

    static CatalogGrid? ReadGrid(MappingReader reader)
    {
        var node = reader.Mapping[Grid.Name] ?? new Scalar(UsualGrid, IsPlain: true, reader.Mapping.At);
        return GridKeys.Shape.TryRead(node, reader.Reading, reader.PathOf(Grid), "", out var grid) ? grid : null;
    }

    static PriceBook ReadBook(MappingReader reader)
    {
        var node = reader.Mapping[Prices.Name];
        if (node is null && reader.Reading.Catalog.Names(CatalogKind.Prices) is [var first, ..]) node = new Scalar(first, IsPlain: true, reader.Mapping.At);
        return node is not null && PriceKeys.Shape.TryRead(node, reader.Reading, reader.PathOf(Prices), "", out var book) ? book : new PriceBook("none", [], new CostAssumptions());
    }

    sealed record UtilisationShape : Shape<double?>
    {
        public const string Measured = "measured";

        static readonly NumberShape<double> Share = new(Bound.SomeShare);

        public override string Words => $"'{Measured}' or a share over 0 and at most 1";

        public override bool TryRead(Node node, Reading reading, string path, out double? value)
        {
            value = null;
            if (node is Scalar { Text: Measured }) return true;
            if (!Share.TryRead(node, reading, path, out var share)) return false;
            value = share;
            return true;
        }

        public override string Format(double? value) => value is { } share ? Share.Format(share) : Measured;

        public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = Measured }, Share.Schema(tables)) };
    }
}
