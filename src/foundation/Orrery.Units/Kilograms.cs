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

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
