using Orrery.Hardware;
using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a link.</summary>
static class LinkKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<string> Technology = Keys.Text("technology", "The technology, e.g. NVLink4.").Required();
    public static readonly Key<BytesPerSecond> Bandwidth = Keys.Quantity<BytesPerSecond>("bandwidth", "Bandwidth of one device, one direction, all its ports together.", Bound.Positive).Required();
    public static readonly Key<Seconds> Latency = Keys.Quantity<Seconds>("latency", "Time for an empty message between two neighbours, software included.", Bound.NotNegative).OtherwiseAs("by `latency-parts`, one of which must be given");
    public static readonly Key<MessageLatency> LatencyParts = Keys.Table("latency-parts", "What an empty message passes, in place of `latency`; the topology says how many wires and switches.", () => PartsTable!, BindParts).OtherwiseAs("none: `latency` stands");
    public static readonly Key<int> DomainSize = Keys.Int("domain-size", "Devices that reach each other on this network alone.", Bound.AtLeast(1)).Required();
    public static readonly Key<Topology> Topology = Keys.Enum<Topology>("topology", "The wiring.").Or(Hardware.Topology.Switch);
    public static readonly Key<int> Dimensions = Keys.Int("dimensions", "Dimensions of the topology `torus`.", new Bound(1, 20)).Or(4);
    public static readonly Key<bool> InNetworkReduction = Keys.Bool("in-network-reduction", "True where the switches reduce and multicast.");
    public static readonly Key<double> Efficiency = Keys.Number("efficiency", "Share of the bandwidth that collectives reach on large messages.", Bound.SomeShare).Or(1);
    public static readonly Key<JoulesPerByte> Energy = Keys.Quantity<JoulesPerByte>("energy", "Energy of moving data, both ends.", Bound.NotNegative).Or(default);
    public static readonly Key<CollectiveLibrary> Library = Keys.Enum<CollectiveLibrary>("library", "The collective library.").Or(CollectiveLibrary.AlphaBeta);
    public static readonly Key<NcclLink> Nccl = Keys.Table("nccl", "What NCCL's tuning model needs.", () => NcclTable!, BindNccl);

    public static readonly Key<BytesPerSecond> BusBandwidth = Keys.Quantity<BytesPerSecond>("bus-bandwidth", "Bus bandwidth of the ring over all channels.", Bound.Positive).Required();
    public static readonly Key<int> Channels = Keys.Int("channels", "Number of channels.", Bound.AtLeast(1)).Required();
    public static readonly Key<int> ComputeCapability = Keys.Int("compute-capability", "80 Ampere, 90 Hopper, 100 Blackwell.", Bound.AtLeast(1)).Required();

    static readonly Key<Seconds> Software = Keys.Quantity<Seconds>("software", "Posting and polling, at both ends together.", Bound.NotNegative).Or(default);
    static readonly Key<Seconds> Wire = Keys.Quantity<Seconds>("wire", "One wire.", Bound.NotNegative).Or(default);
    static readonly Key<Seconds> SwitchTime = Keys.Quantity<Seconds>("switch", "One switch, from port to port.", Bound.NotNegative).Or(default);

    public static readonly KeyTable PartsTable = new("latency-parts", "The parts of the time of an empty message: software once, and each wire and switch on its way (2 and 1 through a switch, 4 and 3 in a fat tree, 5 and 4 in a dragonfly, one wire where there are no switches).", Software, Wire, SwitchTime);

    public static readonly KeyTable NcclTable = new("nccl", "What NCCL's tuning model needs to know of a link.", BusBandwidth, Channels, ComputeCapability);

    public static readonly KeyTable Table = new("link", "A network that an accelerator's ports reach.",
        Name, Title, Technology, Bandwidth, Latency, LatencyParts, DomainSize, Topology, Dimensions, InNetworkReduction, Efficiency, Energy, Library, Nccl, StragglerKeys.Stragglers) { HasBase = true };

    public static readonly EntryShape<LinkSpec> Shape = new(CatalogKind.Links, () => Table, Bind);

    static LinkSpec Bind(MappingReader reader)
    {
        reader.TryGet(Name, out _);
        reader.TryGet(Title, out _);
        var topology = reader.Get(Topology);
        EffectCheck.Nothing(reader, Dimensions, topology != Hardware.Topology.Torus, "it is of the topology 'torus'", "add 'topology: torus', or remove it");
        var parts = reader.TryGet(LatencyParts, out var passed);
        EffectCheck.Nothing(reader, Latency, parts, "'latency-parts' tells it", "keep one of them");
        if (!parts && !reader.Has(Latency))
            reader.Diagnostics.Error(DiagnosticRules.MissingKey, reader.Mapping.At, $"'{reader.PathOf(Latency)}' is missing", "add 'latency: …', a quantity such as '2 us', or 'latency-parts: { software: …, wire: …, switch: … }'");
        return new LinkSpec
        {
            Technology = reader.Get(Technology) ?? "",
            Bandwidth = reader.Get(Bandwidth),
            Latency = parts ? passed.Of(topology) : reader.Get(Latency),
            DomainSize = reader.Get(DomainSize),
            Topology = topology,
            Dimensions = reader.Get(Dimensions),
            Stragglers = reader.Get(StragglerKeys.Stragglers),
            InNetworkReduction = reader.Get(InNetworkReduction),
            Efficiency = reader.Get(Efficiency),
            Energy = reader.Get(Energy),
            Library = reader.Get(Library),
            Nccl = reader.Get(Nccl),
        };
    }

    static MessageLatency BindParts(MappingReader reader) => new(reader.Get(Software), reader.Get(Wire), reader.Get(SwitchTime));

    static NcclLink BindNccl(MappingReader reader) => new(reader.Get(BusBandwidth), reader.Get(Channels), reader.Get(ComputeCapability));
}
