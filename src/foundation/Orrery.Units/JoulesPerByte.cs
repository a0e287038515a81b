namespace Orrery.Units;

/// <summary>An energy of moving data, in joules per byte.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct JoulesPerByte(double Value) : IQuantity<JoulesPerByte>, IComparable<JoulesPerByte>
{
    /// <inheritdoc/>
    public static string Symbol => "J/B";

    /// <inheritdoc/>
    public static JoulesPerByte Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(JoulesPerByte other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
