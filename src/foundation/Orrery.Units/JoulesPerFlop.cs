namespace Orrery.Units;

/// <summary>An energy of arithmetic, in joules per operation.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct JoulesPerFlop(double Value) : IQuantity<JoulesPerFlop>, IComparable<JoulesPerFlop>
{
    /// <inheritdoc/>
    public static string Symbol => "J/FLOP";

    /// <inheritdoc/>
    public static JoulesPerFlop Of(double value) => new(value);

    /// <inheritdoc/>
    public int CompareTo(JoulesPerFlop other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
