using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving.Measurement;
using Orrery.Serving.Routers;
using Orrery.Serving.Schedulers;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>
/// One replica: continuous batching over a paged cache, as vLLM V1 does it. Each step serves the running sequences in order of admission, then admits
/// waiting ones while tokens, slots and room for their whole prompt are left; a sequence that finds no block takes the cache of the one admitted last.
/// </summary>
sealed partial class Engine : IReplica
{
    /// <summary>An engine with nothing to do.</summary>
    public const long Idle = long.MaxValue;

    readonly int _index;
    readonly int _poolIndex;
    readonly ServingSpec _spec;
    readonly IStepTimer _timer;
    readonly IScheduler _scheduler;
    readonly RunState _run;
    readonly Action<ServingStep>? _observer;
    readonly int _contextLength;
    readonly bool _handsOff;
    readonly bool _encodes; // images and sound, where no other engines do
    readonly DataRanks? _peers; // where it is one data rank of several
    readonly ImmutableArray<Reach> _reaches;
    readonly KvPool _pool;
    readonly SequenceTable _sequences = new();
    readonly SlotHeap _waiting = new();
    readonly ICohort _decoding;
    readonly PrefixCache? _prefixes;
    readonly TokenGaps _gaps = new();
    readonly List<(Ticket Ticket, int Tokens)> _prompts = [];
    readonly Queue<Ticket> _ready = new(); // their tokens have come from outside; they go before all that wait
    readonly List<Ticket> _cancelled = []; // while a step runs

    long _arrivals, _admissions;
    int _queued; // sequences that wait, those that load included
    int _elsewhere; // sequences that load, and those whose cache another engine has yet to fetch
    int _partial = -1; // the running sequence whose prompt is not complete: always the one admitted last
    bool _inFlight;
    long _stepStart;
    StepShape _shape;
    StepCost _cost;

    public Engine(int index, int poolIndex, ServingSetup setup, RunState run, DataRanks? peers = null)
    {
        var pool = setup.Pools[poolIndex];
        _index = index;
        _peers = peers;
        _poolIndex = poolIndex;
        _spec = pool.Spec;
        _handsOff = pool.HandsOff;
        _encodes = setup.Encode is null;
        _timer = pool.Timer;
        _run = run;
        _observer = setup.Observer;
        _contextLength = setup.ContextLength;
        _scheduler = SchedulerTable.Create(_spec.Scheduler, setup.Bounds, _spec.Fairness);
        _reaches = _timer.Reaches;
        _pool = new KvPool(pool.Kv, _reaches, _spec.BlockTokens);
        if (_spec.PrefixCache && _pool.SharedBlockBytes > 0) _prefixes = new PrefixCache(_pool, _spec.BlockTokens);
        _decoding = _spec.Speculation is null
            ? new DecodeCohort(_sequences, _pool, _reaches, _spec.BlockTokens, _timer.NeedsSpread)
            : new SpeculativeCohort(_sequences, _pool, _timer, _spec, _contextLength, new(_spec.Speculation, new RandomStreams((ulong)setup.Seed).Get("acceptance", index)), run);
        if (_scheduler is Fair fair) _fair = new FairQueue(fair.Tokens, _sequences, _decoding);
        if (_spec.Adapters is not null) _sequences.CountAdapters();
    }

    /// <summary>When the step in flight ends or the next may begin, in picoseconds; <see cref="Idle"/> where there is none.</summary>
    public long Boundary { get; private set; } = Idle;

    public int Unfinished { get; private set; }

    /// <summary>Whether a request can ever run here: it is no longer than the context and than the whole cache.</summary>
    public bool CanHold(in Request request)
    {
        var length = (long)request.InputTokens + request.OutputTokens;
        var cached = _handsOff && _run.Front is null ? request.InputTokens : // one that is moved comes with what it has generated
             (int)Math.Min(length - 1 + (_spec.Speculation?.MostDrafted ?? 0), _contextLength);
        return length <= _contextLength && _pool.Held(cached) <= _pool.Capacity;
    }

    /// <summary>A request arrives that <see cref="CanHold"/>.</summary>
    /// <returns>Its name here.</returns>
    public Ticket Enqueue(in Request request, long now)
    {
        var slot = Take(request, now);
        Wait(slot, ref _sequences[slot], now);
        if (_prefixes is not null) _outside?.Arrived(_index, request, now);
        return new(slot, _sequences[slot].Arrived);
    }

    int Take(in Request request, long now)
    {
        var slot = _sequences.Take();
        ref var sequence = ref _sequences[slot];
        sequence.Request = request;
        sequence.Arrived = _arrivals++;
        sequence.Since = now;
        _run.Recorder.Queue.Length(_index, _queued++, now);
        Unfinished++;
        Wake(now);
        return slot;
    }

