using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The energy of a place.</summary>
/// <param name="Name">The catalog's name.</param>
/// <param name="CarbonIntensity">What it emits.</param>
/// <param name="EnergyPrice">What it costs.</param>
public sealed record CatalogGrid(string Name, KilogramsPerJoule CarbonIntensity, DollarsPerJoule EnergyPrice);

/// <summary>The keys of a grid.</summary>
static class GridKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<KilogramsPerJoule> CarbonIntensity = Keys.Quantity<KilogramsPerJoule>("carbon-intensity", "What its energy emits.", Bound.NotNegative).Required();
    public static readonly Key<DollarsPerJoule> EnergyPrice = Keys.Quantity<DollarsPerJoule>("energy-price", "What its energy costs.", Bound.NotNegative).Required();

    public static readonly KeyTable Table = new("grid", "Carbon intensity and energy price of a place.", Name, Title, CarbonIntensity, EnergyPrice) { HasBase = true };

    public static readonly EntryShape<CatalogGrid> Shape = new(CatalogKind.Grids, () => Table, Bind);

    static CatalogGrid Bind(MappingReader reader)
    {
        reader.TryGet(Title, out _);
        return new CatalogGrid(reader.Get(Name) ?? "grid", reader.Get(CarbonIntensity), reader.Get(EnergyPrice));
    }
}
