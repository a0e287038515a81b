using Orrery.Hardware.Memory;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of flash from its planes up, from which capacity, bandwidths, latency and page follow.</summary>
static class FlashArrayKeys
{
    static readonly Key<int> Dies = Keys.Int("dies", "Dies of the part.", new Bound(1, 1024)).Required();
    static readonly Key<int> PlanesPerDie = Keys.Int("planes-per-die", "Planes of a die, each of which reads a page at a time.", new Bound(1, 65536)).Required();
    static readonly Key<Bytes> Page = Keys.Quantity<Bytes>("page", "Bytes that a plane reads at once.", Bound.Positive).Required();
    static readonly Key<Seconds> ReadTime = Keys.Quantity<Seconds>("read-time", "From cells to a plane's register (tR).", Bound.Positive).Required();
    static readonly Key<Seconds> ProgramTime = Keys.Quantity<Seconds>("program-time", "From register to cells (tPROG).", Bound.Positive).Required();
    static readonly Key<BytesPerSecond> PlanePort = Keys.Quantity<BytesPerSecond>("plane-port", "Rate at which a plane's register is moved out.", Bound.Positive).OtherwiseAs("no bound: that hides behind the next read");
    static readonly Key<Bytes> DieCapacity = Keys.Quantity<Bytes>("die-capacity", "Bytes of a die.", Bound.Positive).Required();

    static readonly KeyTable Table = new("array",
        "Flash from its planes up. It gives `capacity`, `read-bandwidth`, `write-bandwidth`, `latency`, `access-size` and `max-in-flight` (a page a plane) where these are not stated.",
        Dies, PlanesPerDie, Page, ReadTime, ProgramTime, PlanePort, DieCapacity);

    public static readonly Key<Mapping> Array = new Key<Mapping>("array", "Planes, pages and times of flash, from which its figures follow.", new MappingShape(() => Table)).OtherwiseAs("none: the figures are stated");

    static readonly Provenance Derived = new(ProvenanceKind.Fitted, "Follows from planes, page and array times: planes x page / (tR + page / port)");

    /// <summary>The mapping with what follows from its <c>array</c>, where it states none of it.</summary>
    public static MappingReader Expand(MappingReader reader, KeyTable table)
    {
        if (!reader.TryGet(Array, out var given)) return reader;
        var before = reader.Diagnostics.Reports;
        var keys = new MappingReader(given, Table, reader.Reading, reader.PathOf(Array));
        var array = new FlashArray(keys.Get(Dies), keys.Get(PlanesPerDie), keys.Get(Page), keys.Get(ReadTime), keys.Get(ProgramTime), keys.Find(PlanePort), keys.Get(DieCapacity));
        keys.Done();
        if (reader.Diagnostics.Reports > before) array = new(1, 1, new(1), new(1), new(1), null, new(1)); // said already; anything well formed will do
        var derived = new DerivedKeys(reader.Mapping, given, Derived)
            .Derive(MemoryKeys.Capacity, array.Capacity)
            .Derive(MemoryKeys.ReadBandwidth, array.ReadBandwidth)
            .Derive(MemoryKeys.WriteBandwidth, array.WriteBandwidth)
            .Derive(MemoryKeys.Latency, array.Latency)
            .Derive(MemoryKeys.AccessSize, array.Page)
            .Derive(MemoryKeys.MaxInFlight, array.InFlight);
        return new MappingReader(derived.Mapping, table, reader.Reading, reader.Path);
    }
}
