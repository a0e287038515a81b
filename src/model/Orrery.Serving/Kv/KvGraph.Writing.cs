using Orrery.Serving.Engines;

namespace Orrery.Serving.Kv;

// What goes into the stores.
sealed partial class KvGraph
{
    readonly List<(long Identity, long Bytes)>[] _computed, _evicted; // by engine, since its last step ended
    readonly Dictionary<long, int> _uses = []; // of every identity seen, where only those used often are written
    readonly Dictionary<(int Engine, Ticket Ticket), SwappedCache> _swapped = [];
    long _swaps, _swappedBytes;

    public void Computed(int engine, long identity, long bytes)
    {
        if (_policy.Write != KvWrite.Back) _computed[engine].Add((identity, bytes));
    }

    public void Evicted(int engine, long identity, long bytes)
    {
        if (_policy.Write == KvWrite.Back) _evicted[engine].Add((identity, bytes));
    }

    public void StepEnded(int engine, long now)
    {
        if (_computed[engine].Count > 0) WriteComputed(engine, now);
        if (_evicted[engine].Count > 0) WriteEvicted(engine, now);
    }

    public void Lost(int engine)
    {
        _computed[engine].Clear();
        _evicted[engine].Clear();
    }

    void WriteComputed(int engine, long now)
    {
        for (var tier = 0; tier < _tiers.Length; tier++)
        {
            foreach (var (identity, bytes) in _computed[engine])
            {
                if (_policy.Write == KvWrite.Selective && _uses.GetValueOrDefault(identity) < _policy.WriteAfter) continue;
                Write(tier, engine, identity, bytes, now);
            }
            Writer(tier, engine).Start(now);
        }
        _computed[engine].Clear();
    }

    void WriteEvicted(int engine, long now)
    {
        foreach (var (identity, bytes) in _evicted[engine]) Write(0, engine, identity, bytes, now);
        _evicted[engine].Clear();
        Writer(0, engine).Start(now);
        Move(now);
    }

    void Write(int tier, int engine, long identity, long bytes, long now)
    {
        var store = _tiers[tier][engine];
        if (store.Find(identity, now) is not null) return;
        _now = now;
        if (store.Reserve(identity, bytes, now) is { } unit) Writer(tier, engine).Add(unit);
        else _tiers[tier].Refused += bytes;
    }

    long _now; // of the write that makes room

    // Written back, what leaves a tier goes on to the next.
    void Evicted(KvTier tier, int store, KvUnit unit)
    {
        tier.Evicted += unit.Bytes;
        var next = _tiers.IndexOf(tier) + 1;
        if (_policy.Write != KvWrite.Back || next == _tiers.Length) return;
        var engine = Enumerable.Range(0, _engines.Length).First(e => tier.StoreOf(e) == store);
        if (_tiers[next][engine].Find(unit.Identity, _now) is not null) return;
        if (_tiers[next][engine].Reserve(unit.Identity, unit.Bytes, _now) is { } reserved) Mover(next - 1, next, engine).Add(reserved);
        else _tiers[next].Refused += unit.Bytes;
    }

    public long SwapOut(int engine, Ticket ticket, long bytes, long now)
    {
        foreach (var tier in _tiers)
        {
            var (inward, outward) = (tier.In(engine), tier.Out(engine));
            var time = _network.Expect(outward, bytes, new(now));
            if (time == Simulation.SimTime.Never || _network.Expect(inward, bytes, new(now)) == Simulation.SimTime.Never) continue;
            _now = now;
            if (!tier[engine].Hold(bytes, now)) continue;
            var swapped = new SwappedCache(_network, tier[engine], bytes, _engines[engine], ticket, inward);
            _swapped.Add((engine, ticket), swapped);
            _network.Start(outward, bytes, swapped, new(now));
            Move(now);
            _swaps++;
            _swappedBytes += bytes;
            return now + time.Picoseconds;
        }
        return -1;
    }

    public void SwapIn(int engine, Ticket ticket, long bytes, long now)
    {
        _swapped.Remove((engine, ticket), out var swapped);
        swapped!.Read(bytes, now);
    }

    public void Forget(int engine, Ticket ticket)
    {
        if (_swapped.Remove((engine, ticket), out var swapped)) swapped.Forget();
    }

    KvWriter Writer(int tier, int engine)
    {
        if (!_writers.TryGetValue((tier, engine), out var writer)) _writers[(tier, engine)] = writer = new(_network, _tiers[tier].Out(engine));
        return writer;
    }

    void Move(long now)
    {
        foreach (var mover in _movers.Values) mover.Start(now);
    }

    KvWriter Mover(int from, int to, int engine)
    {
        var key = (from, to, _tiers[from].StoreOf(engine), _tiers[to].StoreOf(engine));
        if (!_movers.TryGetValue(key, out var mover)) _movers[key] = mover = new(_network, _tiers[from].To(_tiers[to], engine));
        return mover;
    }
}
