using Orrery.Serving.Front;

namespace Orrery.Serving.Engines;

/// <summary>Keeps only the first waiting request of each tenant, and those that were preempted, among those ranked: the rest wait behind it, so that a long queue costs nothing.</summary>
sealed class FairQueue
{
    sealed class Line
    {
        public readonly Queue<Ticket> Parked = new();
        public int Ranked;
    }

    readonly Dictionary<int, Line> _lines = [];
    readonly SequenceTable _sequences;

    public FairQueue(VirtualTokens tokens, SequenceTable sequences, ICohort decoding)
    {
        Tokens = tokens;
        _sequences = sequences;
        tokens.Clock = () => decoding.Step;
    }

    public VirtualTokens Tokens { get; }

    /// <summary>A sequence begins to wait.</summary>
    /// <returns>Whether it is to be ranked.</returns>
    public bool Enter(int slot, ref Sequence sequence)
    {
        Tokens.Enter(sequence.Request.Tenant);
        if (!_lines.TryGetValue(sequence.Request.Tenant, out var line)) _lines[sequence.Request.Tenant] = line = new Line();
        sequence.Parked = line.Ranked > 0 && sequence.Preemptions == 0;
        if (sequence.Parked) line.Parked.Enqueue(new(slot, sequence.Arrived));
        else line.Ranked++;
        return !sequence.Parked;
    }

    /// <summary>A sequence waits no more.</summary>
    /// <returns>The slot of the one behind it that is to be ranked now; -1 for none.</returns>
    public int Leave(ref Sequence sequence)
    {
        Tokens.Leave(sequence.Request.Tenant);
        var line = _lines[sequence.Request.Tenant];
        var parked = sequence.Parked;
        sequence.Parked = false;
        if (parked || --line.Ranked > 0) return -1;
        while (line.Parked.TryDequeue(out var next))
        {
            if (!_sequences.Holds(next) || !_sequences[next.Slot].Parked) continue;
            _sequences[next.Slot].Parked = false;
            line.Ranked++;
            return next.Slot;
        }
        return -1;
    }
}
