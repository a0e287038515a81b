using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>An accelerator of the catalog, and the host that it comes in where a scenario does not say.</summary>
/// <param name="Spec">The accelerator.</param>
/// <param name="Node">Name of the default host; null where there is none.</param>
public sealed record CatalogAccelerator(AcceleratorSpec Spec, string? Node)
{
    /// <summary>Whether kernels of this very accelerator were measured for its calibration.</summary>
    public bool KernelsMeasured { get; init; }

    // What changes an entry gives it a name of its own: it is no longer what was measured.
    internal CatalogAccelerator Checked() => this with { KernelsMeasured = KernelsMeasured && Spec.Calibration is not null && !Spec.Name.EndsWith('+') };
}

/// <summary>The keys of an accelerator.</summary>
static class AcceleratorKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name on the box.").Required();
    public static readonly Key<string> Vendor = Keys.Text("vendor", "Maker.").Required();
    public static readonly Key<int> Year = Keys.Int("year", "Year of first shipment, announced or planned.", new Bound(1950, 2100)).Or(0, "unknown");
    public static readonly Key<ImmutableArray<Named<EngineRate>>> Engines = new Key<ImmutableArray<Named<EngineRate>>>("engines", "Peak rates by arithmetic.",
        new NamedShape<EngineRate>("arithmetic", new TableShape<EngineRate>(() => EngineTable!, BindEngine), [.. Enum.GetNames<ComputeType>().Select(n => n.ToLowerInvariant())])).Required().Or([], "");
    public static readonly Key<ImmutableArray<Named<MemoryTierSpec>>> Memory = new Key<ImmutableArray<Named<MemoryTierSpec>>>("memory",
        "Memory tiers, nearest and fastest first. In a mapping with `base`, `{ add: PART, count: N }` adds a tier named as the part says.",
        new NamedShape<MemoryTierSpec>("the tier's name", new TierShape())).Required().Or([], "");
    public static readonly Key<LinkSpec> ScaleUp = new("scale-up", "The fabric among accelerators of one domain.", LinkKeys.Shape);
    public static readonly Key<LinkSpec> ScaleOut = new("scale-out", "The network between domains.", LinkKeys.Shape);
    public static readonly Key<Watts> Tdp = Keys.Quantity<Watts>("tdp", "Thermal design power of the package.", Bound.Positive).Required();
    public static readonly Key<Watts> IdlePower = Keys.Quantity<Watts>("idle-power", "Power with no work, clocks up.", Bound.NotNegative).Or(default);
    public static readonly Key<JoulesPerFlop> ComputeEnergy = Keys.Quantity<JoulesPerFlop>("compute-energy", "Energy of one 16-bit operation on the matrix engine with its share of on-chip movement.", Bound.NotNegative).Or(default);
    public static readonly Key<JoulesPerByte> MovementEnergy = Keys.Quantity<JoulesPerByte>("movement-energy", "Energy of bringing one byte between memory and engines through interface, caches and registers, beside what the memory itself takes.", Bound.NotNegative).Or(default);
    public static readonly Key<double> VoltageFloor = Keys.Number("voltage-floor", "Core voltage under which slower clocks cannot go, over that at the full clock; down to it a power limit lowers voltage and clock together. 1 where voltage stays.", Bound.SomeShare).Or(1);
    public static readonly Key<ExecutionStyle> Execution = Keys.Enum<ExecutionStyle>("execution", "How a step runs its operators.").Or(ExecutionStyle.Sequential);
    public static readonly Key<Bytes> OnChipMemory = Keys.Quantity<Bytes>("on-chip-memory", "Bytes of an operator's activations that stay on the die and reach no memory.", Bound.NotNegative).Or(default, "none: all go through memory");
    public static readonly Key<WattsPerSquareMeter> PowerDensityLimit = Keys.Quantity<WattsPerSquareMeter>("power-density-limit", "Heat that may be carried away from the logic dies' area, as under a stack of memory; it sets the clock of the engines.", Bound.Positive).OtherwiseAs("none beside `tdp`");
    public static readonly Key<Seconds> LaunchOverhead = Keys.Quantity<Seconds>("launch-overhead", "Gap that every kernel adds on a sequential machine.", Bound.NotNegative).Or(default);
    public static readonly Key<double> AttentionEfficiency = Keys.Number("attention-efficiency", "Share of the peak that fused attention reaches in prefill; 0 takes the calibration's default.", Bound.Share).Or(0);
    public static readonly Key<CalibrationSpec> Calibration = new Key<CalibrationSpec>("calibration", "What its architecture's kernels reach, as measured; used by the mode `calibrated` in place of the efficiencies.", CalibrationKeys.Shape).OtherwiseAs("none: the efficiencies stand");
    public static readonly Key<bool> KernelsMeasured = Keys.Bool("kernels-measured", "Whether the calibration's kernels were measured on this very accelerator, among others of its architecture.");
    public static readonly Key<Watts> MeasuredPower = Keys.Quantity<Watts>("measured-power", "Design power that its kernels or efficiencies were measured within: times are those at the clock that it allows, and a lower `tdp` slows them.", Bound.Positive).OtherwiseAs("not measured: times at the full clock, which `tdp` slows");
    public static readonly Key<Bytes> ReservedMemory = Keys.Quantity<Bytes>("reserved-memory", "Bytes per device that engine, context and communication buffers hold.", Bound.NotNegative).Or(default);
    public static readonly Key<double> ProcessNanometers = Keys.Number("process-nanometers", "Process node of the main dies; 0 where not published.", Bound.NotNegative).Or(0);
    public static readonly Key<SquareMeters> DieArea = Keys.Quantity<SquareMeters>("die-area", "Total area of logic dies; 0 where not published.", Bound.NotNegative).Or(default);
    public static readonly Key<int> DieCount = Keys.Int("die-count", "Logic dies that the area is split into.", Bound.AtLeast(1)).Or(1);
    public static readonly Key<Dollars> Price = Keys.Quantity<Dollars>("price", "Purchase price of one.", Bound.NotNegative).OtherwiseAs("the price book's");
    public static readonly Key<DollarsPerSecond> Rent = Keys.Quantity<DollarsPerSecond>("rent", "Rent of one.", Bound.NotNegative).OtherwiseAs("the price book's");
    public static readonly Key<Kilograms> VendorEmbodied = Keys.Quantity<Kilograms>("vendor-embodied", "The maker's own carbon footprint of making one.", Bound.NotNegative).OtherwiseAs("not published");
    public static readonly Key<string> Node = Keys.EntryNamed("node", "The host that it comes in where a scenario does not say.");

    public static readonly Key<FlopsPerSecond> Peak = Keys.Quantity<FlopsPerSecond>("peak", "Dense peak rate.", Bound.Positive).Required();
    public static readonly Key<double> MatmulEfficiency = Keys.Number("matmul-efficiency", "Share of the peak that large matrix multiplications reach; 0 takes the calibration's default.", Bound.Share).Or(0);

    public static readonly KeyTable EngineTable = new("engine", "Peak rate and achievable share of one kind of arithmetic.", Peak, MatmulEfficiency);

    public static readonly KeyTable Table = new("accelerator", "A package with engines, memory tiers, links, power and dies.",
        Name, Title, Vendor, Year, Engines, Memory, ScaleUp, ScaleOut, Tdp, IdlePower, ComputeEnergy, MovementEnergy, VoltageFloor, Execution, OnChipMemory, PowerDensityLimit, LaunchOverhead, AttentionEfficiency, Calibration, KernelsMeasured, MeasuredPower,
        ReservedMemory, ProcessNanometers, DieArea, DieCount, Price, Rent, VendorEmbodied, Node) { HasBase = true };

    public static readonly EntryShape<CatalogAccelerator> Shape = new(CatalogKind.Accelerators, () => Table, Bind);

    static EngineRate BindEngine(MappingReader reader)
    {
        var name = reader.Path[(reader.Path.LastIndexOf('.') + 1)..];
        return new EngineRate(Enum.Parse<ComputeType>(name, ignoreCase: true), reader.Get(Peak), reader.Get(MatmulEfficiency));
    }

    static void CheckHeat(AcceleratorSpec spec, MappingReader reader)
    {
        if (spec.PowerDensityLimit is not { } limit) return;
        if (spec.DieArea.Value <= 0)
            reader.Diagnostics.Error(DiagnosticRules.TooHot, reader.At(PowerDensityLimit), $"'{reader.PathOf(PowerDensityLimit)}' bounds the heat of an area that is not given", "give 'die-area: …'");
        else if (!spec.Engines.IsEmpty && !spec.Memory.IsEmpty && spec.ThermalClock <= AcceleratorSpec.LeastClock)
            reader.Diagnostics.Error(DiagnosticRules.TooHot, reader.At(PowerDensityLimit), $"{limit} over {spec.DieArea} is {limit * spec.DieArea}, which idling and reading memory take up: nothing is left to compute with",
                "raise 'power-density-limit' or 'die-area', or lower the bandwidth or 'read-energy' of the nearest memory");
    }

    static CatalogAccelerator Bind(MappingReader reader)
    {
        var engines = reader.Get(Engines);
        if (reader.Mapping[Engines.Name] is Mapping { Entries.IsEmpty: true }) reader.Diagnostics.Error(DiagnosticRules.NoEngines, reader.At(Engines), "the accelerator has no engine", "give at least one, e.g. bf16: { peak: 989 TFLOP/s }");
        var tiers = reader.Get(Memory);
        if (reader.Mapping[Memory.Name] is Mapping { Entries.IsEmpty: true }) reader.Diagnostics.Error(DiagnosticRules.NoMemory, reader.At(Memory), "the accelerator has no memory", "give at least one tier, e.g. hbm: { part: hbm3-stack, count: 5 }");
        if (tiers.Length > ReachLimits.Tiers) reader.Diagnostics.Error(DiagnosticRules.TooManyTiers, reader.At(Memory), $"the accelerator has {tiers.Length} memory tiers; there may be {ReachLimits.Tiers}", "remove a tier");
        var spec = new AcceleratorSpec
        {
            Name = reader.Get(Name) ?? "accelerator",
            Title = reader.Get(Title) ?? "",
            Vendor = reader.Get(Vendor) ?? "",
            Year = reader.Get(Year),
            Engines = [.. engines.Select(e => e.Value)],
            Memory = [.. tiers.Select(t => t.Value with { Name = t.Name })],
            ScaleUp = reader.Get(ScaleUp),
            ScaleOut = reader.Get(ScaleOut),
            Tdp = reader.Get(Tdp),
            IdlePower = reader.Get(IdlePower),
            ComputeEnergy = reader.Get(ComputeEnergy),
            MovementEnergy = reader.Get(MovementEnergy),
            VoltageFloor = reader.Get(VoltageFloor),
            Execution = reader.Get(Execution),
            OnChipMemory = reader.Get(OnChipMemory),
            PowerDensityLimit = reader.Find(PowerDensityLimit),
            LaunchOverhead = reader.Get(LaunchOverhead),
            AttentionEfficiency = reader.Get(AttentionEfficiency),
            Calibration = reader.Get(Calibration),
            MeasuredPower = reader.Find(MeasuredPower),
            ReservedMemory = reader.Get(ReservedMemory),
            ProcessNanometers = reader.Get(ProcessNanometers),
            DieArea = reader.Get(DieArea),
            DieCount = Math.Max(1, reader.Get(DieCount)),
            Price = reader.Find(Price),
            Rent = reader.Find(Rent),
            VendorEmbodied = reader.Find(VendorEmbodied),
        };
        CheckHeat(spec, reader);
        return new CatalogAccelerator(spec, reader.Get(Node)) { KernelsMeasured = reader.Get(KernelsMeasured) }.Checked();
    }
}
