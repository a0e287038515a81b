namespace Orrery.Units;

/// <summary>A rate of arithmetic, in operations per second.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct FlopsPerSecond(double Value) : IQuantity<FlopsPerSecond>, IComparable<FlopsPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "FLOP/s";

    /// <inheritdoc/>
    public static FlopsPerSecond Of(double value) => new(value);

    /// <summary>The arithmetic done in a time.</summary>
    public static Flops operator *(FlopsPerSecond a, Seconds b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(FlopsPerSecond other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
