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

    /// <summary>The amount with an SI prefix and the unit.</summary>
    public override string ToString() => SiFormat.Format(Value, Symbol);
}
