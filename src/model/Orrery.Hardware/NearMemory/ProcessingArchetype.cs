using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>
/// What putting engines beside an ordinary memory does to it, as multiples of that memory. No product is meant: energies and shards are chosen within the ranges of
/// arXiv 2601.05047v2, Table 4, and what has no source beside it is assumed. Each is a key of a scenario; entries of products state their own.
/// </summary>
public sealed record ProcessingArchetype
{
    /// <summary>Where the engines sit.</summary>
    public required ProcessingKind Kind { get; init; }

    /// <summary>Bandwidth for the engines over that of the memory's own interface.</summary>
    public required double BandwidthMultiple { get; init; }

    /// <summary>Energy of reading for them over that of reading through the interface.</summary>
    public required double EnergyMultiple { get; init; }

    /// <summary>Cells that are left where engines take their room.</summary>
    public double CapacityMultiple { get; init; } = 1;

    /// <summary>Operations per byte read that the engines are built for, at the clock of a logic process.</summary>
    public required double FlopsPerByte { get; init; }

    /// <summary>Clock over that of the same logic in a logic process.</summary>
    public double LogicClock { get; init; } = 1;

    /// <summary>Energy of one operation.</summary>
    public required JoulesPerFlop ComputeEnergy { get; init; }

    /// <summary>Largest piece of an operand that one engine reads.</summary>
    public required Bytes ShardSize { get; init; }

    /// <summary>Heat that may be carried away from a unit of area of the engines' die; no bound where not given.</summary>
    public WattsPerSquareMeter? PowerDensity { get; init; }

    /// <summary>Area from which that heat is carried; given with <see cref="PowerDensity"/>.</summary>
    public SquareMeters Footprint { get; init; }

    /// <summary>Bandwidth per watt of reading over that of the ordinary memory: how much further the same power goes.</summary>
    public double BandwidthPerWatt => 1 / EnergyMultiple;

    /// <summary>In the banks: eight times the bandwidth, 0.15 of the energy, half the cells, logic of a DRAM process at a quarter of the clock, one operation a byte.</summary>
    public static ProcessingArchetype Pim { get; } = new()
    {
        Kind = ProcessingKind.Pim,
        BandwidthMultiple = 8, // HBM-PIM 4, AttAcc 9 within its power
        EnergyMultiple = 0.15, // Table 4: 5 to 10 times the bandwidth per watt
        CapacityMultiple = 0.5,
        FlopsPerByte = 4,
        LogicClock = 0.25, // 300 MHz in HBM-PIM
        ComputeEnergy = new(1.5e-12),
        ShardSize = new(32e6), // Table 4
    };

    /// <summary>On a card or module: thrice the bandwidth that its link would give, two fifths of the energy, all cells, a logic process.</summary>
    public static ProcessingArchetype Pnm { get; } = new()
    {
        Kind = ProcessingKind.Pnm,
        BandwidthMultiple = 3,
        EnergyMultiple = 0.4, // Table 4: 2 to 5 times
        FlopsPerByte = 8,
        ComputeEnergy = new(1e-12),
        ShardSize = new(32e9), // Table 4
    };

    /// <summary>On the base die: the stack's own bandwidth at two fifths of its energy ("2-3x lower power").</summary>
    public static ProcessingArchetype BaseDie { get; } = new()
    {
        Kind = ProcessingKind.BaseDie,
        BandwidthMultiple = 1,
        EnergyMultiple = 0.4, // 2 to 3 times, the same paper on stacking
        FlopsPerByte = 16,
        ComputeEnergy = new(0.6e-12),
        ShardSize = new(32e9),
        PowerDensity = new(0.5e6),
        Footprint = new(121e-6), // an HBM die, H3, doi 10.1109/LCA.2026.3660969
    };

    /// <summary>Face to face: eight times the bandwidth at three tenths of the energy, bound by heat.</summary>
    public static ProcessingArchetype Stacked { get; } = new()
    {
        Kind = ProcessingKind.Stacked,
        BandwidthMultiple = 8,
        EnergyMultiple = 0.3,
        FlopsPerByte = 16,
        ComputeEnergy = new(0.6e-12),
        ShardSize = new(32e9),
        PowerDensity = new(0.5e6),
        Footprint = new(121e-6),
    };

    /// <summary>The archetype of a kind.</summary>
    public static ProcessingArchetype Of(ProcessingKind kind) => kind switch
    {
        ProcessingKind.Pim => Pim,
        ProcessingKind.Pnm => Pnm,
        ProcessingKind.BaseDie => BaseDie,
        _ => Stacked,
    };

    /// <summary>An ordinary memory with engines beside it: less room where they take it, and a way of computing in place.</summary>
    /// <param name="memory">The memory as it is without them.</param>
    /// <param name="count">Stacks, chips or cards that it is made of; each has a footprint of its own.</param>
    public MemoryTierSpec On(MemoryTierSpec memory, int count = 1)
    {
        var bandwidth = memory.ReadBandwidth * BandwidthMultiple;
        return memory with
        {
            Capacity = memory.Capacity * CapacityMultiple,
            Processing = new()
            {
                Kind = Kind,
                Bandwidth = bandwidth,
                Efficiency = memory.Efficiency,
                ReadEnergy = memory.ReadEnergy * EnergyMultiple,
                Peak = new(bandwidth.Value * FlopsPerByte * LogicClock),
                ComputeEnergy = ComputeEnergy,
                ShardSize = ShardSize,
                PowerLimit = PowerDensity is { } density ? density * Footprint * count : null,
            },
        };
    }
}
