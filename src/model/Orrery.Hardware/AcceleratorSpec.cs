using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>How an accelerator runs the operators of a step.</summary>
public enum ExecutionStyle
{
    /// <summary>One kernel after another, each with its launch: a step is the sum of its operators.</summary>
    Sequential,

    /// <summary>Memory, compute and network run as decoupled streams: a step is the longest of the three.</summary>
    Decoupled,
}

/// <summary>Peak rate and achievable share of one kind of arithmetic.</summary>
/// <param name="Type">The arithmetic.</param>
/// <param name="Peak">Dense peak rate.</param>
/// <param name="MatMulEfficiency">Share of the peak that large matrix multiplications reach; 0 where unknown (a default of the calibration applies).</param>
public sealed record EngineRate(ComputeType Type, FlopsPerSecond Peak, double MatMulEfficiency);

/// <summary>One accelerator: a package with its engines, memory tiers and ports.</summary>
public sealed record AcceleratorSpec
{
    /// <summary>The catalog's name, e.g. <c>h100-sxm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name on the box.</summary>
    public required string Title { get; init; }

    /// <summary>Maker.</summary>
    public required string Vendor { get; init; }

    /// <summary>Year of first shipment, announced or planned.</summary>
    public int Year { get; init; }

    /// <summary>Engines by arithmetic.</summary>
    public required ImmutableArray<EngineRate> Engines { get; init; }

    /// <summary>Memory tiers, nearest and fastest first.</summary>
    public required ImmutableArray<MemoryTierSpec> Memory { get; init; }

    /// <summary>The fabric among accelerators of one domain; absent on a lone card.</summary>
    public LinkSpec? ScaleUp { get; init; }

    /// <summary>The network between domains.</summary>
    public LinkSpec? ScaleOut { get; init; }

    /// <summary>Thermal design power of the package.</summary>
    public required Watts Tdp { get; init; }

    /// <summary>Power with no work, clocks up.</summary>
    public Watts IdlePower { get; init; }

    /// <summary>Energy of one 16-bit operation on the matrix engine with its share of on-chip movement; narrower formats scale by their peak.</summary>
    public JoulesPerFlop ComputeEnergy { get; init; }

    /// <summary>Bytes of an operator's activations that stay in memory on the die and reach no tier; none where every operator's go through memory.</summary>
    public Bytes OnChipMemory { get; init; }

    /// <summary>Heat that may be carried away from the logic dies' area, as under a stack of memory; no bound beside <see cref="Tdp"/> where not given.</summary>
    public WattsPerSquareMeter? PowerDensityLimit { get; init; }

    /// <summary>Energy of bringing one byte between memory and engines through interface, caches and registers, beside what the memory itself takes.</summary>
    public JoulesPerByte MovementEnergy { get; init; }

    /// <summary>
    /// Core voltage under which slower clocks cannot go, over that at the full clock. Down to it voltage falls with the clock, and the energy of an operation with
    /// its square; 1 where voltage stays.
    /// </summary>
    public double VoltageFloor { get; init; } = 1;

    /// <summary>Power that the operator holds it to; null for none below <see cref="Tdp"/>.</summary>
    public Watts? PowerCap { get; init; }

    /// <summary>How a step runs.</summary>
    public ExecutionStyle Execution { get; init; }

    /// <summary>Gap that every kernel adds on a sequential machine.</summary>
    public Seconds LaunchOverhead { get; init; }

    /// <summary>Share of the peak that fused attention reaches in prefill; the catalog's default where 0.</summary>
    public double AttentionEfficiency { get; init; }

    /// <summary>What its architecture's kernels reach, as measured; null where nothing was, so that the efficiencies above stand.</summary>
    public CalibrationSpec? Calibration { get; init; }

    /// <summary>
    /// Design power that kernels of <see cref="Calibration"/>, or the efficiencies, were measured within on this accelerator: they took their times at the clock that it
    /// allowed. Null where nothing was measured on it, so that times are those of the full clock.
    /// </summary>
    public Watts? MeasuredPower { get; init; }