    void Wake(long now)
    {
        if (Boundary != Idle) return;
        Boundary = now;
        _run.Woken.Add(_index);
    }

    public int CachedTokens(in Request request) => _prefixes?.Find(request, request.InputTokens).Tokens ?? 0;

    /// <summary>Ends and begins steps, the next boundary first, until the following boundary is not before the horizon or the run has something to do first.</summary>
    /// <param name="horizon">Something outside may happen then: a boundary at the same instant comes after it.</param>
    public void Advance(long horizon)
    {
        do
        {
            var now = Boundary;
            if (_peers is not null) _peers.Finish(now);
            else if (_inFlight) FinishStep(now);
            if (_run.WaitsForDepartures) return; // before the next step begins
            if (_peers is not null) _peers.Start(now);
            else if (!ContinueLine(now)) StartStep(now, horizon);
        }
        while (Boundary < horizon && _run.Loads.Count == 0 && (_outside is null || Boundary < _outside.Next));
    }

    /// <summary>Records what has been spent so far by steps that ended.</summary>
    public void Settle() => EndLine();

    /// <summary>Records the time that unfinished requests have spent so far.</summary>
    public void Close(long now)
    {
        Settle();
        _run.Recorder.Queue.Length(_index, _queued, now);
        for (var slot = _sequences.Tail; slot >= 0; slot = _sequences[slot].Previous) _run.Recorder.Running(_sequences[slot].Since, now);
        foreach (var slot in _sequences.Occupied)
            if (_sequences[slot].Phase is Phase.Waiting or Phase.Loading or Phase.Ready) _run.Recorder.Waiting(_sequences[slot].Since, now);
    }

    /// <summary>The step in flight has ended: its tokens are out.</summary>
    public void FinishStep(long now)
    {
        _inFlight = false;
        if (_peers is null && !_line.Active) _run.Recorder.Cost(_poolIndex, _cost);
        var (share, given) = (_pool.Share, _shape.SampledSequences);
        if (_shape.DecodeSequences > 0)
        {
            _gaps.Decode(now, _shape.DecodeSequences, _run.Recorder);
            given += _decoding.Advance();
        }
        if (_peers is null) _run.Recorder.Step(_poolIndex, _stepStart, now, share, given);
        else _peers.Ended(share, given);
        _observer?.Invoke(new(
            _index, new(_stepStart), new(now), _shape.DecodeSequences, _shape.PrefillSequences, _shape.PrefillTokens, given,
            _sequences.Running, _waiting.Count, share));
        if (_shape.DecodeSequences > 0)
        {
            while (_decoding.TryTakeFinished(out var slot))
            {
                _fair?.Tokens.Decode(_sequences[slot].Request.Tenant, -1);
                Finish(slot, now);
            }
        }
        foreach (var (ticket, tokens) in _prompts)
        {
            ref var sequence = ref _sequences[ticket.Slot];
            sequence.Computed += tokens;
            if (sequence.Computed == sequence.Known) Emit(ticket.Slot, ref sequence, now);
        }
        if (_cancelled.Count > 0) DropCancelled(now);
        _outside?.StepEnded(_index, now);
    }

    // The whole prompt is cached: the step gave the next token.
    void Emit(int slot, ref Sequence sequence, long now)
    {
        if (sequence.Generated++ == 0) sequence.FirstToken = now;
        else _run.Recorder.Gap(now - sequence.LastToken, 1);
        sequence.LastToken = now;
        _fair?.Tokens.Output(sequence.Request.Tenant, 1);
        if (sequence.Generated == sequence.Request.OutputTokens)
        {
            Finish(slot, now);
            return;
        }
        if (_handsOff)
        {
            HandOff(slot, ref sequence, now);
            return;
        }
        _decoding.Join(slot);
        _fair?.Tokens.Decode(sequence.Request.Tenant, 1);
        _gaps.Join(now);
    }

    void Finish(int slot, long now)
    {
        ref var sequence = ref _sequences[slot];
        _prefixes?.Register(ref sequence, sequence.Computed);
        Vacate(ref sequence);
        _run.Recorder.Running(sequence.Since, now);
        if (_run.Front is { } front) front.Finished(sequence, now, _index);
        else _run.Recorder.Completion(sequence, now, _index);
        _run.Departures?.Add(new(sequence.Request, now, _index, new(slot, sequence.Arrived), HandedOff: false));
        _sequences.Remove(slot);
        _sequences.Release(slot);
        Unfinished--;
    }
}
