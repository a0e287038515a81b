namespace Orrery.Serving.Kv;

/// <summary>What one memory outside the accelerators' caches holds, in whole bytes: units by prefix identity, and the caches of sequences that were swapped out.</summary>
sealed class KvStore
{
    readonly Dictionary<long, KvUnit> _units = [];
    readonly IEviction _eviction;
    readonly long _timeToLive;
    readonly double _writesPerPicosecond; // that its cells stand for as long as they must
    double _worn;

    /// <summary>An empty store.</summary>
    /// <param name="capacity">Bytes it holds.</param>
    /// <param name="eviction">What leaves when it is full.</param>
    /// <param name="timeToLive">Picoseconds without use after which a unit is forgotten.</param>
    /// <param name="writesPerSecond">Bytes per second that its cells stand for as long as they must, beyond being filled once.</param>
    public KvStore(long capacity, IEviction eviction, long timeToLive = long.MaxValue, double writesPerSecond = double.PositiveInfinity)
    {
        Capacity = capacity;
        _eviction = eviction;
        _timeToLive = timeToLive;
        _writesPerPicosecond = writesPerSecond * 1e-12;
    }

    public long Capacity { get; }

    /// <summary>Bytes of units and of what was swapped out.</summary>
    public long Used { get; private set; }

    /// <summary>Most bytes that it held.</summary>
    public long Peak { get; private set; }

    public int Count => _units.Count;

    /// <summary>Told what leaves to make room.</summary>
    public Action<KvUnit>? Evicted { get; init; }

    /// <summary>The unit of an identity, written or being written; null where there is none.</summary>
    public KvUnit? Find(long identity, long now)
    {
        if (!_units.TryGetValue(identity, out var unit)) return null;
        if (now - unit.LastUse <= _timeToLive || unit.Pins > 0) return unit;
        Remove(unit);
        return null;
    }

    /// <summary>A unit is asked for.</summary>
    public void Use(KvUnit unit, long now)
    {
        unit.Uses++;
        unit.LastUse = now;
        _eviction.Used(unit);
    }

    /// <summary>Takes room for a unit that is then written; it is pinned until <see cref="Written"/>.</summary>
    /// <returns>Null where it does not fit beside what is pinned, would wear out the cells, or is not worth what would leave.</returns>
    public KvUnit? Reserve(long identity, long bytes, long now)
    {
        if (!MakeRoom(bytes, now, identity)) return null;
        var unit = new KvUnit(identity, bytes) { Pins = 1, LastUse = now };
        _units.Add(identity, unit);
        Fill(bytes);
        _eviction.Added(unit);
        return unit;
    }

    /// <summary>A reserved unit is there in full.</summary>
    public static void Written(KvUnit unit)
    {
        unit.Present = true;
        unit.Pins--;
    }

    /// <summary>Takes room for the cache of a sequence, which stays until <see cref="Release"/>.</summary>
    public bool Hold(long bytes, long now)
    {
        if (!MakeRoom(bytes, now, identity: null)) return false;
        Fill(bytes);
        return true;
    }

    /// <summary>Returns the room of a sequence.</summary>
    public void Release(long bytes) => Used -= bytes;

    /// <summary>What is known of an identity's future has changed.</summary>
    public void Refresh(long identity)
    {
        if (_units.TryGetValue(identity, out var unit)) _eviction.Used(unit);
    }

    void Fill(long bytes)
    {
        Used += bytes;
        _worn += bytes;
        Peak = Math.Max(Peak, Used);
    }

    bool MakeRoom(long bytes, long now, long? identity)
    {
        if (bytes > Capacity || (_writesPerPicosecond < double.PositiveInfinity && _worn + bytes > Capacity + _writesPerPicosecond * now)) return false;
        while (Used + bytes > Capacity)
        {
            var victim = _eviction.Victim();
            if (victim is null || (identity is { } wanted && !_eviction.Admits(wanted, victim))) return false;
            Remove(victim);
            Evicted?.Invoke(victim);
        }
        return identity is not { } asked || _eviction.Admits(asked, null);
    }

    void Remove(KvUnit unit)
    {
        _units.Remove(unit.Identity);
        _eviction.Removed(unit);
        Used -= unit.Bytes;
    }
}