    /// <summary>Bytes per device that engine, context and communication buffers hold.</summary>
    public Bytes ReservedMemory { get; init; }

    /// <summary>Process node in nanometres of the main dies; 0 where not published.</summary>
    public double ProcessNanometers { get; init; }

    /// <summary>Total area of logic dies; 0 where not published.</summary>
    public SquareMeters DieArea { get; init; }

    /// <summary>Number of logic dies that the area is split into.</summary>
    public int DieCount { get; init; } = 1;

    /// <summary>Purchase price of one; absent where unknown (a bill of materials is used instead).</summary>
    public Dollars? Price { get; init; }

    /// <summary>Rent of one; absent where nobody rents it.</summary>
    public DollarsPerSecond? Rent { get; init; }

    /// <summary>The maker's own carbon footprint of making one; absent where not published.</summary>
    public Kilograms? VendorEmbodied { get; init; }

    /// <summary>Power that the package may draw: the thermal design power, or what may be carried away from the dies where that is less.</summary>
    public Watts DesignPower => PowerDensityLimit is { } density ? Watts.Min(Tdp, density * DieArea) : Tdp;

    /// <summary>Power that may be drawn: <see cref="DesignPower"/>, or <see cref="PowerCap"/> where that is less.</summary>
    public Watts PowerLimit => PowerCap is { } cap ? Watts.Min(cap, DesignPower) : DesignPower;

    /// <summary>
    /// Share of its clock that the limit on the density of power leaves the engines: idle power, the nearest memory read at its full bandwidth and
    /// all engines busy together keep to it. The voltage is taken to stay.
    /// </summary>
    public double ThermalClock
    {
        get
        {
            if (PowerDensityLimit is not { } density || Engines.IsEmpty || Memory.IsEmpty) return 1;
            var engines = Find(ComputeType.Bf16).Peak.Value * ComputeEnergy.Value;
            var rest = IdlePower.Value + Memory.Sum(tier => tier.IdlePower.Value) + Memory[0].ReadBandwidth.Value * Memory[0].ReadEnergy.Value;
            return engines > 0 ? Math.Clamp(((density * DieArea).Value - rest) / engines, LeastClock, 1) : 1;
        }
    }

    /// <summary>The lowest clock at which engines run at all; a limit that asks for less cannot be kept.</summary>
    public const double LeastClock = 0.01;

    /// <summary>Peak rate of one arithmetic, or of the narrowest wider one that the engine has: an engine without FP4 runs FP4 data at its FP8 rate. At the clock that heat allows.</summary>
    public EngineRate Engine(ComputeType type)
    {
        var rate = Find(type);
        return PowerDensityLimit is null ? rate : rate with { Peak = rate.Peak * ThermalClock };
    }

    EngineRate Find(ComputeType type)
    {
        foreach (var candidate in Fallbacks(type))
            foreach (var rate in Engines)
                if (rate.Type == candidate) return rate;
        throw new InvalidOperationException($"{Name} has no engine that can run {type}.");
    }

    /// <summary>Index of the memory tier of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int TierNamed(string name)
    {
        for (var i = 0; i < Memory.Length; i++)
            if (Memory[i].Name == name) return i;
        throw new ArgumentException($"{Name} has no memory tier '{name}'; it has {string.Join(", ", Memory.Select(tier => tier.Name))}.", nameof(name));
    }

    static ReadOnlySpan<ComputeType> Fallbacks(ComputeType type) => type switch
    {
        ComputeType.Fp4 => [ComputeType.Fp4, ComputeType.Fp8, ComputeType.Bf16, ComputeType.Fp32],
        ComputeType.Fp8 => [ComputeType.Fp8, ComputeType.Bf16, ComputeType.Fp32],
        ComputeType.Int8 => [ComputeType.Int8, ComputeType.Bf16, ComputeType.Fp32],
        ComputeType.Bf16 => [ComputeType.Bf16, ComputeType.Fp32],
        _ => [ComputeType.Fp32, ComputeType.Bf16],
    };
}
