namespace Orrery.Units;

/// <summary>The factor from a unit to the base unit, as a ratio of exactly representable numbers, so that <c>50 ms</c> is the double nearest to 0.05.</summary>
readonly record struct UnitScale(double Numerator, double Denominator)
{
    public static UnitScale One { get; } = new(1, 1);

    public static UnitScale operator *(UnitScale a, UnitScale b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static UnitScale operator /(UnitScale a, UnitScale b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public double ToBase(double amount) => amount * Numerator / Denominator;

    public double FromBase(double amount) => amount * Denominator / Numerator;
}

/// <summary>One unit of a dimension: its symbol, its size, and the prefixes that it takes.</summary>
/// <param name="Symbol">The symbol without a prefix.</param>
/// <param name="Scale">Base units in one.</param>
/// <param name="Prefixes">The prefixes it takes.</param>
/// <param name="Power">The power that a prefix is raised to: 2 for areas.</param>
sealed record Unit(string Symbol, UnitScale Scale, UnitPrefixes Prefixes = UnitPrefixes.None, int Power = 1)
{
    /// <summary>The scale and the exact spelling of a symbol with or without a prefix; null where it is not this unit.</summary>
    public (UnitScale Scale, string Spelling)? Match(string text, StringComparison comparison)
    {
        if (!text.EndsWith(Symbol, comparison)) return null;
        var prefix = text[..^Symbol.Length];
        if (prefix.Length == 0) return (Scale, Symbol);
        foreach (var candidate in UnitPrefix.All)
            if ((candidate.Kind & Prefixes) != UnitPrefixes.None && string.Equals(candidate.Symbol, prefix, comparison))
                return (Power == 2 ? Scale * candidate.Scale * candidate.Scale : Scale * candidate.Scale, candidate.Symbol + Symbol);
        return null;
    }
}

/// <summary>Families of prefixes.</summary>
[Flags]
enum UnitPrefixes
{
    None = 0,
    Decimal = 1,
    Binary = 2,
    Centi = 4,
}

/// <summary>One prefix.</summary>
sealed record UnitPrefix(string Symbol, UnitScale Scale, UnitPrefixes Kind)
{
    public static UnitPrefix[] All { get; } =
    [
        new("k", new(1e3, 1), UnitPrefixes.Decimal), new("M", new(1e6, 1), UnitPrefixes.Decimal), new("G", new(1e9, 1), UnitPrefixes.Decimal),
        new("T", new(1e12, 1), UnitPrefixes.Decimal), new("P", new(1e15, 1), UnitPrefixes.Decimal), new("E", new(1e18, 1), UnitPrefixes.Decimal),
        new("m", new(1, 1e3), UnitPrefixes.Decimal), new("µ", new(1, 1e6), UnitPrefixes.Decimal), new("u", new(1, 1e6), UnitPrefixes.Decimal),
        new("n", new(1, 1e9), UnitPrefixes.Decimal), new("p", new(1, 1e12), UnitPrefixes.Decimal), new("f", new(1, 1e15), UnitPrefixes.Decimal),
        new("c", new(1, 1e2), UnitPrefixes.Centi),
        new("Ki", new(1L << 10, 1), UnitPrefixes.Binary), new("Mi", new(1L << 20, 1), UnitPrefixes.Binary), new("Gi", new(1L << 30, 1), UnitPrefixes.Binary),
        new("Ti", new(1L << 40, 1), UnitPrefixes.Binary), new("Pi", new(1L << 50, 1), UnitPrefixes.Binary), new("Ei", new(1L << 60, 1), UnitPrefixes.Binary),
    ];
}
