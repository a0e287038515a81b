namespace Orrery.Serving.Kv;

/// <summary>
/// Three queues (Yang et al., SOSP 2023): new units pass a small one, from which only those used again go on to the main one; a ghost queue remembers those that went,
/// and lets them in to the main one at once.
/// </summary>
/// <param name="capacity">Bytes of the store.</param>
sealed class S3Fifo(long capacity) : IEviction
{
    const double SmallShare = 0.1;
    const int MostUses = 3;
    const long Gone = 0, InSmall = 1, InMain = 2;

    readonly LinkedList<KvUnit> _small = [], _main = [];
    readonly Dictionary<long, LinkedListNode<KvUnit>> _nodes = [];
    readonly Queue<(long Identity, long Bytes)> _ghosts = new(); // as many bytes as the main queue may hold
    readonly HashSet<long> _remembered = [];
    long _smallBytes, _ghostBytes;

    // Rank is the queue, Order the uses since it came into it.
    public void Added(KvUnit unit)
    {
        unit.Order = 0;
        Push(unit, _remembered.Remove(unit.Identity) ? InMain : InSmall);
    }

    public void Used(KvUnit unit) => unit.Order = Math.Min(unit.Order + 1, MostUses);

    public void Removed(KvUnit unit)
    {
        if (unit.Rank == InSmall && _remembered.Add(unit.Identity))
        {
            _ghosts.Enqueue((unit.Identity, unit.Bytes));
            _ghostBytes += unit.Bytes;
            while (_ghostBytes > (1 - SmallShare) * capacity)
            {
                var (identity, bytes) = _ghosts.Dequeue();
                _remembered.Remove(identity);
                _ghostBytes -= bytes;
            }
        }
        Pull(unit);
        _nodes.Remove(unit.Identity);
        unit.Rank = Gone;
    }

    public KvUnit? Victim()
    {
        for (var turns = (MostUses + 2) * _nodes.Count; turns > 0; turns--)
        {
            var fromSmall = _small.Count > 0 && (_smallBytes >= SmallShare * capacity || _main.Count == 0);
            var unit = (fromSmall ? _small : _main).First?.Value;
            if (unit is null) return null;
            if (unit.Pins == 0 && unit.Order <= (fromSmall ? 1 : 0)) return unit;
            Pull(unit);
            unit.Order = fromSmall ? 0 : Math.Max(0, unit.Order - 1);
            Push(unit, InMain);
        }
        return null;
    }

    void Push(KvUnit unit, long queue)
    {
        unit.Rank = queue;
        if (queue == InSmall) _smallBytes += unit.Bytes;
        _nodes[unit.Identity] = (queue == InSmall ? _small : _main).AddLast(unit);
    }

    void Pull(KvUnit unit)
    {
        if (unit.Rank == InSmall) _smallBytes -= unit.Bytes;
        (unit.Rank == InSmall ? _small : _main).Remove(_nodes[unit.Identity]);
    }
}
