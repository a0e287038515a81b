using Orrery.Serving.Engines;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Kv;

// What admitted requests find, and what waiting ones have brought nearer.
sealed partial class KvGraph
{
    readonly List<(KvUnit Unit, int Tier, int Blocks)> _found = [];
    long _asked, _passedOver;

    public int Load(int engine, in Sequence sequence, Ticket ticket, in PrefixHit hit, long now)
    {
        var request = sequence.Request;
        var first = !sequence.Scheduled;
        if (first) Use(engine, request, hit, now);
        Find(engine, request, sequence.Known, hit, first, now);
        var taken = _found.Count > 0 ? Choose(engine, sequence.Known, hit, now) : 0;
        if (first) Count(engine, sequence.Known, hit, taken);
        if (taken == 0) return 0;

        var load = new PromptLoad(_engines[engine], ticket);
        foreach (var (unit, _, _) in _found.Take(taken)) load.Read(unit);
        var parts = _found.Take(taken).GroupBy(static found => found.Tier).Select(static group => (Tier: group.Key, Bytes: group.Sum(static found => found.Unit.Bytes))).ToList();
        load.Flows = parts.Count;
        foreach (var (tier, bytes) in parts) _network.Start(_tiers[tier].In(engine), bytes, load, new(now));
        return _engines[engine].TokensOf(hit.Blocks + _found.Take(taken).Sum(static found => found.Blocks), sequence.Known);
    }

    public void Arrived(int engine, in Request request, long now)
    {
        if (_policy.Prefetch != KvPrefetch.Arrival) return;
        var near = _tiers[0][engine];
        var prefixes = _engines[engine].Prefixes!;
        for (var i = prefixes.Find(request, request.InputTokens).Units; i < request.Prefix.Length; i++)
        {
            if (prefixes.BlocksOf(request, i) == 0) continue;
            var identity = request.Prefix.Span[i];
            if (near.Find(identity, now) is not null) continue;
            var from = Nearest(engine, identity, now, 1, out var source);
            if (from < 0) break;
            _now = now;
            source!.Pins++; // making room must not take it
            var unit = near.Reserve(identity, source.Bytes, now);
            source.Pins--;
            if (unit is null) break;
            _tiers[0].Prefetched += source.Bytes;
            Mover(from, 0, engine).Add(unit, source);
        }
        Move(now);
    }

    // All stores that an engine reaches learn of a use, whoever has the unit nearest.
    void Use(int engine, in Request request, in PrefixHit hit, long now)
    {
        _foresight?.Admitted(request);
        for (var i = 0; i < request.Prefix.Length; i++)
        {
            var identity = request.Prefix.Span[i];
            if (_policy.Write == KvWrite.Selective)
            {
                _uses[identity] = _uses.GetValueOrDefault(identity) + 1;
                var blocks = i < hit.Units ? _engines[engine].Prefixes!.BlocksOf(request, i) : 0;
                if (blocks > 0) Computed(engine, identity, blocks * _engines[engine].SharedBlockBytes); // some earlier request did, before it was worth writing
            }
            foreach (var tier in _tiers)
            {
                if (tier[engine].Find(identity, now) is { } unit) tier[engine].Use(unit, now);
                if (_foresight is null) continue;
                foreach (var store in tier.Stores) store.Refresh(identity);
            }
        }
    }

    // The leading units that the engine lacks and its stores have.
    void Find(int engine, in Request request, int known, in PrefixHit hit, bool log, long now)
    {
        _found.Clear();
        var prefixes = _engines[engine].Prefixes!;
        var leading = true;
        var blocks = hit.Blocks;
        for (var i = hit.Units; i < request.Prefix.Length && blocks < _engines[engine].MostBlocks(known); i++)
        {
            var more = prefixes.BlocksOf(request, i);
            if (more == 0) continue;
            var identity = request.Prefix.Span[i];
            if (log)
            {
                var tokens = _engines[engine].TokensOf(blocks + more, known) - _engines[engine].TokensOf(blocks, known);
                _asked += tokens;
                _logs[_tiers[0].StoreOf(engine)].Ask(identity, more * _engines[engine].SharedBlockBytes, tokens);
            }
            blocks += more;
            KvUnit? unit = null;
            var tier = leading ? Nearest(engine, identity, now, 0, out unit) : -1;
            leading &= tier >= 0;
            if (leading) _found.Add((unit!, tier, more));
            else if (!log) break;
        }
        if (log) _logs[_tiers[0].StoreOf(engine)].Close(counts: true);
    }

    int Nearest(int engine, long identity, long now, int first, out KvUnit? unit)
    {
        for (var tier = first; tier < _tiers.Length; tier++)
        {
            unit = _tiers[tier][engine].Find(identity, now);
            if (unit is { Present: true }) return tier;
        }
        unit = null;
        return -1;
    }

    // How many of the units found are read: all, none, or those before a change of tier, whichever leaves the prompt done first.
    int Choose(int engine, int known, in PrefixHit hit, long now)
    {
        if (_policy.Fetch == KvFetch.Never) return 0;
        var (best, taken) = (double.PositiveInfinity, 0);
        if (_policy.Fetch == KvFetch.Cheapest) best = _engines[engine].PromptSeconds(hit.Tokens, known - hit.Tokens);
        var bytes = new long[_tiers.Length];
        var blocks = hit.Blocks;
        for (var i = 0; i < _found.Count; i++)
        {
            bytes[_found[i].Tier] += _found[i].Unit.Bytes;
            blocks += _found[i].Blocks;
            if (i + 1 < _found.Count && _found[i + 1].Tier == _found[i].Tier) continue;
            var reading = 0.0;
            for (var tier = 0; tier < bytes.Length; tier++)
                if (bytes[tier] > 0) reading = Math.Max(reading, Expect(tier, engine, bytes[tier], now));
            var tokens = _engines[engine].TokensOf(blocks, known);
            var seconds = _policy.Fetch == KvFetch.Always ? reading : reading + _engines[engine].PromptSeconds(tokens, known - tokens);
            if (double.IsInfinity(seconds) || (_policy.Fetch == KvFetch.Cheapest && seconds >= best)) continue;
            (best, taken) = (seconds, i + 1);
        }
        return taken;
    }

    double Expect(int tier, int engine, long bytes, long now)
    {
        var time = _network.Expect(_tiers[tier].In(engine), bytes, new(now));
        return time == SimTime.Never ? double.PositiveInfinity : time.TotalSeconds;
    }

    void Count(int engine, int known, in PrefixHit hit, int taken)
    {
        var blocks = hit.Blocks;
        for (var i = 0; i < _found.Count; i++)
        {
            var tokens = _engines[engine].TokensOf(blocks + _found[i].Blocks, known) - _engines[engine].TokensOf(blocks, known);
            blocks += _found[i].Blocks;
            if (i < taken) _tiers[_found[i].Tier].HitTokens += tokens;
            else _passedOver += tokens;
        }
    }
}
