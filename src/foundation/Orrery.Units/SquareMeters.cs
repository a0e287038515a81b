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

    /// <summary>The amount with an SI prefix and the unit.</summary>
    public override string ToString() => SiFormat.Format(Value, Symbol);
}
