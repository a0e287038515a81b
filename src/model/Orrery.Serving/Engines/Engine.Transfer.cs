namespace Orrery.Serving.Engines;

// What comes from outside the engine's cache, what leaves for another engine, and what is given up.
sealed partial class Engine
{
    /// <summary>A request arrives whose prompt another engine has computed; its cache is fetched once there is room, and then it goes on.</summary>
    /// <param name="handed">The sequence there.</param>
    /// <param name="now">The instant.</param>
    /// <returns>Its name here.</returns>
    public Ticket Enqueue(in Sequence handed, long now)
    {
        var slot = Take(handed.Request, now);
        ref var sequence = ref _sequences[slot];
        sequence.Generated = handed.Generated;
        sequence.Incoming = handed.Computed;
        sequence.FirstScheduled = handed.FirstScheduled;
        sequence.FirstToken = handed.FirstToken;
        sequence.LastToken = handed.LastToken;
        sequence.Cached = handed.Cached;
        sequence.Preemptions = handed.Preemptions;
        sequence.Scheduled = true;
        sequence.Visit = handed.Visit;
        sequence.Encoded = handed.Encoded;
        Wait(slot, ref sequence, now);
        return new(slot, sequence.Arrived);
    }

    /// <summary>A sequence of this engine; it must be there.</summary>
    public ref readonly Sequence this[Ticket ticket] => ref _sequences[ticket.Slot];

    /// <summary>Whether a sequence is still here.</summary>
    public bool Holds(Ticket ticket) => _sequences.Holds(ticket);

    // It takes the room of all that it knows at once: what has begun to load can always run.
    void Load(int slot, ref Sequence sequence, long now)
    {
        Occupy(_pool.Held(sequence.Known) - _pool.Held(sequence.Computed));
        sequence.Incoming = Math.Max(sequence.Incoming, sequence.Computed);
        sequence.Phase = Phase.Loading;
        _elsewhere++;
        if (sequence.FromOutside) SwapIn(slot, ref sequence, now);
        else _run.Loads.Add(new(now, _index, new(slot, sequence.Arrived), _pool.Held(sequence.Incoming) - _pool.Held(sequence.Computed)));
    }

    /// <summary>What a sequence waited for has come.</summary>
    public void Loaded(Ticket ticket, long now)
    {
        ref var sequence = ref _sequences[ticket.Slot];
        sequence.Phase = Phase.Ready;
        _elsewhere--;
        _ready.Enqueue(ticket);
        Wake(now);
    }

    void AdmitReady(long now, ref int budget)
    {
        while (budget > 0 && _ready.Count > 0 && _sequences.Running < _spec.MaxSequences)
        {
            var ticket = _ready.Dequeue();
            if (!_sequences.Holds(ticket)) continue;
            ref var sequence = ref _sequences[ticket.Slot];
            sequence.Computed = sequence.Incoming;
            _pool.Return(_pool.Held(sequence.Known) - _pool.Held(sequence.Computed));
            Run(ticket.Slot, ref sequence, now);
            var tokens = Math.Min(sequence.Known - sequence.Computed, budget);
            SchedulePrompt(ticket.Slot, tokens);
            budget -= tokens;
        }
    }

    void HandOff(int slot, ref Sequence sequence, long now)
    {
        _run.Recorder.Running(sequence.Since, now);
        sequence.Phase = Phase.HandedOff;
        sequence.Since = now;
        _sequences.Remove(slot);
        _elsewhere++;
        Unfinished--;
        _run.Departures!.Add(new(sequence.Request, now, _index, new(slot, sequence.Arrived), HandedOff: true));
    }

    /// <summary>Another engine has the cache of a sequence that was handed off, or does not want it any more.</summary>
    public void Release(Ticket ticket, long now)
    {
        Vacate(ref _sequences[ticket.Slot]);
        _sequences.Release(ticket.Slot);
        _elsewhere--;
        if (Unfinished > 0) Wake(now);
    }

    /// <summary>Gives a request up; one in the batch of a running step leaves at its end. Nothing happens where it has left already.</summary>
    public void Cancel(Ticket ticket, long now)
    {
        if (!_sequences.Holds(ticket)) return;
        _sequences[ticket.Slot].Visit = Sequence.Abandoned;
        if (_inFlight && _sequences[ticket.Slot].Phase == Phase.Running) _cancelled.Add(ticket);
        else Drop(ticket, now);
    }

    void DropCancelled(long now)
    {
        foreach (var ticket in _cancelled)
        {
            if (!_sequences.Holds(ticket)) continue;
            _run.Departures?.Add(new(_sequences[ticket.Slot].Request, now, _index, ticket, HandedOff: false));
            Drop(ticket, now);
        }
        _cancelled.Clear();
    }

    /// <summary>A sequence that waits or loads leaves: what it was to load is lost, and its request goes on elsewhere.</summary>
    public void Withdraw(Ticket ticket, long now) => Drop(ticket, now, isWaste: false);

    void Drop(Ticket ticket, long now, bool isWaste = true)
    {
        ref var sequence = ref _sequences[ticket.Slot];
        switch (sequence.Phase)
        {
            case Phase.HandedOff: // in the step at whose end it was given up
                _run.Front?.Dropped(sequence);
                Release(ticket, now);
                return;
            case Phase.Running:
                EndLine();
                Stop(ticket.Slot, ref sequence, now);
                break;
            case Phase.Loading:
                _elsewhere--;
                goto default;
            case Phase.Waiting:
                LeaveQueue(ticket.Slot, ref sequence, now);
                goto default;
            default:
                _run.Recorder.Waiting(sequence.Since, now);
                _run.Recorder.Queue.Length(_index, _queued--, now);
                break;
        }
        if (ticket.Slot == _blocked) _blocked = -1;
        ForgetSwapped(ticket.Slot, ref sequence);
        if (isWaste) _run.Front?.Dropped(sequence);
        Vacate(ref sequence);
        _sequences.Release(ticket.Slot);
        Unfinished--;
        if (Unfinished > 0) Wake(now);
    }

    /// <summary>The engine dies: the step that runs is lost, and so is all that it held.</summary>
    /// <returns>The sequences that were there, those handed off included, with what they had generated.</returns>
    public IReadOnlyList<Sequence> Crash(long now)
    {
        Close(now);
        if (_inFlight)
        {
            _run.Recorder.Cost(_poolIndex, _cost, Boundary > _stepStart ? (double)(now - _stepStart) / (Boundary - _stepStart) : 0);
            _run.Recorder.Step(_poolIndex, _stepStart, now, _pool.Share, 0);
        }
        _inFlight = false;
        Boundary = Idle;
        Sequence[] lost = [.. _sequences.Occupied.Select(slot => Give(slot)).OrderBy(static sequence => sequence.Arrived)];
        _outside?.Lost(_index);
        return lost;
    }

    // The last that is known of a sequence, which is here no more.
    Sequence Give(int slot)
    {
        ref var sequence = ref _sequences[slot];
        ForgetSwapped(slot, ref sequence);
        if (sequence.Decoding)
        {
            if (sequence.Joined != _decoding.Step) sequence.LastToken = _gaps.Last;
            _decoding.Leave(slot);
        }
        var last = sequence;
        _sequences.Release(slot);
        return last;
    }
}
