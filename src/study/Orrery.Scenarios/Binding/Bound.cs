using System.Globalization;

namespace Orrery.Scenarios;

/// <summary>What a number may be.</summary>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
/// <param name="Above">Whether the smallest itself is out.</param>
readonly record struct Bound(double Min, double Max, bool Above = false)
{
    /// <summary>Zero or more.</summary>
    public static Bound NotNegative => new(0, double.PositiveInfinity);

    /// <summary>More than zero.</summary>
    public static Bound Positive => new(0, double.PositiveInfinity, Above: true);

    /// <summary>A share: from 0 to 1.</summary>
    public static Bound Share => new(0, 1);

    /// <summary>A share that is not nothing: over 0, up to 1.</summary>
    public static Bound SomeShare => new(0, 1, Above: true);

    /// <summary>From a number up.</summary>
    public static Bound AtLeast(double min) => new(min, double.PositiveInfinity);

    public bool Allows(double value) => (Above ? value > Min : value >= Min) && value <= Max;

    /// <summary>The bound in words.</summary>
    public override string ToString()
    {
        var low = (Above ? "over " : "at least ") + Min.ToString("R", CultureInfo.InvariantCulture);
        return double.IsInfinity(Max) ? low : $"{low} and at most {Max.ToString("R", CultureInfo.InvariantCulture)}";
    }
}
