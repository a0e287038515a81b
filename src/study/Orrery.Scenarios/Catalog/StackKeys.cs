using Orrery.Hardware.Memory;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a stack of HBM by its dimensions, from which capacity, bandwidth, energy and price follow.</summary>
static class StackKeys
{
    static readonly Key<int> Ranks = Keys.Int("ranks", "Ranks of four layers.", new Bound(1, 4)).Or(4);
    static readonly Key<int> BanksPerGroup = Keys.Int("banks-per-group", "Banks of a group.", new Bound(1, 4)).Or(4);
    static readonly Key<int> ChannelsPerLayer = Keys.Int("channels-per-layer", "Channels of a layer, 256 GB/s each over the stack.", new Bound(1, 4)).Or(4);
    static readonly Key<double> Subarrays = Keys.Number("subarrays", "Share of the sub-arrays kept.", Bound.SomeShare).Or(1);
    static readonly Key<DollarsPerByte> FullPrice = Keys.Quantity<DollarsPerByte>("full-price", "Price of the full stack, from which that of the smaller one follows.", Bound.NotNegative).Or(new(9e-9));

    static readonly KeyTable Table = new("stack",
        "A stack of HBM cut down from the full one of 48 GiB (HBM-CO, arXiv 2602.18568). It gives `capacity`, `read-bandwidth`, `read-energy` and `price` where these are not stated beside it.",
        Ranks, BanksPerGroup, ChannelsPerLayer, Subarrays, FullPrice);

    public static readonly Key<Mapping> Stack = new Key<Mapping>("stack", "The stack's dimensions, from which its figures follow.", new MappingShape(() => Table)).OtherwiseAs("none: the figures are stated");

    static readonly Provenance Derived = new(ProvenanceKind.Fitted, "Follows from the stack's dimensions: capacity and bandwidth as arXiv 2602.18568 counts them, wires and costs fitted to its points");

    /// <summary>The keys whose values a stack gives: those of a part give way to the stack of a tier made of it.</summary>
    public static readonly string[] Follow = [MemoryKeys.Capacity.Name, MemoryKeys.ReadBandwidth.Name, MemoryKeys.ReadEnergy.Name, MemoryKeys.Price.Name];

    /// <summary>The mapping with what follows from its <c>stack</c>, where it states none of it.</summary>
    public static MappingReader Expand(MappingReader reader, KeyTable table)
    {
        if (!reader.TryGet(Stack, out var given)) return reader;
        var dimensions = new MappingReader(given, Table, reader.Reading, reader.PathOf(Stack));
        var stack = new HbmStack(dimensions.Get(Ranks), dimensions.Get(BanksPerGroup), dimensions.Get(ChannelsPerLayer), dimensions.Get(Subarrays));
        var full = dimensions.Get(FullPrice);
        dimensions.Done();
        var derived = new DerivedKeys(reader.Mapping, given, Derived)
            .Derive(MemoryKeys.Capacity, stack.Capacity)
            .Derive(MemoryKeys.ReadBandwidth, stack.Bandwidth)
            .Derive(MemoryKeys.ReadEnergy, stack.OwnReadEnergy)
            .Derive(MemoryKeys.Price, full * stack.RelativeCostPerByte);
        return new MappingReader(derived.Mapping, table, reader.Reading, reader.Path);
    }
}
