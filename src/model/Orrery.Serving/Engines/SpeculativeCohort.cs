using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Serving.Engines;

/// <summary>
/// Sequences that decode with speculation. How far each comes in a step is chance, so every step goes through all of them, in order of admission. A step takes room for
/// a token and its draft of every member, as vLLM does, and gives back at its end what does not stand.
/// </summary>
/// <remarks>All members draft equally many tokens; where a step's tokens do not suffice, all draft fewer. No more is reserved than the model's context holds.</remarks>
sealed class SpeculativeCohort : ICohort
{
    readonly SequenceTable _sequences;
    readonly KvPool _pool;
    readonly IStepTimer _timer;
    readonly ImmutableArray<Reach> _reaches;
    readonly RunState _run;
    readonly SpeculationSpec _speculation;
    readonly AcceptanceDraws _draws;
    readonly int _maxBatchedTokens;
    readonly int _contextLength;
    readonly double[] _meanLength; // by tokens drafted
    readonly List<int> _finished = [];
    int _taken; // of the finished

    int _drafted = -1; // tokens that each member drafts in the next step; -1 until it is chosen

    public SpeculativeCohort(SequenceTable sequences, KvPool pool, IStepTimer timer, ServingSpec spec, int contextLength, AcceptanceDraws draws, RunState run)
    {
        _sequences = sequences;
        _pool = pool;
        _timer = timer;
        _reaches = timer.Reaches;
        _run = run;
        _speculation = spec.Speculation!;
        _draws = draws;
        _maxBatchedTokens = spec.MaxBatchedTokens;
        _contextLength = contextLength;
        _meanLength = [.. Enumerable.Range(0, _speculation.MostDrafted + 1).Select(_speculation.Acceptance.MeanLength)];
    }

    public long Step { get; private set; }

    public int Count { get; private set; }

    public long StepsToEvent => 1;

    public long NextBlocks()
    {
        Choose();
        var bytes = 0L;
        for (var slot = _sequences.Head; slot >= 0; slot = _sequences[slot].Next)
            if (_sequences[slot].Decoding) bytes += NextBlocks(_sequences[slot]);
        return bytes;
    }

    public long NextBlocks(in Sequence member) => _pool.Held(Reserved(member)) - _pool.Held(member.Computed);

    public void Describe(ref StepShape shape, int stepsAhead = 0) => Verify(ref shape, _drafted);

    public void Join(int slot)
    {
        ref var member = ref _sequences[slot];
        member.Decoding = true;
        member.Joined = Step;
        Count++;
        _drafted = -1;
    }

    public void Leave(int slot)
    {
        ref var member = ref _sequences[slot];
        member.Decoding = false;
        member.Stamp++;
        Count--;
    }

    public int Advance()
    {
        var (accepted, kept) = (0, 0);
        for (var slot = _sequences.Head; slot >= 0; slot = _sequences[slot].Next)
        {
            ref var member = ref _sequences[slot];
            if (!member.Decoding) continue;
            var stands = _draws.Next(_drafted, ref member);
            var left = member.Request.OutputTokens - member.Generated;
            var given = Math.Min(stands + 1, left);
            accepted += stands;
            kept += given - 1;
            var reserved = Reserved(member);
            member.Generated += given;
            member.Computed += given;
            _pool.Return(_pool.Held(reserved) - _pool.Held(member.Computed));
            if (given == left) _finished.Add(slot);
        }
        _run.Recorder.Verification(Count, _drafted, accepted, kept);
        Step++;
        _drafted = -1;
        return kept;
    }

    public int Generated(in Sequence member) => member.Generated;

    public bool TryTakeFinished(out int slot)
    {
        if (_taken == _finished.Count)
        {
            _finished.Clear();
            _taken = 0;
            slot = -1;
            return false;
        }
        slot = _finished[_taken++];
        Leave(slot);
        return true;
    }

    int Reserved(in Sequence member) => Math.Min(member.Computed + 1 + _drafted, _contextLength);

    // As many tokens as give most a second from a step of the decodes alone (arXiv 2406.14066), or as many as were asked for; within the tokens of a step.
    void Choose()
    {
        if (_drafted >= 0) return;
        var most = Count == 0 ? 0 : Math.Clamp(_maxBatchedTokens / Count - 1, 0, _speculation.MostDrafted);
        _drafted = most;
        if (_speculation.Lookahead is not null || Count == 0) return;
        var best = 0.0;
        for (var drafted = 0; drafted <= most; drafted++)
        {
            var shape = new StepShape { SampledSequences = Count };
            Verify(ref shape, drafted);
            _timer.Evaluate(shape, out var cost);
            var rate = _meanLength[drafted] / cost.Seconds;
            if (rate <= best) continue;
            best = rate;
            _drafted = drafted;
        }
    }

    void Verify(ref StepShape shape, int drafted)
    {
        shape.DecodeSequences = Count;
        shape.DraftTokens = Count * drafted;
        for (var r = 0; r < _reaches.Length; r++)
        {
            var (read, pairs) = (0L, 0L);
            for (var slot = _sequences.Head; slot >= 0; slot = _sequences[slot].Next)
            {
                ref var member = ref _sequences[slot];
                if (!member.Decoding) continue;
                read += ReachMath.Read(_reaches[r], member.Computed, 1 + drafted);
                pairs += ReachMath.Pairs(_reaches[r], member.Computed, 1 + drafted);
            }
            shape.DecodeAttended[r] = read;
            shape.DraftPairs[r] = pairs - read;
        }
        if (_timer.NeedsSpread && Count > 0) Spread(ref shape, drafted);
    }

    void Spread(ref StepShape shape, int drafted)
    {
        (shape.DecodeLongest, shape.DecodeShortest) = (0, double.PositiveInfinity);
        for (var slot = _sequences.Head; slot >= 0; slot = _sequences[slot].Next)
        {
            if (!_sequences[slot].Decoding) continue;
            var read = _sequences[slot].Computed + 1 + drafted;
            (shape.DecodeLongest, shape.DecodeShortest) = (Math.Max(shape.DecodeLongest, read), Math.Min(shape.DecodeShortest, read));
        }
    }
}
