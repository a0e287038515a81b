using System.Text.Json.Nodes;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Engines beside a memory as a text describes them: an archetype's multiples of the memory, and figures that stand in their place.</summary>
sealed record ProcessingText(ProcessingArchetype Archetype)
{
    public BytesPerSecond? Bandwidth { get; init; }
    public double? Efficiency { get; init; }
    public JoulesPerByte? ReadEnergy { get; init; }
    public FlopsPerSecond? Peak { get; init; }
    public Watts? PowerLimit { get; init; }

    /// <summary>The memory with its engines.</summary>
    /// <param name="memory">The tier without them.</param>
    /// <param name="count">Parts that the tier is made of.</param>
    /// <param name="times">Factor of a figure: the count where the part states it, one where the tier does.</param>
    public MemoryTierSpec On(MemoryTierSpec memory, int count, Func<Key, int> times)
    {
        var tier = Archetype.On(memory, count);
        var engines = tier.Processing!;
        var bandwidth = Bandwidth is { } stated ? stated * times(ProcessingKeys.Bandwidth) : engines.Bandwidth;
        return tier with
        {
            Processing = engines with
            {
                Bandwidth = bandwidth,
                Efficiency = Efficiency ?? engines.Efficiency,
                ReadEnergy = ReadEnergy ?? engines.ReadEnergy,
                Peak = Peak is { } peak ? peak * times(ProcessingKeys.Peak) : new(bandwidth.Value * Archetype.FlopsPerByte * Archetype.LogicClock),
                PowerLimit = PowerLimit is { } limit ? limit * times(ProcessingKeys.PowerLimit) : engines.PowerLimit,
            },
        };
    }
}

/// <summary>The keys of engines beside a memory.</summary>
static class ProcessingKeys
{
    const string AsKind = "as the kind has it";

    public static readonly Key<ProcessingKind> Kind = Keys.Enum<ProcessingKind>("kind", "Where the engines sit; it gives what is not stated.").Required();
    public static readonly Key<double> BandwidthMultiple = Keys.Number("bandwidth-multiple", "Bandwidth for the engines over that of the memory's own interface.", Bound.Positive).OtherwiseAs("8 for pim and stacked, 3 for pnm, 1 for base-die");
    public static readonly Key<double> EnergyMultiple = Keys.Number("energy-multiple", "Energy of reading for them over that of reading through the interface.", Bound.Positive).OtherwiseAs("0.15 for pim, 0.4 for pnm and base-die, 0.3 for stacked");
    public static readonly Key<double> CapacityMultiple = Keys.Number("capacity-multiple", "Cells that are left where engines take their room.", Bound.SomeShare).OtherwiseAs("0.5 for pim, else 1");
    public static readonly Key<double> FlopsPerByte = Keys.Number("flops-per-byte", "Operations per byte read that they are built for, at the clock of a logic process.", Bound.Positive).OtherwiseAs("4 for pim, 8 for pnm, else 16");
    public static readonly Key<double> LogicClock = Keys.Number("logic-clock", "Clock over that of the same logic in a logic process.", Bound.SomeShare).OtherwiseAs("0.25 for pim, else 1");
    public static readonly Key<JoulesPerFlop> ComputeEnergy = Keys.Quantity<JoulesPerFlop>("compute-energy", "Energy of one of their operations.", Bound.NotNegative).OtherwiseAs(AsKind);
    public static readonly Key<Bytes> ShardSize = Keys.Quantity<Bytes>("shard-size", "Largest piece of an operand that one engine reads.", Bound.Positive).OtherwiseAs("32 MB for pim, else 32 GB");
    public static readonly Key<WattsPerSquareMeter> PowerDensity = Keys.Quantity<WattsPerSquareMeter>("power-density", "Heat that may be carried away from their die; it bounds reading and arithmetic together.", Bound.Positive).OtherwiseAs("0.5 W/mm² for base-die and stacked, else no bound");
    public static readonly Key<SquareMeters> Footprint = Keys.Quantity<SquareMeters>("footprint", "Area of that die.", Bound.Positive).OtherwiseAs("121 mm²");
    public static readonly Key<BytesPerSecond> Bandwidth = Keys.Quantity<BytesPerSecond>("bandwidth", "Bandwidth for the engines, in place of the multiple.", Bound.Positive).OtherwiseAs("by the multiple");
    public static readonly Key<double> Efficiency = Keys.Number("efficiency", "Share of it that streaming reaches.", Bound.SomeShare).OtherwiseAs("the memory's");
    public static readonly Key<JoulesPerByte> ReadEnergy = Keys.Quantity<JoulesPerByte>("read-energy", "Energy of reading for them, in place of the multiple.", Bound.NotNegative).OtherwiseAs("by the multiple");
    public static readonly Key<FlopsPerSecond> Peak = Keys.Quantity<FlopsPerSecond>("peak", "Their peak rate, in place of what the bandwidth asks for.", Bound.Positive).OtherwiseAs("by `flops-per-byte` and `logic-clock`");
    public static readonly Key<Watts> PowerLimit = Keys.Quantity<Watts>("power-limit", "Power that may be carried away, in place of density times area.", Bound.Positive).OtherwiseAs("by `power-density`");

