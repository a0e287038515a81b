using Orrery.Performance;
using Orrery.Serving.Engines;
using Orrery.Workloads;

namespace Orrery.Serving.Front;

// Who is let in, and where requests go.
sealed partial class FrontDoor
{
    const double Smoothing = 0.05; // of the time that requests spend in a batch: about the last twenty count

    double _residence; // seconds from first scheduling to last token
    double _promptTokenSeconds = -1;

    void Admit(int page, long now)
    {
        ref var visit = ref _book[page];
        if (!_replicas[0].Engine.CanHold(visit.Request) || !Entries[0].Engine.CanHold(visit.Request)) End(page, RequestStatus.Rejected, now);
        else if (_limits?.Admits(visit.Request, now) == false) Refuse(page, Refusal.RateLimit, now);
        else Prepare(page, now);
    }

    // Images and sound are encoded before a replica is chosen; what had come to one that crashed is lost with it.
    void Prepare(int page, long now)
    {
        ref var visit = ref _book[page];
        if (_encoders is null || visit.Request.EncoderTokens == 0)
        {
            Seat(page, visit.Moves == 0, now);
            return;
        }
        visit.Place = Place.AtEncoder;
        visit.Encoding = _encoders.Enqueue(visit.Request, page, now);
    }

    /// <summary>What an encoder made for a request has arrived.</summary>
    public void Encoded(int page, long now)
    {
        ref var visit = ref _book[page];
        visit.Place = Place.Nowhere;
        visit.Encoding = null;
        Seat(page, visit.Moves == 0, now);
    }

    void Refuse(int page, Refusal why, long now)
    {
        Record.Refused(why);
        Missed(page, RequestStatus.Shed, now);
    }

    // Replicas that a new request may be sent to: those for prompts, where they are apart.
    ReadOnlySpan<Replica> Entries => _replicas.AsSpan(_handOff is null ? 0 : _setup.Replicas);

    // A replica for a request, or a place in the queue. One that was let in once, and lost its replica, is not turned away for being one too many.
    void Seat(int page, bool isNew, long now)
    {
        ref var visit = ref _book[page];
        if (UpToEnter() == 0 && _spec.Faults is { OnOutage: OnOutage.Reject })
        {
            if (isNew) Refuse(page, Refusal.Outage, now);
            else Missed(page, RequestStatus.Failed, now);
            return;
        }
        var candidates = Candidates();
        if (_queue.Count > 0 || candidates == 0)
        {
            if (isNew && _queue.Count >= _admission.MaxQueue) Refuse(page, Refusal.FullQueue, now);
            else if (isNew && ExpectedTtft(null, visit.Request.InputTokens) > _admission.ShedTtft?.Value) Refuse(page, Refusal.Late, now);
            else
            {
                visit.Place = Place.AtRouter;
                _queue.Add(page, visit);
            }
            return;
        }
        var replica = Choose(visit.Request, candidates);
        if (isNew && _admission.Concurrency is null && replica.Queued >= _admission.MaxQueue) Refuse(page, Refusal.FullQueue, now);
        else if (isNew && ExpectedTtft(replica, visit.Request.InputTokens) > _admission.ShedTtft?.Value) Refuse(page, Refusal.Late, now);
        else Send(page, replica, now);
    }

    // Replicas that may be sent a request now.
    int Candidates()
    {
        var count = 0;
        foreach (var replica in Entries)
            if (replica.IsUp && !(replica.Load >= _admission.Concurrency)) _candidates[count++] = replica;
        return count;
    }

    Replica Choose(in Request request, int candidates)
    {
        var entries = _candidates.AsSpan(0, candidates);
        if (_handOff is null) return (Replica)entries[_router.Choose(request, entries)];
        return (Replica)_handOff.Choose(request, _generating.AsSpan(0, Generating()), entries);
    }

    // Replicas that go on with prompts that are computed.
    int Generating()
    {
        var count = 0;
        foreach (var replica in _replicas.AsSpan(0, _setup.Replicas))
            if (replica.IsUp) _generating[count++] = replica;
        return count;
    }

    int UpToEnter()
    {
        var up = 0;
        foreach (var replica in Entries)
            if (replica.IsUp) up++;
        return up;
    }

    void Dispatch(long now)
    {
        while (_queue.Count > 0 && Candidates() is var candidates and > 0)
        {
            var page = _queue.Peek();
            _queue.Remove(page, _book[page]);
            Send(page, Choose(_book[page].Request, candidates), now);
        }
        while (_computed.Count > 0 && Generating() is var generating and > 0)
        {
            var departure = _computed.Dequeue();
            if (!_engines[departure.Engine].Holds(departure.Ticket)) continue;
            ref var visit = ref _book[_engines[departure.Engine][departure.Ticket].Visit];
            visit.Replica = ((Replica)_generating[_router.Choose(departure.Request, _generating.AsSpan(0, generating))]).Index;
            visit.Ticket = _handOff!.Offer(departure, visit.Replica, now);
        }
    }

