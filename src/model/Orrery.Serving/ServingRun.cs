using Orrery.Serving.Arrivals;
using Orrery.Serving.Engines;
using Orrery.Serving.Front;
using Orrery.Serving.Kv;
using Orrery.Serving.Measurement;
using Orrery.Serving.Routers;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>One run of a simulation: the engines, what arrives, and whatever else happens, on one clock.</summary>
/// <remarks>
/// An engine may go on by itself until something outside it can happen: the next arrival or the next event of a source. Where departures bring events, only until
/// another engine's boundary.
/// </remarks>
sealed class ServingRun
{
    readonly IArrivals _arrivals;
    readonly ServingSetup _setup;
    readonly RunState _state;
    readonly Engine[] _engines; // those that generate, then those that only compute prompts
    readonly IRouter _router;
    readonly KvGraph? _outside;
    readonly PromptHandOff? _handOff;
    readonly Encoders? _encoders;
    readonly FrontDoor? _door;
    readonly List<IEventSource> _sources = [];
    readonly EventQueue<int> _boundaries = new();
    long _now;

    public ServingRun(IArrivals arrivals, ServingSetup setup, Action<ServingProgress>? progress, CancellationToken cancellation)
    {
        if (setup is { Replicas: < 1 } or { DataRanks: < 1 } or { Spec.MaxBatchedTokens: < 1 } or { Spec.MaxSequences: < 1 } or { Spec.BlockTokens: < 1 })
            throw new ArgumentException("Replicas, data ranks, tokens a step, sequences and tokens a block are at least 1.", nameof(setup));
        if (setup is { DataRanks: > 1, Prefill: not null }) throw new ArgumentException("Data ranks with queues of their own do not hand prompts off.", nameof(setup));
        if (setup.Spec is { RequestOverhead.Value: < 0 } or { ResponseOverhead.Value: < 0 }) throw new ArgumentException("Overheads are not negative.", nameof(setup));
        if (setup.Spec.ClientOverhead.Value > 0)
            arrivals = new RemoteArrivals(arrivals, SimTime.From(setup.Spec.RequestOverhead).Picoseconds, SimTime.From(setup.Spec.ResponseOverhead).Picoseconds);
        _arrivals = arrivals;
        _setup = setup;
        _state = new RunState(new Recorder(setup), progress, cancellation)
        {
            Departures = arrivals.FollowCompletions || setup.Prefill is not null || setup.Spec.HasFrontDoor ? [] : null,
            StopsAtDepartures = arrivals.FollowCompletions || setup.Prefill is not null || FrontDoor.WaitsForDepartures(setup.Spec),
        };
        var pools = setup.Pools.SelectMany(static (pool, index) => Enumerable.Repeat(index, pool.Replicas));
        _engines = setup.DataRanks > 1
            ? [.. DataRanks.Engines(setup, _state)]
            : [.. pools.Select((pool, index) => new Engine(index, pool, setup, _state))];
        _router = RouterTable.Create(setup.Spec.Router, new RandomStreams((ulong)setup.Seed), setup.Spec.Routing);
        // Only where the router is shown every engine as it is: a front door leaves some out, replaces others or shows them as they were.
        if (_router is PrefixAware aware && setup is { Prefill: null, Spec.HasFrontDoor: false } && _engines[0].Prefixes is not null)
            aware.Holders = new([.. _engines.Select(static engine => engine.Prefixes!)]);
        if (setup.Prefill is not null)
        {
            _handOff = new PromptHandOff(setup, _engines, _router);
            _sources.Add(_handOff);
        }
        if (setup.Encode is not null) _encoders = new Encoders(setup.Encode, _state) { Done = Encoded };
        if (setup.Spec.HasFrontDoor)
        {
            if (setup is { Prefill: not null, Spec.Adapters: not null }) throw new ArgumentException("Requests for adapters are not handed off.", nameof(setup));
            if (setup is { DataRanks: > 1, Spec.Faults: not null }) throw new ArgumentException("Data ranks with queues of their own do not crash.", nameof(setup));
            _door = new FrontDoor(arrivals, setup, _state, _engines, _handOff, _encoders, Rebuild);
            _sources.Add(_door);
        }
        if (_encoders is not null) _sources.Add(_encoders);
        if (setup.Spec.KvTiers.IsEmpty) return;
        _outside = new KvGraph(setup, _engines);
        _sources.Add(_outside);
        foreach (var engine in _engines) engine.Connect(_outside);
    }

    ReadOnlySpan<IReplica> Decoding => _engines.AsSpan(0, _setup.Replicas);

    public Recorder Recorder => _state.Recorder;

    public IReadOnlyList<Engine> Engines => _engines;