    public static readonly KeyTable Table = new("processing",
        "Engines that compute where the memory lies. Operators go to them that finish sooner there, by their FLOPs per byte against the ridges of both.",
        Kind, BandwidthMultiple, EnergyMultiple, CapacityMultiple, FlopsPerByte, LogicClock, ComputeEnergy, ShardSize, PowerDensity, Footprint, Bandwidth, Efficiency, ReadEnergy, Peak, PowerLimit);

    public static readonly Key<ProcessingText> Processing = new Key<ProcessingText>("processing", "Engines that compute where the memory lies.", new ProcessingShape()).OtherwiseAs("none: it only stores");

    public static ProcessingText Bind(MappingReader reader)
    {
        var kind = ProcessingArchetype.Of(reader.Get(Kind));
        var density = reader.Find(PowerDensity) ?? kind.PowerDensity;
        return new ProcessingText(kind with
        {
            BandwidthMultiple = reader.Find(BandwidthMultiple) ?? kind.BandwidthMultiple,
            EnergyMultiple = reader.Find(EnergyMultiple) ?? kind.EnergyMultiple,
            CapacityMultiple = reader.Find(CapacityMultiple) ?? kind.CapacityMultiple,
            FlopsPerByte = reader.Find(FlopsPerByte) ?? kind.FlopsPerByte,
            LogicClock = reader.Find(LogicClock) ?? kind.LogicClock,
            ComputeEnergy = reader.Find(ComputeEnergy) ?? kind.ComputeEnergy,
            ShardSize = reader.Find(ShardSize) ?? kind.ShardSize,
            PowerDensity = density,
            Footprint = reader.Find(Footprint) ?? (kind.Footprint.Value > 0 ? kind.Footprint : ProcessingArchetype.BaseDie.Footprint),
        })
        {
            Bandwidth = reader.Find(Bandwidth),
            Efficiency = reader.Find(Efficiency),
            ReadEnergy = reader.Find(ReadEnergy),
            Peak = reader.Find(Peak),
            PowerLimit = reader.Find(PowerLimit),
        };
    }

    /// <summary>Writes engines with every figure, so that reading them back changes nothing of the tier.</summary>
    public static void Write(YamlText text, ProcessingSpec spec) => text.Map(Processing.Name, t => t
        .Put(Kind, spec.Kind)
        .Put(CapacityMultiple, 1)
        .Put(ComputeEnergy, spec.ComputeEnergy)
        .Put(ShardSize, spec.ShardSize)
        .Put(Bandwidth, spec.Bandwidth)
        .Put(Efficiency, spec.Efficiency)
        .Put(ReadEnergy, spec.ReadEnergy)
        .Put(Peak, spec.Peak)
        .Maybe(PowerLimit, spec.PowerLimit));
}

/// <summary>The name of a kind of engines, or a mapping that says how they differ from it.</summary>
sealed record ProcessingShape : Shape<ProcessingText>
{
    static readonly TableShape<ProcessingText> Whole = new(() => ProcessingKeys.Table, ProcessingKeys.Bind);

    public override string Words => $"{ProcessingKeys.Kind.Takes.Words}, or a mapping";

    public override IEnumerable<KeyTable> Tables => Whole.Tables;

    public override bool TryRead(Node node, Reading reading, string path, out ProcessingText value)
    {
        if (node is Mapping) return Whole.TryRead(node, reading, path, out value);
        value = null!;
        if (!ProcessingKeys.Kind.Takes.TryRead(node, reading, path, out var kind)) return false;
        value = new(ProcessingArchetype.Of(kind));
        return true;
    }

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(ProcessingKeys.Kind.Takes.Schema(tables), Whole.Schema(tables)) };
}
