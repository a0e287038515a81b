namespace Orrery.Serving.Kv;

/// <summary>
/// What was asked of a store, so that after the run it can be told what the same room would have held for one who knew what is asked next: Belady's rule with the choice to
/// keep nothing that is not used again, on the very requests that came.
/// </summary>
sealed class ForesightLog
{
    readonly List<long> _identities = [];
    readonly List<(int End, bool Counts)> _requests = [];
    readonly Dictionary<long, (long Bytes, int Tokens)> _units = [];

    /// <summary>A request asks for a unit, after those before it.</summary>
    public void Ask(long identity, long bytes, int tokens)
    {
        _identities.Add(identity);
        _units[identity] = (bytes, tokens);
    }

    /// <summary>The request asks for no more.</summary>
    public void Close(bool counts) => _requests.Add((_identities.Count, counts));

    /// <summary>From here on requests count.</summary>
    public void Restart()
    {
        for (var i = 0; i < _requests.Count; i++) _requests[i] = _requests[i] with { Counts = false };
    }

    /// <summary>Leading tokens that requests would have found.</summary>
    public long TokensFound(long capacity)
    {
        var next = NextUses();
        var held = new Dictionary<long, int>(); // by identity: its next use
        var order = new SortedSet<(int Next, long Identity)>();
        var (used, tokens, at) = (0L, 0L, 0);
        foreach (var (end, counts) in _requests)
        {
            var leading = true;
            for (; at < end; at++)
            {
                var identity = _identities[at];
                var (bytes, unitTokens) = _units[identity];
                if (held.Remove(identity, out var due)) order.Remove((due, identity));
                else
                {
                    leading = false;
                    used += bytes;
                }
                if (leading && counts) tokens += unitTokens;
                held[identity] = next[at];
                order.Add((next[at], identity));
                while (order.Count > 0 && (used > capacity || order.Max.Next == int.MaxValue)) Drop(order.Max);
            }
        }
        return tokens;

        void Drop((int Next, long Identity) unit)
        {
            order.Remove(unit);
            held.Remove(unit.Identity);
            used -= _units[unit.Identity].Bytes;
        }
    }

    int[] NextUses()
    {
        var next = new int[_identities.Count];
        var last = new Dictionary<long, int>();
        for (var i = _identities.Count - 1; i >= 0; i--)
        {
            next[i] = last.GetValueOrDefault(_identities[i], int.MaxValue);
            last[_identities[i]] = i;
        }
        return next;
    }
}
