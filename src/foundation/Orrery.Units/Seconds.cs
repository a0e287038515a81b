namespace Orrery.Units;

/// <summary>A length of time, in seconds.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Seconds(double Value) : IQuantity<Seconds>, IComparable<Seconds>
{
    /// <inheritdoc/>
    public static string Symbol => "s";

    /// <inheritdoc/>
    public static Seconds Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(Seconds other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
