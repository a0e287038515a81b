using Orrery.Serving.Arrivals;
using Orrery.Serving.Engines;
using Orrery.Serving.Routers;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Front;

/// <summary>What stands between clients and engines: who is let in, where each request waits, and how it ends. Every request ends exactly once.</summary>
/// <remarks>
/// At one instant replicas start and crash first, then adapters come, then clients give up or come back in the order of their pages, then routers look. A time-out at the
/// very instant of a token comes before it.
/// </remarks>
sealed partial class FrontDoor : IEventSource
{
    const long Never = long.MaxValue;

    readonly IArrivals _arrivals;
    readonly ServingSetup _setup;
    readonly ServingSpec _spec;
    readonly AdmissionSpec _admission;
    readonly RunState _run;
    readonly Engine[] _engines;
    readonly PromptHandOff? _handOff;
    readonly Encoders? _encoders;
    readonly Func<int, Engine> _rebuild;
    readonly Replica[] _replicas;
    readonly IReplica[] _candidates, _generating;
    readonly IRouter _router;
    readonly RandomStreams _streams;
    readonly Fleet _fleet;
    readonly RateLimits? _limits;
    readonly RouterQueue _queue;
    readonly Popularity? _popularity;
    readonly long _refresh;
    readonly long _overhead; // a client's clock, as the door must see it: sent so much earlier, tokens seen as they come
    readonly Book _book = new();
    readonly TimerHeap _alarms = new();
    readonly Dictionary<int, Sequence> _saved = []; // what requests that were moved had generated, by page
    readonly List<(int Page, long Time)> _finished = [];
    readonly Queue<Departure> _computed = new(); // prompts whose requests wait for an engine that generates
    long _attempts, _nextLook;

    /// <param name="arrivals">Told how requests end.</param>
    /// <param name="setup">The system.</param>
    /// <param name="run">What engines share; the door enters itself.</param>
    /// <param name="engines">Those behind the door; one that crashed is replaced here.</param>
    /// <param name="handOff">Takes prompts to the engines that generate; null where every engine does both.</param>
    /// <param name="encoders">Encode images and sound; null where engines do.</param>
    /// <param name="rebuild">Makes a new engine for a place.</param>
    public FrontDoor(IArrivals arrivals, ServingSetup setup, RunState run, Engine[] engines, PromptHandOff? handOff, Encoders? encoders, Func<int, Engine> rebuild)
    {
        (_arrivals, _setup, _spec, _run, _engines, _handOff, _encoders, _rebuild) = (arrivals, setup, setup.Spec, run, engines, handOff, encoders, rebuild);
        _admission = _spec.Admission ?? new();
        _streams = new RandomStreams((ulong)setup.Seed);
        _router = RouterTable.Create(_spec.Router, _streams, _spec.Routing);
        _replicas = [.. engines.Select((engine, index) => new Replica(index, engine, _spec.Adapters))];
        _candidates = new IReplica[engines.Length];
        _generating = new IReplica[setup.Replicas];
        _fleet = new Fleet(_replicas, _spec, StartUp(setup), _streams);
        if (_admission.Limit is not null || _admission.TenantLimit is not null) _limits = new(_admission.Limit, _admission.TenantLimit);
        _queue = new(_admission.Order, _spec.Fairness);
        if (_spec.Adapters is { Count: > 0 } adapters) _popularity = new(adapters.Count, adapters.Skew);
        _overhead = SimTime.From(_spec.RequestOverhead).Picoseconds + SimTime.From(_spec.ResponseOverhead).Picoseconds;
        _refresh = SimTime.From(_spec.Routing.Refresh).Picoseconds;
        run.Front = this;
    }

    /// <summary>Whether a departure may let another request in, so that engines stop at each.</summary>
    public static bool WaitsForDepartures(ServingSpec spec) => spec.Admission?.Concurrency is not null || spec.Adapters is not null;

    /// <summary>Requests that were open at once at most: what the door's memory grows with.</summary>
    public int MostOpen => _book.Length - 1;

    FrontRecord Record => _run.Recorder.Front!;

    public long Next
    {
        get
        {
            if (_book.Open == 0 && _arrivals.Next == Never) return Never;
            var next = IsBeyondRepair ? _alarms.Next : Math.Min(_fleet.Next, _alarms.Next);
            if (_spec.Adapters is not null)
                foreach (var replica in _replicas) next = Math.Min(next, replica.Adapters!.Next);
            if (_refresh == 0 || _book.Open == 0 || _nextLook >= next) return next;
            return next == Never && _arrivals.Next == Never && AreIdle ? Never : _nextLook; // looks alone change nothing
        }
    }