    public FrontDoor? Door => _door;

    // Until so many requests have finished since the record began, or nothing is left to happen.
    public void Until(long completions)
    {
        while (Recorder.Completed < completions)
        {
            var arrival = _arrivals.Next;
            var source = FirstSource(out var due);
            if (_boundaries.TryPeek(out var boundary) && boundary.Picoseconds < Math.Min(arrival, due)) Advance(Math.Min(arrival, due));
            else if (source is not null && due <= arrival)
            {
                _now = due;
                source.Happen(due);
            }
            else if (arrival != long.MaxValue) Route(_arrivals.Take(), arrival);
            else if (_door?.Strand(_now) != true) return;
            foreach (var index in _state.Woken) _boundaries.Schedule(new SimTime(_engines[index].Boundary), index);
            _state.Woken.Clear();
        }
    }

    public void Restart()
    {
        foreach (var engine in _engines) engine.Settle();
        _door?.Close(_now);
        _state.Recorder = new Recorder(_setup);
        Recorder.Begin(_now);
        _outside?.Restart();
    }

    public void Close()
    {
        foreach (var engine in _engines) engine.Close(_now);
        _encoders?.Close(_now);
    }

    /// <summary>What the run has shown since the record began.</summary>
    public ServingResult Result()
    {
        _door?.Close(_now);
        var result = Recorder.Result() with { Front = _door?.Result(_now) };
        return _outside is null ? result : result with { Outside = _outside.Result(result.Makespan.Value) };
    }

    // A new engine in place of one that died.
    Engine Rebuild(int index)
    {
        var engine = new Engine(index, index < _setup.Replicas ? 0 : 1, _setup, _state);
        if (_outside is not null) engine.Connect(_outside);
        return engine;
    }

    IEventSource? FirstSource(out long due)
    {
        IEventSource? first = null;
        due = long.MaxValue;
        foreach (var source in _sources)
        {
            if (source.Next >= due) continue;
            first = source;
            due = source.Next;
        }
        return first;
    }

    void Advance(long horizon)
    {
        _boundaries.TryNext(out var time, out var index);
        var engine = _engines[index];
        if (engine.Boundary != time.Picoseconds) return; // it was woken or replaced meanwhile
        if ((_state.StopsAtDepartures || _outside is not null) && _boundaries.TryPeek(out var other)) horizon = Math.Min(horizon, other.Picoseconds);
        engine.Advance(horizon);
        if (engine.Boundary != Engine.Idle) _boundaries.Schedule(new SimTime(engine.Boundary), index);
        if (_state.Departures is { Count: > 0 }) SeeOff();
        if (_state.Loads.Count > 0) Load();
    }

    void Load()
    {
        foreach (var order in _state.Loads) _handOff!.Fetch(order);
        _state.Loads.Clear();
    }

    void SeeOff()
    {
        if (_door is not null)
        {
            _now = _state.Departures!.Max(static departure => departure.Time);
            _door.SeeOff(_state.Departures!, _now);
            _state.Departures!.Clear();
            return;
        }
        foreach (var departure in _state.Departures!)
        {
            _now = departure.Time;
            if (departure.HandedOff) _handOff!.Offer(departure, _router.Choose(departure.Request, Decoding), departure.Time);
            else _arrivals.Finished(departure.Request, departure.Time);
        }
        _state.Departures.Clear();
    }

    void Route(in Request request, long now)
    {
        if (request.InputTokens < 1 || request.OutputTokens < 1)
            throw new ArgumentException($"Request {request.Id} has {request.InputTokens} prompt and {request.OutputTokens} output tokens; both are at least 1.", nameof(request));
        _now = now;
        Recorder.Begin(request.Arrival.Picoseconds);
        Recorder.Arrival(request, request.Arrival.Picoseconds);
        if (_door is not null)
        {
            _door.Arrive(request, _now);
            return;
        }
        if (_encoders is not null && request.EncoderTokens > 0 && _engines[0].CanHold(request)) _encoders.Enqueue(request, 0, _now);
        else Enter(request);
    }

    // An encoder has made all that a request needs of it.
    void Encoded(Encoding encoding, long now)
    {
        if (_door is null) Enter(encoding.Request);
        else _door.Encoded(encoding.Visit, now);
    }

    void Enter(in Request request)
    {
        var engine = _handOff is null ? _engines[_router.Choose(request, _engines)] : (Engine)_handOff.Choose(request, Decoding, _engines.AsSpan(_setup.Replicas));
        if (engine.CanHold(request) && _engines[0].CanHold(request))
        {
            engine.Enqueue(request, _now);
            return;
        }
        Recorder.Rejection(request);
        _arrivals.Failed(request, _now);
    }
}
