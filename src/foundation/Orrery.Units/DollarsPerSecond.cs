namespace Orrery.Units;

/// <summary>A running cost, in US dollars per second.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct DollarsPerSecond(double Value) : IQuantity<DollarsPerSecond>, IComparable<DollarsPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "USD/s";

    /// <inheritdoc/>
    public static DollarsPerSecond Of(double value) => new(value);

    /// <summary>The cost over a time.</summary>
    public static Dollars operator *(DollarsPerSecond a, Seconds b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(DollarsPerSecond other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
