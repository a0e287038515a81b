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
    readonly ServingSpec _spec;
    readonly IStepTimer _timer;
    readonly IScheduler _scheduler;
    readonly RunState _run;
    readonly int _contextLength;
    readonly ImmutableArray<Reach> _reaches;
    readonly KvPool _pool;
    readonly SequenceTable _sequences = new();
    readonly SlotHeap _waiting = new();
    readonly DecodeCohort _decoding;
    readonly PrefixCache? _prefixes;
    readonly TokenGaps _gaps = new();
    readonly List<(int Slot, int Tokens)> _prompts = [];

    long _arrivals, _admissions;
    int _partial = -1; // the running sequence whose prompt is not complete: always the one admitted last
    bool _inFlight;
    long _stepStart;
    StepShape _shape;
    StepCost _cost;

    public Engine(int index, ServingSetup setup, RunState run)
    {
        _index = index;
        _spec = setup.Spec;
        _timer = setup.Timer;
        _run = run;
        _contextLength = setup.ContextLength;
        _scheduler = SchedulerTable.Create(_spec.Scheduler, setup.Bounds);
        _reaches = _timer.Reaches;
        _pool = new KvPool(setup.Kv, _reaches, _spec.BlockTokens);
        if (_spec.PrefixCache && _pool.SharedBlockBytes > 0) _prefixes = new PrefixCache(_pool, _spec.BlockTokens);
        _decoding = new DecodeCohort(_sequences, _pool, _reaches, _spec.BlockTokens);
    }

    /// <summary>When the step in flight ends or the next may begin, in picoseconds; <see cref="Idle"/> where there is none.</summary>
    public long Boundary { get; private set; } = Idle;

    public int Unfinished { get; private set; }

    /// <summary>A request arrives.</summary>
    /// <returns>False where it can never run: it is longer than the context or than the whole cache.</returns>
    public bool Enqueue(in Request request, long now)
    {
        if (request.InputTokens < 1 || request.OutputTokens < 1)
            throw new ArgumentException($"Request {request.Id} has {request.InputTokens} prompt and {request.OutputTokens} output tokens; both are at least 1.", nameof(request));
        var length = (long)request.InputTokens + request.OutputTokens;
        if (length > _contextLength || _pool.Held((int)(length - 1)) > _pool.Capacity) return false;

        var slot = _sequences.Take();
        ref var sequence = ref _sequences[slot];
        sequence.Request = request;
        sequence.Arrived = _arrivals++;
        sequence.Since = now;
        _waiting.Add(_scheduler.Rank(request, request.InputTokens, new(now)), sequence.Arrived, slot);
        Unfinished++;
        if (Boundary == Idle) Boundary = now;
        return true;
    }

    public int CachedTokens(in Request request) => _prefixes?.Find(request, request.InputTokens).Tokens ?? 0;

    /// <summary>Ends and begins steps, the next boundary first, until the following boundary is not before the horizon.</summary>
    /// <param name="horizon">Something outside may happen then: a boundary at the same instant comes after it.</param>
    /// <param name="stopAtCompletion">Whether to stop when requests finish, before the next step begins.</param>
    /// <returns>Requests that finished.</returns>
    public int Advance(long horizon, bool stopAtCompletion)
    {
        var finished = 0;
        do
        {
            var now = Boundary;
            if (_inFlight) finished += FinishStep(now);
            if (finished > 0 && stopAtCompletion) break;
            if (!ContinueLine(now)) StartStep(now, horizon);
        }
        while (Boundary < horizon);
        return finished;
    }

    /// <summary>Records what has been spent so far by steps that ended.</summary>
    public void Settle() => EndLine();

    /// <summary>Records the time that unfinished requests have spent so far.</summary>
    public void Close(long now)
    {
        Settle();
        for (var slot = _sequences.Tail; slot >= 0; slot = _sequences[slot].Previous) _run.Recorder.Running(_sequences[slot].Since, now);
        foreach (var entry in _waiting.Entries) _run.Recorder.Waiting(_sequences[entry.Slot].Since, now);
    }

    int FinishStep(long now)
    {
        _inFlight = false;
        var unfinished = Unfinished;
        if (!_line.Active) _run.Recorder.Cost(_cost);
        _run.Recorder.Step(_stepStart, now, _pool.Share, _shape.SampledSequences);
        if (_shape.DecodeSequences > 0)
        {
            _gaps.Decode(now, _shape.DecodeSequences, _run.Recorder);
            _decoding.Advance();
            while (_decoding.TryTakeFinished(out var slot)) Finish(slot, now);
        }
        foreach (var (slot, tokens) in _prompts)
        {
            ref var sequence = ref _sequences[slot];
            sequence.Computed += tokens;
            if (sequence.Computed == sequence.Known) Emit(slot, ref sequence, now);
        }
        return unfinished - Unfinished;
    }

    // The whole prompt is cached: the step gave the next token.
    void Emit(int slot, ref Sequence sequence, long now)
    {
        if (sequence.Generated++ == 0) sequence.FirstToken = now;
        else _run.Recorder.Gap(now - sequence.LastToken, 1);
        sequence.LastToken = now;
        if (sequence.Generated == sequence.Request.OutputTokens)
        {
            Finish(slot, now);
            return;
        }
        _decoding.Join(slot);
        _gaps.Join(now);
    }

    void Finish(int slot, long now)
    {
        ref var sequence = ref _sequences[slot];
        Vacate(ref sequence);
        _run.Recorder.Running(sequence.Since, now);
        _run.Recorder.Completion(sequence, now, _index);
        _sequences.Remove(slot);
        _sequences.Release(slot);
        Unfinished--;
    }
}