    void Send(int page, Replica replica, long now)
    {
        ref var visit = ref _book[page];
        visit.Replica = replica.Index;
        if (_spec.Routing.OwnDecisions) replica.Remember(visit.Request);
        _queue.Sent(visit.Request);
        if (replica.Adapters is { } adapters && visit.Request.Adapter >= 0)
        {
            if (!adapters.Claim(page, visit.Request.Adapter, now))
            {
                visit.Place = Place.AtAdapters;
                return;
            }
            Record.AdapterHits++;
        }
        Enter(page, now);
    }

    void Enter(int page, long now)
    {
        ref var visit = ref _book[page];
        var engine = _replicas[visit.Replica].Engine;
        visit.Place = Place.InEngine;
        if (_saved.Remove(page, out var saved)) visit.Ticket = engine.Enqueue(saved, now);
        else visit.Ticket = engine.Enqueue(visit.StopAt > 0 ? visit.Request with { OutputTokens = visit.StopAt } : visit.Request, page, now);
    }

    void Crash(Replica replica, long now)
    {
        Record.Crashes++;
        Record.Up(replica.UpSince, now);
        var adapters = replica.Adapters;
        _handOff?.Crashed(replica.Index, now);
        for (var left = _computed.Count; left > 0; left--)
            if (_computed.Dequeue() is var departure && departure.Engine != replica.Index) _computed.Enqueue(departure);
        var lost = replica.Engine.Crash(now);
        _engines[replica.Index] = _rebuild(replica.Index);
        replica.Replace(_engines[replica.Index]);
        foreach (var sequence in lost)
        {
            if (sequence.Visit == Sequence.Abandoned)
            {
                Waste(sequence);
                continue;
            }
            _book[sequence.Visit].Place = Place.Nowhere;
            _book[sequence.Visit].Got = sequence.Generated;
            if (_spec.Faults!.OnCrash != OnCrash.Move)
            {
                Waste(sequence);
                continue;
            }
            Record.WastedInput += Math.Max(0, sequence.Computed - sequence.Cached);
            if (sequence.Scheduled) _saved[sequence.Visit] = sequence with { Computed = 0, Encoded = false };
        }
        foreach (var sequence in lost)
            if (sequence.Visit != Sequence.Abandoned) Lose(sequence.Visit, now);
        foreach (var page in adapters?.Waiters ?? [])
        {
            _book[page].Place = Place.Nowhere;
            Lose(page, now);
        }
    }

    void Lose(int page, long now)
    {
        ref var visit = ref _book[page];
        switch (_spec.Faults!.OnCrash)
        {
            case OnCrash.Move when visit.Moves < _spec.Faults.MaxMoves:
                visit.Moves++;
                Record.Moves++;
                Prepare(page, now);
                break;
            case OnCrash.Fail:
                End(page, RequestStatus.Failed, now);
                break;
            default:
                Missed(page, RequestStatus.Failed, now);
                break;
        }
    }

    void Learn(double residence) => _residence += (_residence > 0 ? Smoothing : 1) * (residence - _residence);

    // Seconds until a request has its first token: those ahead of it leave the batch as fast as its members do by Little's law, and prompts are computed as fast as in full
    // steps. The slower of the two counts, and then its own prompt. Null stands for the queue of the router.
    double ExpectedTtft(Replica? replica, int tokens)
    {
        if (_admission.ShedTtft is null) return 0;
        if (_promptTokenSeconds < 0) _promptTokenSeconds = PromptTokenSeconds();
        var (ahead, running, queued) = (0, 0, 0L);
        foreach (var other in replica is null ? Entries : new(ref replica))
        {
            if (!other.IsUp) continue;
            ahead += other.Queued;
            running += other.Engine.Running;
            queued += other.Engine.QueuedTokens;
        }
        if (replica is null) ahead += _queue.Count + 1;
        var places = ahead > 0 && running > 0 ? ahead * _residence / running : 0;
        return Math.Max(places, queued * _promptTokenSeconds / (replica is null ? Math.Max(1, UpToEnter()) : 1)) + tokens * _promptTokenSeconds;
    }

    double PromptTokenSeconds()
    {
        var (timer, tokens) = _setup.Prefill is { } prefill ? (prefill.Timer, prefill.Spec.MaxBatchedTokens) : (_setup.Timer, _spec.MaxBatchedTokens);
        timer.Evaluate(StepShapes.Prefill(timer.Reaches, 1, 0, tokens), out var cost);
        return cost.Seconds / tokens;
    }
}
