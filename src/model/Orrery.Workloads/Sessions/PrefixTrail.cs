using Orrery.Simulation;

namespace Orrery.Workloads.Sessions;

/// <summary>Identities of a session's prompt as it grows: one for each stretch of what was added, so that a long history has few.</summary>
/// <remarks>
/// Requests hold the head of the arrays. What they hold never changes: the trail only appends behind it, and copies what remains before it appends anew after a cut.
/// A history of n tokens costs n/512 identities and one a turn, however many turns repeat it.
/// </remarks>
sealed class PrefixTrail(RandomSource random)
{
    /// <summary>Longest stretch: what is evicted and found as a whole.</summary>
    public const int StretchTokens = 512;

    const ulong Golden = 0x9E3779B97F4A7C15; // identities of one session differ, those of two are apart like random numbers

    ulong _last = random.NextUInt64();
    long[] _identities = [];
    int[] _ends = [];
    int _count;

    /// <summary>Tokens that have an identity.</summary>
    public int End => _count == 0 ? 0 : _ends[_count - 1];

    /// <summary>What has an identity so far.</summary>
    public ReadOnlyMemory<long> Identities => _identities.AsMemory(0, _count);

    /// <summary>Where each ends.</summary>
    public ReadOnlyMemory<int> Ends => _ends.AsMemory(0, _count);

    /// <summary>Gives identities to all tokens up to a length.</summary>
    public void Extend(int tokens)
    {
        for (var end = End; end < tokens;)
        {
            end = Math.Min(tokens, end + StretchTokens);
            if (_count == _ends.Length) Resize(Math.Max(4, 2 * _count));
            _identities[_count] = unchecked((long)(_last += Golden));
            _ends[_count++] = end;
        }
    }

    /// <summary>Forgets what ends after a length, since the next prompt differs there.</summary>
    public void Cut(int tokens)
    {
        var count = _count;
        while (count > 0 && _ends[count - 1] > tokens) count--;
        if (count == _count) return;
        _count = count;
        Resize(Math.Max(4, count + 2));
    }

    /// <summary>A trail that begins like this one and goes its own way.</summary>
    public PrefixTrail Fork(RandomSource own)
    {
        var fork = new PrefixTrail(own) { _count = _count, _identities = _identities, _ends = _ends };
        fork.Resize(_count + 2);
        return fork;
    }

    void Resize(int length)
    {
        var (identities, ends) = (new long[length], new int[length]);
        Array.Copy(_identities, identities, _count);
        Array.Copy(_ends, ends, _count);
        (_identities, _ends) = (identities, ends);
    }
}
