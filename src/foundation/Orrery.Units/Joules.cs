namespace Orrery.Units;

/// <summary>An energy, in joules.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Joules(double Value) : IQuantity<Joules>, IComparable<Joules>
{
    /// <inheritdoc/>
    public static string Symbol => "J";

    /// <inheritdoc/>
    public static Joules Of(double value) => new(value);

    /// <summary>The mean power over a time.</summary>
    public static Watts operator /(Joules a, Seconds b) => new(a.Value / b.Value);

    /// <summary>The time this energy lasts at a power.</summary>
    public static Seconds operator /(Joules a, Watts b) => new(a.Value / b.Value);

    /// <summary>What this energy costs.</summary>
    public static Dollars operator *(Joules a, DollarsPerJoule b) => new(a.Value * b.Value);

    /// <summary>What producing this energy emits.</summary>
    public static Kilograms operator *(Joules a, KilogramsPerJoule b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(Joules other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
