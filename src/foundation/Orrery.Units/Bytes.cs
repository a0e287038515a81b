namespace Orrery.Units;

/// <summary>An amount of data, in bytes.</summary>
/// <param name="Value">The amount.</param>
public readonly record struct Bytes(double Value) : IQuantity<Bytes>, IComparable<Bytes>
{
    /// <inheritdoc/>
    public static string Symbol => "B";

    /// <inheritdoc/>
    public static Bytes Of(double value) => new(value);

    /// <summary>The time to move this much at a rate.</summary>
    public static Seconds operator /(Bytes a, BytesPerSecond b) => new(a.Value / b.Value);

    /// <summary>The rate that moves this much in a time.</summary>
    public static BytesPerSecond operator /(Bytes a, Seconds b) => new(a.Value / b.Value);

    /// <summary>The energy to move this much.</summary>
    public static Joules operator *(Bytes a, JoulesPerByte b) => new(a.Value * b.Value);

    /// <summary>What this much memory costs.</summary>
    public static Dollars operator *(Bytes a, DollarsPerByte b) => new(a.Value * b.Value);

    /// <summary>What making this much memory emits.</summary>
    public static Kilograms operator *(Bytes a, KilogramsPerByte b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public int CompareTo(Bytes other) => Value.CompareTo(other.Value);

    /// <summary>The amount to four digits with its unit, as <see cref="QuantityText.Format{T}"/> writes it.</summary>
    public override string ToString() => QuantityText.Format(this);
}
