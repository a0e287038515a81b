namespace Orrery.Units;

/// <summary>A price of memory, in US dollars per byte.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct DollarsPerByte(double Value) : IQuantity<DollarsPerByte>, IComparable<DollarsPerByte>
{
    /// <inheritdoc/>
    public static string Symbol => "USD/B";

    /// <inheritdoc/>
    public static DollarsPerByte Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(DollarsPerByte other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
