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

    /// <summary>The amount with an SI prefix and the unit.</summary>
    public override string ToString() => SiFormat.Format(Value, Symbol);
}
