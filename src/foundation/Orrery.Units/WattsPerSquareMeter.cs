namespace Orrery.Units;

/// <summary>A density of power, in watts per square metre.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct WattsPerSquareMeter(double Value) : IQuantity<WattsPerSquareMeter>, IComparable<WattsPerSquareMeter>
{
    /// <inheritdoc/>
    public static string Symbol => "W/m²";

    /// <inheritdoc/>
    public static WattsPerSquareMeter Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(WattsPerSquareMeter other) => Value.CompareTo(other.Value);

    /// <summary>Power of an area at this density.</summary>
    public static Watts operator *(WattsPerSquareMeter density, SquareMeters area) => new(density.Value * area.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
