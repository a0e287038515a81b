using Orrery.Simulation;

namespace Orrery.Serving.Front;

/// <summary>The adapters that one replica holds, the least recently used evicted first. Those that an unfinished request needs stay.</summary>
/// <remarks>
/// Adapters are loaded one after the other in the order in which they were first asked for, while the engine goes on. Where every slot holds an adapter in use, the
/// next waits; requests for those that are there pass it, as in vLLM, so that under load popular adapters may keep rare ones out.
/// </remarks>
sealed class AdapterCache(AdapterSpec spec)
{
    sealed class Entry
    {
        public int Users;
        public bool Loaded;
        public long LastUse;
        public readonly List<int> Waiting = [];
    }

    readonly Dictionary<int, Entry> _entries = [];
    readonly List<int> _wanted = []; // neither loaded nor loading
    readonly long _loadTime = SimTime.FromSeconds(spec.Latency.Value + spec.Size.Value / spec.Bandwidth.Value).Picoseconds;
    int _loading = -1;
    long _clock;

    /// <summary>When the adapter that is loaded now has come; <see cref="long.MaxValue"/> where none is.</summary>
    public long Next { get; private set; } = long.MaxValue;

    /// <summary>Requests that wait for an adapter.</summary>
    public int Waiting { get; private set; }

    public bool Holds(int adapter) => adapter < 0 || (_entries.TryGetValue(adapter, out var entry) && entry.Loaded);

    /// <summary>The requests that wait, in the order in which their adapters were asked for.</summary>
    public IEnumerable<int> Waiters => _entries.Values.SelectMany(static entry => entry.Waiting).Order();

    /// <summary>The adapters that are there.</summary>
    public IEnumerable<int> Loaded => _entries.Where(static pair => pair.Value.Loaded).Select(static pair => pair.Key);

    /// <summary>A request needs an adapter until it is released.</summary>
    /// <returns>Whether it is there; otherwise the request waits, and <see cref="Happen"/> names it later.</returns>
    public bool Claim(int page, int adapter, long now)
    {
        if (!_entries.TryGetValue(adapter, out var entry))
        {
            _entries[adapter] = entry = new Entry();
            _wanted.Add(adapter);
        }
        entry.Users++;
        entry.LastUse = _clock++;
        if (entry.Loaded) return true;
        entry.Waiting.Add(page);
        Waiting++;
        Load(now);
        return false;
    }

    /// <summary>A request needs its adapter no more, whether it had come or not.</summary>
    public void Release(int page, int adapter, long now)
    {
        var entry = _entries[adapter];
        entry.Users--;
        if (entry.Waiting.Remove(page)) Waiting--;
        if (entry.Users == 0 && _wanted.Remove(adapter)) _entries.Remove(adapter);
        Load(now);
    }

    /// <summary>An adapter has come.</summary>
    /// <returns>The requests that waited for it.</returns>
    public IReadOnlyList<int> Happen(long now)
    {
        var entry = _entries[_loading];
        int[] ready = [.. entry.Waiting];
        entry.Loaded = true;
        entry.Waiting.Clear();
        Waiting -= ready.Length;
        _loading = -1;
        Next = long.MaxValue;
        Load(now);
        return ready;
    }

    void Load(long now)
    {
        if (_loading >= 0 || _wanted.Count == 0 || (_entries.Count - _wanted.Count >= spec.Slots && !Evict())) return;
        _loading = _wanted[0];
        _wanted.RemoveAt(0);
        Next = checked(now + _loadTime);
    }

    bool Evict()
    {
        var oldest = _entries.Where(static pair => pair.Value is { Loaded: true, Users: 0 }).OrderBy(static pair => pair.Value.LastUse).Select(static pair => (int?)pair.Key).FirstOrDefault();
        return oldest is { } adapter && _entries.Remove(adapter);
    }
}
