using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Serving;
using Orrery.Serving.Kv;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of tiers that keep the key-value cache's blocks outside the accelerators' own cache.</summary>
static class KvTierKeys
{
    static readonly KvPolicySpec Usual = new();

    public static readonly Key<MemoryTierSpec> Memory = new Key<MemoryTierSpec>("memory", "The memory, one part of it.", TierShape.Part).Required();
    public static readonly Key<int> Count = Keys.Int("count", "How many of it make one store.", new Bound(1, 1 << 20)).Or(1);
    public static readonly Key<Bytes> Capacity = Keys.Quantity<Bytes>("capacity", "Bytes of one store that are given to the cache.", Bound.Positive).OtherwiseAs("all of it");
    public static readonly Key<KvScope> Scope = Keys.Enum<KvScope>("scope", "Who shares one store: each `device` has its own, or the engines of a host (`node`) share one, or all engines of the `cluster`.").Or(KvScope.Node);
    public static readonly Key<LinkSpec> Link = new Key<LinkSpec>("link", "What each device reaches it over; tiers with the same link share it.", LinkKeys.Shape).OtherwiseAs("nothing but the memory limits");
    public static readonly Key<Seconds> Lifetime = Keys.Quantity<Seconds>("lifetime", "How long its cells must last: writes that would wear them out sooner are refused.", Bound.Positive).OtherwiseAs("nothing is refused");

    public static readonly Key<bool> InHost = new Key<bool>("in-host", "Whether the price, power and carbon of the host include it; where not, its own are added.", new BoolShape()).Or(true);

    public static readonly KeyTable TierTable = new("kv-tier", "A tier of memory outside the accelerators' caches that keeps blocks of the key-value cache.", Memory, Count, Capacity, Scope, Link, Lifetime, InHost);

    public static readonly Key<KvWrite> Write = Keys.Enum<KvWrite>("write", "When blocks are written out: `through` as soon as they are computed, to every tier; `back` when they lose their place in the cache or tier before; `selective` as `through`, but only blocks that are used again.").Or(Usual.Write);
    public static readonly Key<int> WriteAfter = Keys.Int("write-after", "Uses from which `selective` writes a block.", Bound.AtLeast(1)).Or(Usual.WriteAfter);
    public static readonly Key<string> Eviction = new Key<string>("eviction", "What leaves a tier that is full.",
        new ChoiceShape<string>([.. EvictionTable.All.Select(e => (e.Name, e.Name))]) { Rule = DiagnosticRules.UnknownEviction }).Or(Usual.Eviction);
    public static readonly Key<Seconds> TimeToLive = Keys.Quantity<Seconds>("time-to-live", "Time without use after which a block is forgotten.", Bound.Positive).OtherwiseAs("never");
    public static readonly Key<KvFetch> Fetch = Keys.Enum<KvFetch>("fetch", "Whether blocks found outside are read or computed again: whichever is `cheapest` in time, `always` read, `never`.").Or(Usual.Fetch);
    public static readonly Key<KvPrefetch> Prefetch = Keys.Enum<KvPrefetch>("prefetch", "Whether blocks in farther tiers are brought to the nearest when their request arrives (`arrival`), while it waits.").Or(Usual.Prefetch);

    public static readonly KeyTable PolicyTable = new("kv-policy", "What goes into the tiers of `kv-tiers`, what leaves them, and when they are read.", Write, WriteAfter, Eviction, TimeToLive, Fetch, Prefetch);

    public static readonly NamedShape<KvTierSpec> Tiers = new("the tier's name", new TableShape<KvTierSpec>(() => TierTable, BindTier));

    public static KvPolicySpec BindPolicy(MappingReader reader) => new()
    {
        Write = reader.Get(Write),
        WriteAfter = reader.Get(WriteAfter),
        Eviction = reader.Get(Eviction) ?? Usual.Eviction,
        TimeToLive = reader.Find(TimeToLive),
        Fetch = reader.Get(Fetch),
        Prefetch = reader.Get(Prefetch),
    };

    public static ImmutableArray<KvTierSpec> Named(ImmutableArray<Named<KvTierSpec>> tiers) =>
        [.. tiers.Select(tier => tier.Value with { Name = tier.Name, Memory = tier.Value.Memory with { Name = tier.Name } })];

    static KvTierSpec BindTier(MappingReader reader)
    {
        var count = Math.Max(1, reader.Get(Count));
        var memory = reader.Get(Memory) is { } part ? Times(part, count) : new MemoryTierSpec { Name = "", Technology = "", Capacity = default, ReadBandwidth = default };
        var capacity = reader.Find(Capacity);
        if (capacity > memory.Capacity && reader.Has(Memory))
            reader.Diagnostics.Error(DiagnosticRules.BadKvTier, reader.At(Capacity), $"'{reader.PathOf(Capacity)}' is {capacity}, and {count} of its memory hold {memory.Capacity}", "raise 'count', or give the cache less");
        if (reader.Has(Lifetime) && memory.EnduranceCycles is null && reader.Has(Memory))
            reader.Diagnostics.Error(DiagnosticRules.BadKvTier, reader.At(Lifetime), $"'{reader.PathOf(Lifetime)}' bounds the wear of a memory whose endurance has no bound", "remove it, or give the memory 'endurance-cycles'");
        return new()
        {
            Name = "",
            Memory = memory,
            Capacity = capacity ?? memory.Capacity,
            Scope = reader.Get(Scope),
            Link = reader.Get(Link),
            Lifetime = reader.Find(Lifetime),
            InHost = reader.Get(InHost),
        };
    }

    static MemoryTierSpec Times(MemoryTierSpec part, int count) => part with
    {
        Capacity = part.Capacity * count,
        ReadBandwidth = part.ReadBandwidth * count,
        WriteBandwidth = part.WriteBandwidth * count,
        MaxInFlight = part.MaxInFlight * count,
        IdlePower = part.IdlePower * count,
    };
}
