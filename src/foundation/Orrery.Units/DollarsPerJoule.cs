namespace Orrery.Units;

/// <summary>A price of energy, in US dollars per joule.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct DollarsPerJoule(double Value) : IQuantity<DollarsPerJoule>, IComparable<DollarsPerJoule>
{
    /// <inheritdoc/>
    public static string Symbol => "USD/J";

    /// <inheritdoc/>
    public static DollarsPerJoule Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(DollarsPerJoule other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
