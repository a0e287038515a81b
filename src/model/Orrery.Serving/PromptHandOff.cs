using Orrery.Serving.Engines;
using Orrery.Serving.Routers;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>Takes prompts from the engines that computed them to those that generate: chooses the engine, and carries the cache over the network between them.</summary>
/// <remarks>
/// The engine that generates fetches, once it has room: until then, and while it fetches, the cache is held where it was computed. Caches that move at once share
/// what leaves an engine and what reaches one, max-min fairly.
/// </remarks>
sealed class PromptHandOff : IEventSource
{
    readonly record struct Source(Engine Engine, Ticket Ticket);

    readonly record struct Fetched(LoadOrder Order, Source From);

    readonly Engine[] _decoding, _prefilling;
    readonly IRouter _decodeRouter, _prefillRouter;
    readonly int _localTokens;
    readonly FlowNetwork<Fetched> _network = new();
    readonly int[] _receive, _send;
    readonly Dictionary<(int Engine, Ticket Ticket), Source> _offered = [];

    public PromptHandOff(ServingSetup setup, Engine[] engines, IRouter decodeRouter)
    {
        var prefill = setup.Prefill!;
        _decoding = engines[..setup.Replicas];
        _prefilling = engines[setup.Replicas..];
        _decodeRouter = decodeRouter;
        _prefillRouter = RouterTable.Create(prefill.Spec.Router, new RandomStreams((ulong)setup.Seed));
        _localTokens = prefill.LocalTokens;
        _receive = [.. _decoding.Select(_ => _network.AddEdge(prefill.ReceiveBandwidth.Value, SimTime.From(prefill.Latency)))];
        _send = [.. _prefilling.Select(_ => _network.AddEdge(prefill.SendBandwidth.Value))];
    }

    public long Next => _network.Next.Picoseconds;

    /// <summary>The engine for an arriving request: one that generates where little of its prompt is left to compute, one for prompts otherwise.</summary>
    public Engine Choose(in Request request)
    {
        if (_localTokens > 0)
        {
            var engine = _decoding[_decodeRouter.Choose(request, _decoding)];
            if (request.InputTokens - engine.CachedTokens(request) <= _localTokens) return engine;
        }
        return _prefilling[_prefillRouter.Choose(request, _prefilling)];
    }

    /// <summary>A prompt is computed: an engine that generates takes the request on.</summary>
    public void Offer(in Departure departure)
    {
        var from = new Source(_prefilling[departure.Engine - _decoding.Length], departure.Ticket);
        var index = _decodeRouter.Choose(departure.Request, _decoding);
        var ticket = _decoding[index].Enqueue(from.Engine[from.Ticket], departure.Time);
        _offered.Add((index, ticket), from);
    }

    /// <summary>That engine has room, and fetches the cache.</summary>
    public void Fetch(in LoadOrder order)
    {
        _offered.Remove((order.Engine, order.Ticket), out var from);
        _network.Start([_send[Array.IndexOf(_prefilling, from.Engine)], _receive[order.Engine]], order.Bytes, new Fetched(order, from), new(order.Time));
    }

    public void Happen(long now)
    {
        while (_network.TryTake(new(now), out var fetched))
        {
            fetched.From.Engine.Release(fetched.From.Ticket, now);
            _decoding[fetched.Order.Engine].Loaded(fetched.Order.Ticket, now);
        }
    }
}
