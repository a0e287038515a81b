namespace Orrery.Units;

/// <summary>A rate of events, in events per second.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct PerSecond(double Value) : IQuantity<PerSecond>, IComparable<PerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "/s";

    /// <inheritdoc/>
    public static PerSecond Of(double value) => new(value);

    /// <summary>The expected number of events in a time.</summary>
    public static double operator *(PerSecond a, Seconds b) => (a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(PerSecond other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
