namespace Orrery.Units;

/// <summary>What a quantity measures, and the units that its text may use.</summary>
/// <param name="Name">In messages: what it measures.</param>
/// <param name="Example">A well-formed amount, for messages.</param>
/// <param name="Units">Its own units.</param>
/// <param name="Printed">The units it is printed in, largest first; the last is used for whatever is smaller.</param>
sealed record Dimension(string Name, string Example, Unit[] Units, PrintedUnit[] Printed)
{
    /// <summary>For a ratio: the dimensions above and below the stroke.</summary>
    public (Dimension Top, Dimension Bottom)? Ratio { get; init; }

    /// <summary>The scale and exact spelling of a unit's text; null where it is no unit of this dimension.</summary>
    public (UnitScale Scale, string Spelling)? Match(string text, StringComparison comparison = StringComparison.Ordinal)
    {
        foreach (var unit in Units)
            if (unit.Match(text, comparison) is { } match) return match;
        var stroke = text.IndexOf('/', StringComparison.Ordinal);
        if (stroke < 0 || Ratio is not var (above, below)) return null;
        return above.Match(text[..stroke].TrimEnd(), comparison) is { } top && below.Match(text[(stroke + 1)..].TrimStart(), comparison) is { } bottom
            ? (top.Scale / bottom.Scale, top.Spelling + "/" + bottom.Spelling)
            : null;
    }

    static Dimension Plain(string name, string example, PrintedUnit[] printed, params Unit[] units) => new(name, example, units, printed);

    static Dimension Of(Dimension top, Dimension bottom, string name, string example, PrintedUnit printed, params Unit[] alsoWritten) =>
        new(name, example, alsoWritten, [printed]) { Ratio = (top, bottom) };

    const double Year = 365.25 * 86400;

    static readonly UnitScale One = UnitScale.One;
    static readonly UnitScale PerKilowattHour = new(1, 3.6e6);

    static readonly Dimension Count = Plain("a count", "12", [], new Unit("", One));

    static readonly Dimension Time = Plain("time", "50 ms",
        [new("y", new(Year, 1)), new("d", new(86400, 1)), new("h", new(3600, 1)), new("min", new(60, 1)), new("s", One, Prefixed: true)],
        new Unit("s", One, UnitPrefixes.Decimal), new("min", new(60, 1)), new("h", new(3600, 1)), new("d", new(86400, 1)), new("y", new(Year, 1)));

    static readonly Dimension Data = Plain("data", "80 GB", [new("B", One, Prefixed: true)],
        new Unit("B", One, UnitPrefixes.Decimal | UnitPrefixes.Binary),
        new("b", new(1, 8), UnitPrefixes.Decimal | UnitPrefixes.Binary), new("bit", new(1, 8), UnitPrefixes.Decimal | UnitPrefixes.Binary));

    static readonly Dimension Arithmetic = Plain("arithmetic", "2 TFLOP", [new("FLOP", One, Prefixed: true)],
        new Unit("FLOP", One, UnitPrefixes.Decimal), new("OP", One, UnitPrefixes.Decimal));

    static readonly Dimension Energy = Plain("energy", "5 J", [new("J", One, Prefixed: true)],
        new Unit("J", One, UnitPrefixes.Decimal), new("Wh", new(3600, 1), UnitPrefixes.Decimal));

    static readonly Dimension Money = Plain("money", "25000 USD", [new("USD", One)], new Unit("USD", One, UnitPrefixes.Decimal));

    static readonly Dimension Mass = Plain("mass", "164 kg", [new("kg", One)],
        new Unit("g", new(1, 1e3), UnitPrefixes.Decimal), new("gCO2e", new(1, 1e3), UnitPrefixes.Decimal),
        new("t", new(1e3, 1), UnitPrefixes.Decimal), new("tCO2e", new(1e3, 1), UnitPrefixes.Decimal));

    static readonly Dimension Power = Plain("power", "700 W", [new("W", One, Prefixed: true)], new Unit("W", One, UnitPrefixes.Decimal));

    static readonly Dimension Area = Plain("area", "814 mm2", [new("mm²", new(1, 1e6))],
        new Unit("m2", One, UnitPrefixes.Decimal | UnitPrefixes.Centi, Power: 2), new("m²", One, UnitPrefixes.Decimal | UnitPrefixes.Centi, Power: 2));

    // Indexed by the symbol of the base unit, which names a quantity's dimension.
    static readonly Dictionary<string, Dimension> BySymbol = new(StringComparer.Ordinal)
    {
        ["s"] = Time,
        ["B"] = Data,
        ["FLOP"] = Arithmetic,
        ["J"] = Energy,
        ["USD"] = Money,
        ["kg"] = Mass,
        ["W"] = Power,
        ["m²"] = Area,
        ["W/m²"] = Of(Power, Area, "a density of power", "0.5 W/mm2", new("W/mm²", new(1e6, 1))),
        ["/s"] = Of(Count, Time, "a rate of events", "12/s", new("/s", One)),
        ["B/s"] = Of(Data, Time, "bandwidth", "3.35 TB/s", new("B/s", One, Prefixed: true)),
        ["FLOP/s"] = Of(Arithmetic, Time, "a rate of arithmetic", "989 TFLOP/s", new("FLOP/s", One, Prefixed: true),
            new Unit("FLOPS", One, UnitPrefixes.Decimal), new("OPS", One, UnitPrefixes.Decimal)),
        ["J/B"] = Of(Energy, Data, "energy per data", "3.44 pJ/bit", new("J/bit", new(8, 1), Prefixed: true)),
        ["J/FLOP"] = Of(Energy, Arithmetic, "energy per operation", "0.5 pJ/FLOP", new("J/FLOP", One, Prefixed: true)),
        ["USD/s"] = Of(Money, Time, "a running cost", "2.5 USD/h", new("USD/h", new(1, 3600))),
        ["USD/J"] = Of(Money, Energy, "a price of energy", "0.09 USD/kWh", new("USD/kWh", PerKilowattHour)),
        ["USD/B"] = Of(Money, Data, "a price of memory", "9 USD/GB", new("USD/GB", new(1, 1e9))),
        ["kg/J"] = Of(Mass, Energy, "carbon per energy", "369 g/kWh", new("g/kWh", new UnitScale(1, 1e3) * PerKilowattHour)),
        ["kg/B"] = Of(Mass, Data, "carbon per memory", "0.853 kg/GB", new("kg/GB", new(1, 1e9))),
    };

    /// <summary>The dimension of a quantity; one that is not in the table has its base unit alone.</summary>
    public static Dimension For(string symbol) =>
        BySymbol.TryGetValue(symbol, out var found) ? found : Plain("this quantity", "1 " + symbol, [new(symbol, One, Prefixed: true)], new Unit(symbol, One, UnitPrefixes.Decimal));

    /// <summary>What some unit measures; null where no dimension has it.</summary>
    public static string? Measuring(string unit)
    {
        foreach (var dimension in BySymbol.Values)
            if (dimension.Match(unit) is not null) return dimension.Name;
        return null;
    }
}

/// <summary>A unit that amounts are printed in.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Scale">Base units in one.</param>
/// <param name="Prefixed">Whether it takes the decimal prefix that leaves one to three digits before the point.</param>
readonly record struct PrintedUnit(string Symbol, UnitScale Scale, bool Prefixed = false);
