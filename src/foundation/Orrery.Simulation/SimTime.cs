using Orrery.Units;

namespace Orrery.Simulation;

/// <summary>An instant or a span of virtual time, in whole picoseconds.</summary>
/// <remarks>
/// Integers order and add exactly on every platform; a long of picoseconds reaches 106 days, and one engine step of a microsecond
/// is still a million ticks, so rounding a computed duration costs less than one part in a million.
/// </remarks>
/// <param name="Picoseconds">Ticks since the start of the simulation.</param>
public readonly record struct SimTime(long Picoseconds) : IComparable<SimTime>
{
    /// <summary>The start of the simulation, or no time at all.</summary>
    public static SimTime Zero => default;

    /// <summary>Later than anything that can happen.</summary>
    public static SimTime Never => new(long.MaxValue);

    /// <summary>The nearest tick to a duration.</summary>
    /// <exception cref="OverflowException">The duration is not finite or passes 106 days.</exception>
    public static SimTime From(Seconds seconds) => FromSeconds(seconds.Value);

    /// <summary>The nearest tick to a duration in seconds.</summary>
    /// <exception cref="OverflowException">The duration is not finite or passes 106 days.</exception>
    public static SimTime FromSeconds(double seconds) => new(checked((long)Math.Round(seconds * 1e12)));

    /// <summary>The time in seconds.</summary>
    public double TotalSeconds => Picoseconds * 1e-12;

    /// <summary>The time as a quantity.</summary>
    public Seconds ToSeconds() => new(TotalSeconds);

    /// <summary>Sum; overflow is an error, not a wrap.</summary>
    public static SimTime operator +(SimTime a, SimTime b) => new(checked(a.Picoseconds + b.Picoseconds));

    /// <summary>Difference.</summary>
    public static SimTime operator -(SimTime a, SimTime b) => new(checked(a.Picoseconds - b.Picoseconds));

    /// <summary>Order.</summary>
    public static bool operator <(SimTime a, SimTime b) => a.Picoseconds < b.Picoseconds;

    /// <summary>Order.</summary>
    public static bool operator >(SimTime a, SimTime b) => a.Picoseconds > b.Picoseconds;

    /// <summary>Order.</summary>
    public static bool operator <=(SimTime a, SimTime b) => a.Picoseconds <= b.Picoseconds;

    /// <summary>Order.</summary>
    public static bool operator >=(SimTime a, SimTime b) => a.Picoseconds >= b.Picoseconds;

    /// <inheritdoc/>
    public int CompareTo(SimTime other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <summary>The time with an SI prefix.</summary>
    public override string ToString() => ToSeconds().ToString();
}
