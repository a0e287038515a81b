using Orrery.Units;

namespace Orrery.Hardware.Carbon;

/// <summary>
/// Embodied carbon of silicon by ACT (Gupta et al., ISCA 2022; facebookresearch/ACT at abc9fbb): fab energy, gases and materials by
/// process, memory by technology. It counts chips alone, neither board nor cooling nor assembly.
/// </summary>
public static class ActModel
{
    /// <summary>Emissions per area of a process.</summary>
    /// <param name="Nanometers">The node.</param>
    /// <param name="KilowattHours">Energy of the fab, per cm².</param>
    /// <param name="GasAbated99">Gases where 99 % are abated, kg per cm².</param>
    /// <param name="GasAbated95">Gases where 95 % are abated, kg per cm².</param>
    readonly record struct Process(double Nanometers, double KilowattHours, double GasAbated99, double GasAbated95);

    static readonly Process[] Processes =
    [
        new(28, 0.90, 0.100, 0.175), new(20, 1.2, 0.110, 0.190), new(14, 1.2, 0.125, 0.200), new(10, 1.475, 0.150, 0.240),
        new(8, 1.52, 0.150, 0.240), new(7, 2.15, 0.200, 0.350), new(5, 2.75, 0.225, 0.430), new(3, 3.25, 0.275, 0.470),
    ];

    const double MaterialsPerSquareCentimeter = 0.5;
    const double PackagePerChip = 0.15;

    /// <summary>ACT's default yield.</summary>
    public const double DefaultYield = 0.875;

    /// <summary>Carbon intensity of Taiwan's grid in 2023, 642 g/kWh.</summary>
    public static KilogramsPerJoule TaiwaneseGrid { get; } = new(0.642 / 3.6e6);

    /// <summary>The footprint of a logic die's wafer area, gases abated half way between 95 and 99 %.</summary>
    /// <param name="area">Area of working dies.</param>
    /// <param name="nanometers">Process; the nearest of the table is taken.</param>
    /// <param name="fabGrid">Grid of the fab.</param>
    /// <param name="yield">Share of dies that work.</param>
    public static Kilograms Die(SquareMeters area, double nanometers, KilogramsPerJoule fabGrid, double yield = DefaultYield)
    {
        var process = Processes.MinBy(p => Math.Abs(Math.Log(p.Nanometers / nanometers)));
        var perSquareCentimeter = fabGrid.Value * 3.6e6 * process.KilowattHours
            + (process.GasAbated99 + process.GasAbated95) / 2 + MaterialsPerSquareCentimeter;
        return new(area.Value * 1e4 / yield * perSquareCentimeter);
    }

    /// <summary>The footprint of a memory tier: DRAM of a 10 nm class, LPDDR4 or three-dimensional TLC flash; none for memory on the die.</summary>
    public static Kilograms Memory(MemoryTierSpec tier)
    {
        var gramsPerGigabyte = tier.Family() switch
        {
            MemoryFamily.BoardDram or MemoryFamily.Dram => 65,
            MemoryFamily.LowPowerDram => 48,
            MemoryFamily.Flash => 6.3,
            _ => 0,
        };
        return new(tier.Capacity.Value / 1e9 * gramsPerGigabyte / 1000);
    }

    /// <summary>The footprint of an accelerator's silicon made in Taiwan: dies, memory and a package for each die.</summary>
    public static Kilograms Of(AcceleratorSpec accelerator)
    {
        var sum = Die(accelerator.DieArea, accelerator.ProcessNanometers, TaiwaneseGrid) + new Kilograms(PackagePerChip * accelerator.DieCount);
        foreach (var tier in accelerator.Memory) sum += Memory(tier);
        return sum;
    }
}
