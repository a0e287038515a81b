namespace Orrery.Units;

/// <summary>An amount of arithmetic, in floating-point (or integer) operations; a multiply-add counts two.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Flops(double Value) : IQuantity<Flops>, IComparable<Flops>
{
    /// <inheritdoc/>
    public static string Symbol => "FLOP";

    /// <inheritdoc/>
    public static Flops Of(double value) => new(value);

    /// <summary>The time this takes at a rate.</summary>
    public static Seconds operator /(Flops a, FlopsPerSecond b) => new(a.Value / b.Value);

    /// <summary>The energy this takes.</summary>
    public static Joules operator *(Flops a, JoulesPerFlop b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(Flops other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
