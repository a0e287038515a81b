using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>What one working die costs, and why. Formulas: PrincetonUniversity/LLMCompass cost_model at 2e015fd.</summary>
/// <param name="DiesPerWafer">Dies that fit on a wafer.</param>
/// <param name="Yield">Share of them that works.</param>
/// <param name="Cost">Price of the wafer over the dies that work.</param>
public sealed record DieCost(double DiesPerWafer, double Yield, Dollars Cost)
{
    const double WaferRadiusMillimeters = 150;

    /// <summary>
    /// The cost of a die of an area. A die that fills a wafer is one a wafer and routes around its defects, so it always works.
    /// </summary>
    public static DieCost Of(SquareMeters area, WaferProcess process)
    {
        if (area <= SquareMeters.Zero) throw new ArgumentOutOfRangeException(nameof(area), area, "A die has an area.");
        var square = area.Value * 1e6;
        var dies = Math.PI * WaferRadiusMillimeters * WaferRadiusMillimeters / square
            - Math.PI * 2 * WaferRadiusMillimeters / Math.Sqrt(2 * square);
        if (dies < 1) return new(1, 1, process.WaferPrice);
        var yield = Math.Pow(1 + square * process.DefectsPerSquareMillimeter / 3, -3);
        return new(dies, yield, process.WaferPrice / (dies * yield));
    }
}
