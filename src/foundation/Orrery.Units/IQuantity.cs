namespace Orrery.Units;

/// <summary>A physical quantity held in its SI base unit.</summary>
/// <typeparam name="TSelf">The quantity itself.</typeparam>
public interface IQuantity<TSelf> where TSelf : struct, IQuantity<TSelf>
{
    /// <summary>The amount in the base unit that <see cref="Symbol"/> names.</summary>
    double Value { get; }

    /// <summary>The symbol of the base unit, as printed: <c>s</c>, <c>B/s</c>, <c>W</c>.</summary>
    static abstract string Symbol { get; }

    /// <summary>The quantity of <paramref name="value"/> base units.</summary>
    static abstract TSelf Of(double value);
}
