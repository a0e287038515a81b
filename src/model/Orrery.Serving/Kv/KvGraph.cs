using System.Collections.Immutable;
using Orrery.Serving.Engines;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Kv;

/// <summary>
/// The memories outside the engines' caches and the links between: stores by tier and scope, transfers that share links max-min fairly, and the policies of what is
/// written, kept, read and brought nearer.
/// </summary>
/// <remarks>
/// A unit is written, as all that waits for one store from one engine together, at the end of the step that computes it or takes its place; room in the store is taken
/// then, and it can be found once all of it is there. What is read stays where it is. A unit that leaves to make room is taken to pass through a buffer: its place is used at once.
/// </remarks>
sealed partial class KvGraph : IKvConnector, IEventSource
{
    readonly FlowNetwork<KvTransfer> _network = new();
    readonly KvPolicySpec _policy;
    readonly KvForesight? _foresight;
    readonly KvLinks _links;
    readonly ImmutableArray<KvTier> _tiers;
    readonly Engine[] _engines;
    readonly Dictionary<(int Tier, int Engine), KvWriter> _writers = [];
    readonly Dictionary<(int From, int To, int Source, int Target), KvWriter> _movers = [];
    readonly ForesightLog[] _logs; // by store of the nearest tier

    public KvGraph(ServingSetup setup, Engine[] engines)
    {
        _policy = setup.Spec.KvPolicy;
        _foresight = setup.Foresight;
        _engines = engines;
        var placement = new KvPlacement(setup);
        _links = new(_network, placement);
        Func<long, long>? nextUse = _foresight is null ? null : _foresight.NextUse;
        _tiers = [.. setup.Spec.KvTiers.Select(spec => new KvTier(spec, _policy, placement, _network, _links, nextUse, Evicted))];
        _computed = [.. engines.Select(static _ => new List<(long, long)>())];
        _evicted = [.. engines.Select(static _ => new List<(long, long)>())];
        _logs = [.. _tiers[0].Stores.Select(static _ => new ForesightLog())];
    }

    public long Next => _network.Next.Picoseconds;

    public void Happen(long now)
    {
        while (_network.TryTake(new(now), out var transfer)) transfer.Arrived(now);
    }

    /// <summary>Counts anew from here on.</summary>
    public void Restart()
    {
        foreach (var tier in _tiers) tier.Restart();
        foreach (var log in _logs) log.Restart();
        _links.Restart();
        _asked = _passedOver = _swaps = _swappedBytes = 0;
    }

    /// <summary>What it did since it began to count.</summary>
    public KvOutsideResult Result(double seconds) => new()
    {
        // What was there was there, be it by luck: a rule that knows the future for single blocks need not be best for leading runs of them.
        ForesightTokens = Math.Max(_logs.Select((log, store) => log.TokensFound(RoomBehind(store))).Sum(), _tiers.Sum(static tier => tier.HitTokens) + _passedOver),
        Tiers = [.. _tiers.Select(tier => tier.Result(seconds))],
        Links = [.. _links.Results(seconds)],
        AskedTokens = _asked,
        PassedOverTokens = _passedOver,
        Swaps = _swaps,
        SwappedBytes = new(_swappedBytes),
    };

    // Bytes of a store of the nearest tier, and its part of those behind.
    long RoomBehind(int store)
    {
        var engines = Enumerable.Range(0, _engines.Length).Where(engine => _tiers[0].StoreOf(engine) == store).ToList();
        return (long)_tiers.Sum(tier => engines.Sum(engine => (double)tier[engine].Capacity / Enumerable.Range(0, _engines.Length).Count(other => tier.StoreOf(other) == tier.StoreOf(engine))));
    }
}
