using Orrery.Performance;
using Orrery.Simulation;
using Orrery.Workloads.Architectures;

namespace Orrery.Serving.Engines;

// How a step is put together.
sealed partial class Engine
{
    int _blocked = -1; // the waiting request that did not fit, and the improvements until then
    long _blockedSince;
    long _blockedAt = -1; // since when the cache has had no room for the next request, whichever that was

    void StartStep(long now, long horizon)
    {
        EndLine();
        _run.Tick(now);
        if (Compose(now).Tokens == 0)
        {
            Rest();
            return;
        }
        _timer.Evaluate(_shape, out _cost);
        Launch(now, _cost.Seconds);
        if (_prompts.Count == 0 && _partial < 0) BeginLine(horizon);
    }

    /// <summary>Chooses what the next step works on; a shape without tokens where there is nothing to do.</summary>
    public ref readonly StepShape Compose(long now)
    {
        _shape = default;
        _prompts.Clear();
        var preempted = !_scheduler.PausesDecodes && ScheduleDecodes(now);
        var budget = Math.Min(_scheduler.PromptTokens(_spec.MaxBatchedTokens, _shape.Tokens), _spec.MaxBatchedTokens - _shape.Tokens);
        preempted |= ContinuePrompt(now, ref budget);
        if (!preempted) Admit(now, budget);
        if (_scheduler.PausesDecodes && _prompts.Count == 0) ScheduleDecodes(now);
        if (_shape.Tokens == 0 && _ready.Count > 0) Admit(now, budget); // the last that ran gave way to what has loaded
        if (_shape.Tokens == 0 && Unfinished > 0 && _elsewhere == 0)
            throw new InvalidOperationException($"The scheduler '{_spec.Scheduler}' leaves {Unfinished} requests without a step.");
        _shape.SampledSequences += _shape.DecodeSequences;
        _shape.Adapters = _sequences.Adapters;
        return ref _shape;
    }

    /// <summary>There is nothing to do until it is woken.</summary>
    public void Rest() => Boundary = Idle;

    /// <summary>The step in flight lasts until then.</summary>
    public void WaitUntil(long boundary) => Boundary = boundary;

    /// <summary>Begins the step that was composed.</summary>
    public void Launch(long now, double seconds)
    {
        _inFlight = true;
        _stepStart = now;
        Boundary = checked(Math.Max(now, _copied) + SimTime.FromSeconds(seconds).Picoseconds);
    }

    // Every decoding sequence goes on. Where the blocks that they begin are not all free, they take them in order of admission, and one that finds
    // none takes the cache of the one admitted last, be it its own. Returns whether any lost its cache.
    bool ScheduleDecodes(long now)
    {
        var blocks = _decoding.NextBlocks();
        var preempted = blocks > _pool.Free;
        if (!preempted) Occupy(blocks);
        for (var slot = preempted ? _sequences.Head : -1; slot >= 0; slot = _sequences[slot].Next)
        {
            if (!_sequences[slot].Decoding) break; // a prompt that is not complete comes last
            var block = _decoding.NextBlocks(_sequences[slot]);
            var victim = -1;
            while (block > _pool.Free && victim != slot)
            {
                victim = _sequences.Tail;
                Preempt(victim, now);
            }
            if (victim == slot) break;
            Occupy(block);
        }
        _decoding.Describe(ref _shape);
        return preempted;
    }

    // The prompt begun in an earlier step goes on; where its blocks are short it is itself the one admitted last, and gives up. Returns whether it did.
    bool ContinuePrompt(long now, ref int budget)
    {
        if (_partial < 0 || budget <= 0) return false;
        ref var sequence = ref _sequences[_partial];
        var tokens = Math.Min(sequence.Known - sequence.Computed, budget);
        if (_pool.Held(sequence.Computed + tokens) - _pool.Held(sequence.Computed) > _pool.Free)
        {
            Preempt(_partial, now);
            return true;
        }
        SchedulePrompt(_partial, tokens);
        budget -= tokens;
        return false;
    }

    void Admit(long now, int budget)
    {
        AdmitReady(now, ref budget);
        while (budget > 0 && _sequences.Running < _spec.MaxSequences && NextWaiting(now) is var slot and >= 0)
        {
            ref var sequence = ref _sequences[slot];
            if (IsBlocked(slot)) return;
            var hit = _prefixes?.Find(sequence.Request, sequence.Known) ?? default;
            if (_pool.Held(sequence.Known) - hit.Bytes > _pool.Free - hit.IdleBytes)
            {
                (_blocked, _blockedSince) = (slot, _pool.Improvements);
                if (_blockedAt < 0) _blockedAt = now;
                return;
            }

            _waiting.Take();
            Unblock(now);
            LeaveQueue(slot, ref sequence, now);
            if (!sequence.Scheduled) sequence.Cached = hit.Tokens;
            if (hit.Units > 0)
            {
                _prefixes!.Share(ref sequence, hit);
                sequence.Computed = hit.Tokens;
                Occupy(_pool.Held(hit.Tokens) - hit.Bytes);
            }
            if (sequence.Incoming > 0 || (_outside is not null && LoadsOutside(slot, ref sequence, hit, now)))
            {
                Load(slot, ref sequence, now);
                CountAgain(sequence, sequence.Incoming);
                continue;
            }
            CountAgain(sequence, hit.Tokens);
            Run(slot, ref sequence, now);
            var tokens = Math.Min(sequence.Known - sequence.Computed, budget);
            SchedulePrompt(slot, tokens);
            budget -= tokens;
        }
    }

