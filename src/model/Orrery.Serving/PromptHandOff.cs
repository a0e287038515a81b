using Orrery.Serving.Engines;
using Orrery.Serving.Routers;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>Takes prompts from the engines that computed them to those that generate, and carries their caches over the network between.</summary>
/// <remarks>
/// The engine that generates fetches, once it has room: until then, and while it fetches, the cache is held where it was computed. Caches that move at once share
/// what leaves an engine and what reaches one, max-min fairly.
/// </remarks>
sealed class PromptHandOff : IEventSource
{
    readonly record struct Place(int Engine, Ticket Ticket);

    readonly record struct Way(Place From, FlowId? Flow);

    readonly Engine[] _engines; // those that generate, then those that only compute prompts; one that crashed is replaced
    readonly int _decoding;
    readonly IRouter _decodeRouter, _prefillRouter;
    readonly int _localTokens;
    readonly FlowNetwork<Place> _network = new();
    readonly int[] _edges; // what reaches an engine that generates, what leaves another
    readonly Dictionary<Place, Way> _ways = []; // by where they lead

    public PromptHandOff(ServingSetup setup, Engine[] engines, IRouter decodeRouter)
    {
        var prefill = setup.Prefill!;
        _engines = engines;
        _decoding = setup.Replicas;
        _decodeRouter = decodeRouter;
        _prefillRouter = RouterTable.Create(prefill.Spec.Router, new RandomStreams((ulong)setup.Seed), prefill.Spec.Routing);
        _localTokens = prefill.LocalTokens;
        _edges =
        [
            .. engines.Select((_, index) => index < _decoding
                ? _network.AddEdge(prefill.ReceiveBandwidth.Value, SimTime.From(prefill.Latency))
                : _network.AddEdge(prefill.SendBandwidth.Value)),
        ];
    }

    public long Next => _network.Next.Picoseconds;

    /// <summary>Chooses for an arriving request: one that generates where little of its prompt is left to compute, one for prompts otherwise.</summary>
    /// <param name="request">The request.</param>
    /// <param name="decoding">Those that generate, and are up.</param>
    /// <param name="prefilling">Those that only compute prompts, and are up; at least one.</param>
    public IReplica Choose(in Request request, ReadOnlySpan<IReplica> decoding, ReadOnlySpan<IReplica> prefilling)
    {
        if (_localTokens > 0 && decoding.Length > 0)
        {
            var replica = decoding[_decodeRouter.Choose(request, decoding)];
            if (request.InputTokens - replica.CachedTokens(request) <= _localTokens) return replica;
        }
        return prefilling[_prefillRouter.Choose(request, prefilling)];
    }

    /// <summary>A prompt is computed: an engine that generates takes the request on.</summary>
    /// <returns>Its name there.</returns>
    public Ticket Offer(in Departure departure, int engine, long now)
    {
        var ticket = _engines[engine].Enqueue(_engines[departure.Engine][departure.Ticket], now);
        _ways.Add(new(engine, ticket), new(new(departure.Engine, departure.Ticket), null));
        return ticket;
    }

    /// <summary>That engine has room, and fetches the cache.</summary>
    public void Fetch(in LoadOrder order)
    {
        var to = new Place(order.Engine, order.Ticket);
        var from = _ways[to].From;
        _ways[to] = new(from, _network.Start([_edges[from.Engine], _edges[to.Engine]], order.Bytes, to, new(order.Time)));
    }

    public void Happen(long now)
    {
        while (_network.TryTake(new(now), out var to))
        {
            _ways.Remove(to, out var way);
            Release(way, now);
            _engines[to.Engine].Loaded(to.Ticket, now);
        }
    }

    /// <summary>A sequence is given up where it generates: if its cache has not come yet, it need not.</summary>
    public void Abandon(int engine, Ticket ticket, long now)
    {
        if (!_ways.Remove(new(engine, ticket), out var way)) return;
        if (way.Flow is { } flow) _network.Cancel(flow, new(now));
        Release(way, now);
    }

    /// <summary>An engine has crashed, and is not replaced yet: caches that were to leave it are lost, and those that were to reach it need not come.</summary>
    public void Crashed(int engine, long now)
    {
        foreach (var (to, way) in _ways.Where(way => way.Key.Engine == engine || way.Value.From.Engine == engine).ToList())
        {
            _ways.Remove(to);
            if (way.Flow is { } flow) _network.Cancel(flow, new(now));
            if (to.Engine != engine) _engines[to.Engine].Withdraw(to.Ticket, now);
            else Release(way, now);
        }
    }

    void Release(in Way way, long now) => _engines[way.From.Engine].Release(way.From.Ticket, now);
}
