using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Serving.Engines;

/// <summary>
/// The sequences that decode, as sums: one decode step costs a few additions however many they are. A member's length is its length when it joined plus
/// the steps since; sums change otherwise only when a member joins, leaves, fills a window or begins a chunk.
/// </summary>
sealed class DecodeCohort : ICohort
{
    readonly SequenceTable _sequences;
    readonly KvPool _pool;
    readonly ImmutableArray<Reach> _reaches;
    readonly int _blockTokens;

    readonly long[] _attended; // for each reach: tokens that the next step attends to
    readonly long[] _growing; // for each reach: members whose share of it grows by one a step
    readonly long[] _phases; // for each reach and step modulo the block length: members that need a new block then
    readonly SlotHeap[] _turns; // for each bounded reach: when a member fills its window or ends its chunk
    readonly SlotHeap _completions = new();
    readonly ContextSpread? _spread; // where the timer asks for it

    public DecodeCohort(SequenceTable sequences, KvPool pool, ImmutableArray<Reach> reaches, int blockTokens, bool needsSpread)
    {
        _spread = needsSpread ? new ContextSpread(sequences) : null;
        _sequences = sequences;
        _pool = pool;
        _reaches = reaches;
        _blockTokens = blockTokens;
        _attended = new long[reaches.Length];
        _growing = new long[reaches.Length];
        _phases = new long[reaches.Length * blockTokens];
        _turns = [.. reaches.Select(static _ => new SlotHeap())];
    }

    int _phase; // decode steps done, modulo the block length

    public long Step { get; private set; }

    /// <summary>Sequences that decode.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens of a member that are in the cache now.</summary>
    int Computed(in Sequence member) => member.Computed + (int)(Step - member.Joined);

    public long StepsToEvent
    {
        get
        {
            var next = _completions.NextKey;
            foreach (var turns in _turns) next = Math.Min(next, turns.NextKey);
            return next - Step;
        }
    }

    public long NextBlocks()
    {
        var bytes = 0L;
        for (var r = 0; r < _reaches.Length; r++) bytes += _phases[r * _blockTokens + _phase] * _pool.BlockBytes(r);
        return bytes;
    }

    public long NextBlocks(in Sequence member)
    {
        var computed = Computed(member);
        return _pool.Held(computed + 1) - _pool.Held(computed);
    }

    public void Describe(ref StepShape shape, int stepsAhead = 0)
    {
        shape.DecodeSequences = Count;
        for (var r = 0; r < _attended.Length; r++) shape.DecodeAttended[r] = _attended[r] + stepsAhead * _growing[r];
        if (_spread is null || Count == 0) return;
        var (longest, shortest) = _spread.At(Step + stepsAhead);
        (shape.DecodeLongest, shape.DecodeShortest) = (longest + 1, shortest + 1); // its own token included
    }

    public int Generated(in Sequence member) => member.Generated + (int)(Step - member.Joined);

    public void Join(int slot)
    {
        ref var member = ref _sequences[slot];
        member.Decoding = true;
        member.Joined = Step;
        Count++;
        _spread?.Join(member);
        _completions.Add(Step + member.Request.OutputTokens - member.Generated, member.Admitted, slot, member.Stamp);
        for (var r = 0; r < _reaches.Length; r++)
        {
            Weigh(r, member.Computed, 1);
            var (kind, length) = _reaches[r];
            if (kind == ReachKind.Chunk || (kind is ReachKind.Window or ReachKind.Picked && member.Computed < length))
                _turns[r].Add(Step + length - member.Computed % length, 0, slot, member.Stamp);
        }
    }

    public void Leave(int slot)
    {
        ref var member = ref _sequences[slot];
        var computed = Computed(member);
        _spread?.Leave(member);
        for (var r = 0; r < _reaches.Length; r++) Weigh(r, computed, -1);
        member.Generated = Generated(member);
        member.Computed = computed;
        member.Decoding = false;
        member.Stamp++;
        Count--;
    }

    public int Advance()
    {
        Step++;
        if (++_phase == _blockTokens) _phase = 0;
        for (var r = 0; r < _attended.Length; r++)
        {
            _attended[r] += _growing[r];
            while (_turns[r].NextKey == Step) Turn(r, _turns[r].Take());
        }
        return 0;
    }

    public bool TryTakeFinished(out int slot)
    {
        while (_completions.NextKey <= Step)
        {
            var entry = _completions.Take();
            slot = entry.Slot;
            if (_sequences[slot].Stamp != entry.Stamp) continue;
            Leave(slot);
            return true;
        }
        slot = -1;
        return false;
    }

    // The window is full, or the chunk has ended: the sum grew by one too many, or by a whole chunk.
    void Turn(int r, in SlotHeap.Entry entry)
    {
        ref var member = ref _sequences[entry.Slot];
        if (member.Stamp != entry.Stamp) return;
        var length = _reaches[r].Tokens;
        if (Computed(member) == length) _phases[Phase(r, member)]--;
        if (_reaches[r].Kind != ReachKind.Chunk)
        {
            _attended[r]--;
            _growing[r]--;
        }
        else
        {
            _attended[r] -= length;
            _turns[r].Add(Step + length, 0, entry.Slot, entry.Stamp);
        }
    }

    // Adds a member with so many tokens cached now to the sums of a reach, or removes it.
    void Weigh(int r, int computed, int sign)
    {
        var reach = _reaches[r];
        var filling = reach.Kind == ReachKind.Full || computed < reach.Tokens;
        _attended[r] += sign * ReachMath.Attended(reach, computed + 1);
        if (filling || reach.Kind == ReachKind.Chunk) _growing[r] += sign;
        if (filling) _phases[r * _blockTokens + PhaseOf(computed)] += sign;
    }

    int Phase(int r, in Sequence member) => r * _blockTokens + PhaseOf(Computed(member));

    // The step, modulo the block length, at which a member with so many tokens cached now needs a new block: when they fill whole blocks.
    int PhaseOf(int computed) => (_phase + _blockTokens - computed % _blockTokens) % _blockTokens;
}