    // What was lost and is not found is computed again.
    void CountAgain(in Sequence sequence, int found)
    {
        if (sequence.Lost > found) _run.Recorder.Queue.Recomputed(sequence.Lost - found);
    }

    void Unblock(long now)
    {
        _blocked = -1;
        if (_blockedAt < 0) return;
        _run.Recorder.Queue.Blocked(_blockedAt, now);
        _blockedAt = -1;
    }

    void Run(int slot, ref Sequence sequence, long now)
    {
        _sequences.Append(slot);
        sequence.Phase = Phase.Running;
        sequence.Admitted = _admissions++;
        _run.Recorder.Waiting(sequence.Since, now);
        _run.Recorder.Queue.Length(_index, _queued--, now);
        sequence.Since = now;
        if (sequence.Scheduled) return;
        sequence.Scheduled = true;
        sequence.FirstScheduled = now;
    }

    // The waiting request of the lowest rank; -1 where none waits. Ranks only rise, so one whose rank is still what it was is before all others, whatever theirs are now.
    int NextWaiting(long now)
    {
        while (_waiting.Count > 0)
        {
            var first = _waiting.Peek;
            ref var sequence = ref _sequences[first.Slot];
            if (sequence.Stamp == first.Stamp)
            {
                if (!_scheduler.RanksRise) return first.Slot;
                var rank = _scheduler.Rank(sequence.Request, sequence.Known, new(now));
                if (rank == first.Key) return first.Slot;
                _waiting.Add(rank, first.Order, first.Slot, first.Stamp);
            }
            _waiting.Take();
        }
        return -1;
    }

    bool IsBlocked(int slot) => slot == _blocked && _pool.Improvements == _blockedSince;

    void SchedulePrompt(int slot, int tokens)
    {
        ref var sequence = ref _sequences[slot];
        var computed = sequence.Computed;
        Occupy(_pool.Held(computed + tokens) - _pool.Held(computed));
        _prefixes?.Register(ref sequence, computed + tokens);
        _prompts.Add((new(slot, sequence.Arrived), tokens));
        _shape.PrefillTokens += tokens;
        _shape.PrefillSequences++;
        if (_encodes && !sequence.Encoded)
        {
            sequence.Encoded = true;
            _shape.EncoderTokens += sequence.Request.EncoderTokens;
        }
        _fair?.Tokens.Prompt(sequence.Request.Tenant, tokens);
        for (var r = 0; r < _reaches.Length; r++)
        {
            _shape.PrefillPairs[r] += ReachMath.Pairs(_reaches[r], computed, tokens);
            _shape.PrefillAttended[r] += ReachMath.Read(_reaches[r], computed, tokens);
        }
        var complete = computed + tokens == sequence.Known;
        if (complete) _shape.SampledSequences++;
        _partial = complete ? -1 : slot;
    }

    // Recompute: the cache is given up, and the sequence waits at its rank with prompt and output as its new prompt. First come, first served puts
    // it before all that wait, since it arrived before them.
    void Preempt(int slot, long now)
    {
        ref var sequence = ref _sequences[slot];
        Stop(slot, ref sequence, now);
        SwapOut(slot, ref sequence, now);
        Vacate(ref sequence);
        sequence.Lost = sequence.Computed;
        sequence.Computed = 0;
        sequence.Incoming = 0;
        sequence.Preemptions++;
        sequence.Phase = Phase.Waiting;
        _run.Recorder.Preemption();
        _run.Recorder.Queue.Length(_index, _queued++, now);
        Wait(slot, ref sequence, now);
    }

    // A running sequence leaves the batch before its end.
    void Stop(int slot, ref Sequence sequence, long now)
    {
        if (sequence.Decoding)
        {
            if (sequence.Joined == _decoding.Step) _gaps.Withdraw(sequence.LastToken);
            else sequence.LastToken = _gaps.Last;
            _decoding.Leave(slot);
            _fair?.Tokens.Decode(sequence.Request.Tenant, -1);
        }
        if (slot == _partial) _partial = -1;
        _run.Recorder.Running(sequence.Since, now);
        sequence.Since = now;
        _sequences.Remove(slot);
    }

    void Occupy(long bytes)
    {
        _pool.Take(bytes);
        _prefixes?.Trim();
    }

    void Vacate(ref Sequence sequence)
    {
        var tokens = sequence.Phase is Phase.Loading or Phase.Ready ? sequence.Known : sequence.Computed;
        _pool.Return(_pool.Held(tokens) - sequence.SharedBytes);
        _prefixes?.GiveUp(ref sequence);
    }
}
