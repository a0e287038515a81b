using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a memory, and of a tier made of so many of it.</summary>
static class MemoryKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<string> Tier = Keys.EntryNamed("tier", "The name that a tier made of it takes by default.");
    public static readonly Key<string> Part = Keys.EntryNamed("part", "The memory that the tier is made of.");
    public static readonly Key<int> Count = Keys.Int("count", "How many of the part.", Bound.AtLeast(1)).Or(1);
    public static readonly Key<string> Technology = Keys.Text("technology", "The technology, e.g. HBM3e, HBF, LPDDR5X, SRAM.").Required();
    public static readonly Key<Bytes> Capacity = Keys.Quantity<Bytes>("capacity", "Bytes it holds.", Bound.Positive).Required();
    public static readonly Key<BytesPerSecond> ReadBandwidth = Keys.Quantity<BytesPerSecond>("read-bandwidth", "Peak rate of reading.", Bound.Positive).Required();
    public static readonly Key<BytesPerSecond> WriteBandwidth = Keys.Quantity<BytesPerSecond>("write-bandwidth", "Peak rate of writing.", Bound.Positive).OtherwiseAs("that of reading");
    public static readonly Key<Seconds> Latency = Keys.Quantity<Seconds>("latency", "Time from a request to its first byte, under load.", Bound.NotNegative).Or(default);
    public static readonly Key<Bytes> AccessSize = Keys.Quantity<Bytes>("access-size", "Smallest unit read or written: a burst, a line, a flash page.", Bound.Positive).Or(new Bytes(64));
    public static readonly Key<Seconds> UnloadedLatency = Keys.Quantity<Seconds>("unloaded-latency", "The same of an idle tier; in between it grows in proportion to the share of the peak in use.", Bound.NotNegative).OtherwiseAs("`latency`");
    public static readonly Key<Bytes> MaxInFlight = Keys.Quantity<Bytes>("max-in-flight", "Bytes that may be in flight at once; bounds the bandwidth over the latency.", Bound.Positive).OtherwiseAs("no bound");
    public static readonly Key<Bytes> ReadSize = Keys.Quantity<Bytes>("size", "Size of one read.", Bound.Positive).Required();
    public static readonly Key<BytesPerSecond> ReadRate = Keys.Quantity<BytesPerSecond>("bandwidth", "Rate of all reads together.", Bound.Positive).Required();
    public static readonly KeyTable RandomReadTable = new("random-read", "What reads of one size at random places reach, many of them at once.", ReadSize, ReadRate);
    public static readonly Key<ImmutableArray<RandomReadRate>> RandomReads = Keys.List("random-reads", "Measured rates of reads at random places, by rising size.",
        new TableShape<RandomReadRate>(() => RandomReadTable, static reader => new(reader.Get(ReadSize), reader.Get(ReadRate)))).OtherwiseAs("as bandwidth, latency and access size tell");
    public static readonly Key<double> MaxOutstanding = Keys.Number("max-outstanding", "Accesses of `access-size` that may be outstanding at once: a bound as `max-in-flight` is.", Bound.AtLeast(1.0)).OtherwiseAs("no bound");
    public static readonly Key<Bytes> PrefetchBuffer = Keys.Quantity<Bytes>("prefetch-buffer", "Buffer before the engines: half of it may be in flight while the other half is used up.", Bound.Positive).OtherwiseAs("no bound");
    public static readonly Key<Seconds> PrefetchLead = Keys.Quantity<Seconds>("prefetch-lead", "How long before an operator needs its bytes they are asked for; what of the latency is longer stands at the start of each operator.", Bound.NotNegative).OtherwiseAs("as early as it takes");
    public static readonly Key<Bytes> WeightPiece = Keys.Quantity<Bytes>("weight-piece", "Bytes of weights that lie together for one read of a kernel: a row of a tile where matrices lie row by row. Whole accesses are read for each.", Bound.Positive).OtherwiseAs("whole accesses: tiles lie together");
    public static readonly Key<double> Efficiency = Keys.Number("efficiency", "Share of the peak that streaming kernels reach.", Bound.SomeShare).Or(1);
    public static readonly Key<string> Path = Keys.EntryNamed("path", "Tiers on one path move their bytes one after the other; tiers on different paths overlap.").OtherwiseAs("the tier's name");
    public static readonly Key<JoulesPerByte> ReadEnergy = Keys.Quantity<JoulesPerByte>("read-energy", "Energy of reading.", Bound.NotNegative).Or(default);
    public static readonly Key<JoulesPerByte> WriteEnergy = Keys.Quantity<JoulesPerByte>("write-energy", "Energy of writing.", Bound.NotNegative).OtherwiseAs("that of reading");
    public static readonly Key<Watts> IdlePower = Keys.Quantity<Watts>("idle-power", "Power that it draws when nobody uses it.", Bound.NotNegative).Or(default);
    public static readonly Key<bool> Writable = Keys.Bool("writable", "False where live data may not be placed: writes are slow or wear it out.").Or(true);
    public static readonly Key<double> EnduranceCycles = Keys.Number("endurance-cycles", "Writes that a cell survives.", Bound.Positive).OtherwiseAs("no bound");
    public static readonly Key<double> WriteAmplification = Keys.Number("write-amplification", "Bytes that reach the cells per byte written.", Bound.AtLeast(1)).Or(1);
    public static readonly Key<DollarsPerByte> Price = Keys.Quantity<DollarsPerByte>("price", "Price.", Bound.NotNegative).Or(default);
    public static readonly Key<KilogramsPerByte> EmbodiedLow = Keys.Quantity<KilogramsPerByte>("embodied-low", "Embodied carbon, low estimate.", Bound.NotNegative).Or(default);
    public static readonly Key<KilogramsPerByte> EmbodiedHigh = Keys.Quantity<KilogramsPerByte>("embodied-high", "Embodied carbon, high estimate.", Bound.NotNegative).OtherwiseAs("the low estimate");

    static readonly Key[] Own =
    [
        Technology, Capacity, ReadBandwidth, WriteBandwidth, Latency, UnloadedLatency, AccessSize, MaxInFlight, MaxOutstanding, PrefetchBuffer, PrefetchLead, WeightPiece, RandomReads, Efficiency, Path,
        ReadEnergy, WriteEnergy, IdlePower, Writable, EnduranceCycles, WriteAmplification, Price, EmbodiedLow, EmbodiedHigh, StackKeys.Stack, FlashArrayKeys.Array, ProcessingKeys.Processing,
    ];

    public static readonly KeyTable PartTable = new("memory", "One stack, module, card or array of memory.", [Name, Title, Tier, .. Own]) { HasBase = true };

    public static readonly KeyTable TierTable = new("tier",
        "A tier of an accelerator: its part times a count. Capacity, bandwidths, bytes in flight and idle power are multiplied; what is given beside the part replaces the product.",
        [Part, Count, .. Own]) { HasBase = true };

    /// <summary>The keys that a count multiplies.</summary>
    public static readonly Key[] Multiplied = [Capacity, ReadBandwidth, WriteBandwidth, MaxInFlight, MaxOutstanding, PrefetchBuffer, IdlePower];
}
