namespace Orrery.Units;

/// <summary>An embodied carbon of memory, in kilograms of CO2 equivalent per byte.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct KilogramsPerByte(double Value) : IQuantity<KilogramsPerByte>, IComparable<KilogramsPerByte>
{
    /// <inheritdoc/>
    public static string Symbol => "kg/B";

    /// <inheritdoc/>
    public static KilogramsPerByte Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(KilogramsPerByte other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
