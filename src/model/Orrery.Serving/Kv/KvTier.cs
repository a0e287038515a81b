using System.Collections.Immutable;
using Orrery.Hardware.Memory;
using Orrery.Simulation;
using Orrery.Units;

namespace Orrery.Serving.Kv;

/// <summary>One tier of a run: its stores, whose they are, and how engines reach them.</summary>
sealed class KvTier
{
    readonly FlowNetwork<KvTransfer> _network;
    readonly int[] _storeOf; // by engine
    readonly (int Read, int Write)[] _edges; // by store
    readonly (ImmutableArray<int> In, ImmutableArray<int> Out)[] _paths; // by engine
    readonly int[] _parts; // by store: memories of the specification in it

    public KvTier(KvTierSpec spec, KvPolicySpec policy, KvPlacement placement, FlowNetwork<KvTransfer> network, KvLinks links, Func<long, long>? nextUse, Action<KvTier, int, KvUnit> evicted)
    {
        Spec = spec;
        _network = network;
        _storeOf = [.. Enumerable.Range(0, placement.Count).Select(engine => placement.StoreOf(spec.Scope, engine))];
        _parts = [.. Enumerable.Range(0, _storeOf.Max() + 1).Select(store => placement.PartsOf(spec.Scope, Array.IndexOf(_storeOf, store)))];
        var (memory, latency) = (spec.Memory, SimTime.From(spec.Memory.Latency));
        var lasting = spec is { Lifetime: { } lifetime, Memory.EnduranceCycles: { } cycles } ? memory.Capacity.Value * cycles / lifetime.Value : double.PositiveInfinity;
        var timeToLive = policy.TimeToLive is { } time ? SimTime.From(time).Picoseconds : long.MaxValue;
        Stores = [.. _parts.Select((parts, index) =>
        {
            var capacity = (long)Math.Min(spec.Capacity.Value * parts, 1L << 62);
            return new KvStore(capacity, EvictionTable.Create(policy.Eviction, capacity, nextUse), timeToLive, lasting * parts) { Evicted = unit => evicted(this, index, unit) };
        })];
        _edges = [.. _parts.Select(parts =>
            (network.AddEdge(memory.EffectiveReadBandwidth.Value * parts, latency), network.AddEdge(memory.EffectiveWriteBandwidth.Value * parts, latency)))];
        _paths = [.. Enumerable.Range(0, placement.Count).Select(engine => Paths(links, engine))];
        _base = new (double, double)[Stores.Length];
    }

    readonly (double Read, double Written)[] _base; // carried when the record began

    public KvTierSpec Spec { get; }

    public KvStore[] Stores { get; }

    public long HitTokens { get; set; }

    public long Evicted { get; set; }

    public long Refused { get; set; }

    public long Prefetched { get; set; }

    public int StoreOf(int engine) => _storeOf[engine];

    public KvStore this[int engine] => Stores[_storeOf[engine]];

    /// <summary>The way from an engine's store to the engine.</summary>
    public ImmutableArray<int> In(int engine) => _paths[engine].In;

    /// <summary>The way from an engine to its store.</summary>
    public ImmutableArray<int> Out(int engine) => _paths[engine].Out;

    /// <summary>The way from one of its stores to a store of another tier: over its link, where that is not the other's as well and so ends at the same host.</summary>
    public ImmutableArray<int> To(KvTier other, int engine)
    {
        var read = In(engine);
        var write = other.Out(engine);
        return Spec.Link is null || Spec.Link == other.Spec.Link ? [read[0], write[^1]] : [.. read, write[^1]];
    }

    public void Restart()
    {
        HitTokens = Evicted = Refused = Prefetched = 0;
        for (var i = 0; i < Stores.Length; i++) _base[i] = (_network.Carried(_edges[i].Read), _network.Carried(_edges[i].Write));
    }

    public KvTierResult Result(double seconds)
    {
        var (read, written) = (0.0, 0.0);
        for (var i = 0; i < Stores.Length; i++)
        {
            read += _network.Carried(_edges[i].Read) - _base[i].Read;
            written += _network.Carried(_edges[i].Write) - _base[i].Written;
        }
        var memory = Spec.Memory;
        double Share(double bytes, double rate) => seconds > 0 && rate > 0 ? bytes / (rate * _parts.Sum() * seconds) : 0;
        var rate = seconds > 0 ? written / (_parts.Sum() * seconds) : 0;
        return new()
        {
            Name = Spec.Name,
            Stores = Stores.Length,
            Capacity = new(Stores.Sum(static store => (double)store.Capacity)),
            Peak = new(Stores.Sum(static store => (double)store.Peak)),
            HitTokens = HitTokens,
            Read = new(read),
            Written = new(written),
            Prefetched = new(Prefetched),
            Evicted = new(Evicted),
            Refused = new(Refused),
            ReadUtilisation = Share(read, memory.EffectiveReadBandwidth.Value),
            WriteUtilisation = Share(written, memory.EffectiveWriteBandwidth.Value),
            WearOutYears = memory.EnduranceCycles is not null && rate > 0 ? memory.YearsToWearOut(new(rate)) : null,
            Energy = new Bytes(read) * memory.ReadEnergy + new Bytes(written) * (memory.WriteEnergy ?? memory.ReadEnergy),
        };
    }

    (ImmutableArray<int> In, ImmutableArray<int> Out) Paths(KvLinks links, int engine)
    {
        var (read, write) = _edges[_storeOf[engine]];
        if (Spec.Link is null) return ([read], [write]);
        var link = links.Of(Spec.Link, engine);
        return ([read, link.In], [link.Out, write]);
    }
}
