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

    /// <summary>The amount with an SI prefix and the unit.</summary>
    public override string ToString() => SiFormat.Format(Value, Symbol);
}
