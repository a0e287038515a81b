namespace Orrery.Units;

/// <summary>An amount of money, in US dollars.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Dollars(double Value) : IQuantity<Dollars>, IComparable<Dollars>
{
    /// <inheritdoc/>
    public static string Symbol => "USD";

    /// <inheritdoc/>
    public static Dollars Of(double value) => new(value);

    /// <summary>The mean cost per unit of time.</summary>
    public static DollarsPerSecond operator /(Dollars a, Seconds b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    public int CompareTo(Dollars other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
