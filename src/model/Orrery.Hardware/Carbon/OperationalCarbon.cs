using Orrery.Units;

namespace Orrery.Hardware.Carbon;

/// <summary>What running a system emits.</summary>
public static class OperationalCarbon
{
    /// <summary>Emissions of a mean IT power over a time.</summary>
    /// <param name="meanItPower">Mean power of accelerators and hosts.</param>
    /// <param name="time">The time.</param>
    /// <param name="pue">Facility energy over IT energy.</param>
    /// <param name="intensity">Carbon intensity of the grid.</param>
    public static Kilograms Of(Watts meanItPower, Seconds time, double pue, KilogramsPerJoule intensity) =>
        meanItPower * time * pue * intensity;
}
