namespace Orrery.Units;

/// <summary>A power, in watts.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Watts(double Value) : IQuantity<Watts>, IComparable<Watts>
{
    /// <inheritdoc/>
    public static string Symbol => "W";

    /// <inheritdoc/>
    public static Watts Of(double value) => new(value);

    /// <summary>The energy spent over a time.</summary>
    public static Joules operator *(Watts a, Seconds b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(Watts other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
