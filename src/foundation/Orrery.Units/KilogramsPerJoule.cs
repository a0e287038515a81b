namespace Orrery.Units;

/// <summary>A carbon intensity of energy, in kilograms of CO2 equivalent per joule.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct KilogramsPerJoule(double Value) : IQuantity<KilogramsPerJoule>, IComparable<KilogramsPerJoule>
{
    /// <inheritdoc/>
    public static string Symbol => "kg/J";

    /// <inheritdoc/>
    public static KilogramsPerJoule Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(KilogramsPerJoule other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