    // One kind of engine is gone for good, and the others have done what they can: that they crash and start on changes nothing.
    bool IsBeyondRepair =>
        _handOff is not null && _arrivals.Next == Never && AreIdle
        && (Array.TrueForAll(_replicas[.._setup.Replicas], replica => _fleet.IsGone(replica.Index)) || Array.TrueForAll(_replicas[_setup.Replicas..], replica => _fleet.IsGone(replica.Index)));

    bool AreIdle => Array.TrueForAll(_engines, static engine => engine.Boundary == Engine.Idle) && _encoders?.IsIdle != false;

    public void Happen(long now)
    {
        if (!IsBeyondRepair && _fleet.Next <= now)
        {
            if (_fleet.Happen(now) is not var (what, replica)) return;
            if (what == FleetEvent.Crashed) Crash(replica, now);
            else Dispatch(now);
            return;
        }
        if (_spec.Adapters is not null && _replicas.FirstOrDefault(replica => replica.Adapters!.Next <= now) is { } loaded)
        {
            Record.AdapterLoads++;
            foreach (var page in loaded.Adapters!.Happen(now)) Enter(page, now);
            return;
        }
        if (_alarms.Next <= now) Ring(_alarms.Take(), now);
        else Look(now);
    }

    /// <summary>A client sends a request for the first time.</summary>
    public void Arrive(in Request request, long now)
    {
        if (_refresh > 0 && now >= _nextLook) Look(now);
        var page = _book.Add(request);
        ref var visit = ref _book[page];
        if (_popularity is not null && request.Adapter < 0) visit.Request = request with { Adapter = _popularity.Draw(_streams.Get("adapter", request.Id)) };
        if (_spec.Clients is { } clients) Foresee(ref visit, clients, now);
        Try(page, now);
    }

    /// <summary>An engine has all the tokens of a sequence. It comes from within the engine's step: the rest follows when the run sees departures off.</summary>
    public void Finished(in Sequence sequence, long now, int replica)
    {
        var page = sequence.Visit;
        _queue.Generated(sequence.Request, sequence.Generated);
        if (page == Sequence.Abandoned)
        {
            Waste(sequence);
            return;
        }
        if (_book[page].StopAt > 0)
        {
            Waste(sequence);
            _book[page].Got = sequence.Generated;
        }
        else
        {
            _run.Recorder.Completion(sequence, now, replica, _book[page].Attempts);
            Record.Ended(RequestStatus.Completed);
            if (_handOff is null) Learn((now - sequence.FirstScheduled) * 1e-12);
        }
        _finished.Add((page, now));
    }

    /// <summary>An engine gave up a sequence that nobody waits for.</summary>
    public void Dropped(in Sequence sequence) => Waste(sequence);

    /// <summary>Departures from engines take effect.</summary>
    public void SeeOff(List<Departure> departures, long now)
    {
        foreach (var departure in departures)
        {
            if (!departure.HandedOff || !_engines[departure.Engine].Holds(departure.Ticket)) continue;
            Learn((departure.Time - _engines[departure.Engine][departure.Ticket].FirstScheduled) * 1e-12);
            _computed.Enqueue(departure);
        }
        foreach (var (page, time) in _finished)
        {
            var visit = _book[page];
            if (visit.StopAt > 0)
            {
                Ended(page, RequestStatus.Cancelled, time);
                continue;
            }
            Forget(page, time);
            _arrivals.Finished(visit.Request, time);
        }
        _finished.Clear();
        Dispatch(now);
    }

    /// <summary>Nothing can happen any more: what still waits has failed.</summary>
    /// <returns>Whether anything did.</returns>
    public bool Strand(long now)
    {
        if (_book.Open == 0) return false;
        for (var page = 1; page < _book.Length; page++)
            if (_book[page].Place != Place.Nowhere) End(page, RequestStatus.Failed, now);
        return true;
    }

    /// <summary>The record is to end, or to begin anew.</summary>
    public void Close(long now)
    {
        foreach (var replica in _replicas)
        {
            if (!replica.IsUp) continue;
            Record.Up(replica.UpSince, now);
            replica.UpSince = now;
        }
    }

    /// <summary>What the record shows of the door.</summary>
    public FrontResult Result(long now) => Record.Result(now, _fleet.Changes);

    void Look(long now)
    {
        foreach (var replica in _replicas) replica.LookAt();
        _nextLook = checked((now / _refresh + 1) * _refresh);
    }

    static long StartUp(ServingSetup setup) => setup.Spec.StartUp is not { } start ? 0
        : SimTime.FromSeconds(start.Delay.Value + (start.Bandwidth is { } bandwidth ? setup.WeightsPerDevice.Value / bandwidth.Value : 0)).Picoseconds;

    // A token is in time where its client has it within the bound after sending.
    void Add(ref long deadline, Units.Seconds? bound, long now) => deadline = bound is { } time ? Math.Max(now, checked(now + SimTime.From(time).Picoseconds - _overhead)) : Never;
}
