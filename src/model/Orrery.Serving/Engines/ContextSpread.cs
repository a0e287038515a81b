namespace Orrery.Serving.Engines;

/// <summary>The longest and the shortest context among the sequences that decode. All grow by one a step, so between joins and leaves both only age.</summary>
sealed class ContextSpread(SequenceTable sequences)
{
    long _longest, _shortest; // cached tokens less the decode step
    int _members;
    bool _isStale; // one that left may have been an extreme

    public void Join(in Sequence member)
    {
        var age = Age(member);
        (_longest, _shortest) = _members++ == 0 ? (age, age) : (Math.Max(_longest, age), Math.Min(_shortest, age));
    }

    public void Leave(in Sequence member)
    {
        var age = Age(member);
        _isStale |= age == _longest || age == _shortest;
        if (--_members == 0) _isStale = false;
    }

    /// <summary>Cached tokens of the longest and the shortest at a decode step; one member at least.</summary>
    public (long Longest, long Shortest) At(long step)
    {
        if (_isStale) Recount();
        return (_longest + step, _shortest + step);
    }

    void Recount()
    {
        (_longest, _shortest) = (long.MinValue, long.MaxValue);
        for (var slot = sequences.Head; slot >= 0; slot = sequences[slot].Next)
            if (sequences[slot].Decoding) (_longest, _shortest) = (Math.Max(_longest, Age(sequences[slot])), Math.Min(_shortest, Age(sequences[slot])));
        _isStale = false;
    }

    static long Age(in Sequence member) => member.Computed - member.Joined;
}
