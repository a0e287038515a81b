using Orrery.Simulation;
using Orrery.Workloads.Architectures;

namespace Orrery.Serving.Engines;

// How a step is put together.
sealed partial class Engine
{
    void StartStep(long now)
    {
        _run.Tick(now);
        _shape = default;
        _prompts.Clear();
        var preempted = !_scheduler.PausesDecodes && ScheduleDecodes(now);
        var budget = Math.Min(_scheduler.PromptTokens(_spec.MaxBatchedTokens, _shape.DecodeSequences), _spec.MaxBatchedTokens - _shape.DecodeSequences);
        preempted |= ContinuePrompt(now, ref budget);
        if (!preempted) Admit(now, budget);
        if (_scheduler.PausesDecodes && _prompts.Count == 0) ScheduleDecodes(now);
        if (_shape.Tokens == 0)
        {
            if (Unfinished > 0) throw new InvalidOperationException($"The scheduler '{_spec.Scheduler}' leaves {Unfinished} requests without a step.");
            Boundary = Idle;
            return;
        }
        _shape.SampledSequences += _shape.DecodeSequences;
        _timer.Evaluate(_shape, out _cost);
        _inFlight = true;
        _stepStart = now;
        Boundary = checked(now + SimTime.FromSeconds(_cost.Seconds).Picoseconds);
    }

    // Every decoding sequence gets its block, or those admitted last give theirs up until the rest do. Returns whether any did.
    // One by one in order of admission, as vLLM goes, ends in the same place: both preempt the fewest from the tail that let the others go on.
    bool ScheduleDecodes(long now)
    {
        var preempted = false;
        while (_decoding.NextBlocks() > _pool.Free)
        {
            Preempt(_sequences.Tail, now);
            preempted = true;
        }
        _pool.Take(_decoding.NextBlocks());
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
        while (budget > 0 && _waiting.Count > 0 && _sequences.Running < _spec.MaxSequences)
        {
            var slot = _waiting.Peek.Slot;
            ref var sequence = ref _sequences[slot];
            if (_pool.Held(sequence.Known) > _pool.Free) return;

            _waiting.Take();
            _sequences.Append(slot);
            sequence.Admitted = _admissions++;
            _run.Recorder.Waiting(sequence.Since, now);
            sequence.Since = now;
            if (!sequence.Scheduled)
            {
                sequence.Scheduled = true;
                sequence.FirstScheduled = now;
            }
            var tokens = Math.Min(sequence.Known, budget);
            SchedulePrompt(slot, tokens);
            budget -= tokens;
        }
    }

    void SchedulePrompt(int slot, int tokens)
    {
        ref var sequence = ref _sequences[slot];
        var computed = sequence.Computed;
        _pool.Take(_pool.Held(computed + tokens) - _pool.Held(computed));
        _prompts.Add((slot, tokens));
        _shape.PrefillTokens += tokens;
        _shape.PrefillSequences++;
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
        if (sequence.Decoding)
        {
            if (sequence.Joined == _decoding.Step) _gaps.Withdraw(sequence.LastToken);
            else sequence.LastToken = _gaps.Last;
            _decoding.Leave(slot);
        }
        if (slot == _partial) _partial = -1;
        _pool.Return(_pool.Held(sequence.Computed));
        sequence.Computed = 0;
        sequence.Preemptions++;
        _run.Recorder.Preemption();
        _run.Recorder.Running(sequence.Since, now);
        sequence.Since = now;
        _sequences.Remove(slot);
        _waiting.Add(_scheduler.Rank(sequence.Request, sequence.Known), sequence.Arrived, slot);
    }
}
