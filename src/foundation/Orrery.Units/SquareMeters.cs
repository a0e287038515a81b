namespace Orrery.Units;

/// <summary>An area, in square metres.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct SquareMeters(double Value) : IQuantity<SquareMeters>, IComparable<SquareMeters>
{
    /// <inheritdoc/>
    public static string Symbol => "m²";

    /// <inheritdoc/>
    public static SquareMeters Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(SquareMeters other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
