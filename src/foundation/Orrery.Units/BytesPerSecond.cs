namespace Orrery.Units;

/// <summary>A rate of moving data, in bytes per second.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct BytesPerSecond(double Value) : IQuantity<BytesPerSecond>, IComparable<BytesPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "B/s";

    /// <inheritdoc/>
    public static BytesPerSecond Of(double value) => new(value);

    /// <summary>The data moved in a time.</summary>
    public static Bytes operator *(BytesPerSecond a, Seconds b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(BytesPerSecond other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
