namespace Orrery.Units;

/// <summary>A mass of CO2 equivalent, in kilograms.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Kilograms(double Value) : IQuantity<Kilograms>, IComparable<Kilograms>
{
    /// <inheritdoc/>
    public static string Symbol => "kg";

    /// <inheritdoc/>
    public static Kilograms Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(Kilograms other) => Value.CompareTo(other.Value);

    /// <summary>The amount with an SI prefix and the unit.</summary>
    public override string ToString() => SiFormat.Format(Value, Symbol);
}
