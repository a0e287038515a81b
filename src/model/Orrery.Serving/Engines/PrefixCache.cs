using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>
/// Cached blocks of prompts by the identity of everything up to their end, as vLLM hashes them. A block that no sequence refers to stays until
/// its room is needed; the one that was given up first goes first, and of one sequence's blocks the last.
/// </summary>
/// <remarks>
/// The unit is the traffic's prefix block, which may span many cache blocks (512 tokens in Mooncake's traces) or less than one; it covers the whole cache blocks that end in
/// it. Only reaches over the whole context are shared: windows and recurrent states are each sequence's own, and a hit is taken to restore them at no cost. What a sequence generates is findable once it has finished, where the traffic identifies it: sessions do, traces do not.
/// </remarks>
sealed class PrefixCache(KvPool pool, int blockTokens)
{
    const int None = -1;

    struct Unit
    {
        public long Identity;
        public int Blocks, References, Previous, Next;
    }

    readonly Dictionary<long, int> _byIdentity = [];
    Unit[] _units = new Unit[64];
    int _used, _free = None, _first = None, _last = None;
    IKvConnector? _outside;
    int _engine;
    PrefixHolders? _holders;
    int _replica;
    long _idle; // bytes of units without references

    /// <summary>Tells what keeps blocks outside of what comes and goes.</summary>
    public void Connect(IKvConnector outside, int engine) => (_outside, _engine) = (outside, engine);

    /// <summary>Identities of the units in the cache.</summary>
    public IEnumerable<long> Identities => _byIdentity.Keys;

    /// <summary>Tells a router's index of what comes and goes.</summary>
    public void Announce(PrefixHolders holders, int replica) => (_holders, _replica) = (holders, replica);

    /// <summary>What a request would find: its leading units in the cache, and whole blocks of them that spare it work. The last token is always computed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="knownTokens">Tokens that it would compute without the cache.</param>
    public PrefixHit Find(in Request request, int knownTokens)
    {
        var hit = default(PrefixHit);
        var most = MostBlocks(knownTokens);
        var identities = request.Prefix.Span;
        for (; hit.Units < identities.Length && hit.Blocks < most; hit.Units++)
        {
            if (BlocksOf(request, hit.Units) == 0) continue;
            if (!_byIdentity.TryGetValue(identities[hit.Units], out var index)) break;
            ref var unit = ref _units[index];
            hit.Blocks += unit.Blocks;
            if (unit.References == 0) hit.IdleBytes += Bytes(unit);
        }
        hit.Bytes = hit.Blocks * pool.SharedBlockBytes;
        hit.Tokens = Tokens(Math.Min(hit.Blocks, most));
        return hit;
    }

    /// <summary>A sequence refers to what it found. A last block that it has to compute again is written in place.</summary>
    public void Share(ref Sequence sequence, in PrefixHit hit)
    {
        var identities = sequence.Request.Prefix.Span;
        for (var i = 0; i < hit.Units; i++)
        {
            if (BlocksOf(sequence.Request, i) == 0) continue;
            var index = _byIdentity[identities[i]];
            ref var unit = ref _units[index];
            if (unit.References++ == 0)
            {
                Unlink(index);
                _idle -= Bytes(unit);
                pool.Take(Bytes(unit));
            }
            sequence.Shared.Add(index);
        }
        sequence.SharedBytes = hit.Bytes;
        sequence.NextUnit = hit.Units;
    }

    /// <summary>Units that a sequence completes by computing up to a length become findable. One that another sequence has completed meanwhile stays its own, uncached.</summary>
    public void Register(ref Sequence sequence, int computed)
    {
        var request = sequence.Request;
        for (; sequence.NextUnit < request.Prefix.Length; sequence.NextUnit++)
        {
            var blocks = BlocksOf(request, sequence.NextUnit);
            if (BlocksUntil(request, sequence.NextUnit + 1) * blockTokens > computed) return;
            if (blocks == 0) continue;
            var index = Take();
            if (!_byIdentity.TryAdd(request.Prefix.Span[sequence.NextUnit], index))
            {
                Release(index);
                continue;
            }
            _units[index] = new Unit { Identity = request.Prefix.Span[sequence.NextUnit], Blocks = blocks, References = 1 };
            sequence.Shared.Add(index);
            sequence.SharedBytes += blocks * pool.SharedBlockBytes;
            pool.Improvements++;
            _holders?.Add(_units[index].Identity, _replica);
            _outside?.Computed(_engine, _units[index].Identity, Bytes(_units[index]));
        }
    }

    /// <summary>A sequence refers to nothing any more.</summary>
    public void GiveUp(ref Sequence sequence)
    {
        for (var i = sequence.Shared.Count - 1; i >= 0; i--)
        {
            var index = sequence.Shared[i];
            ref var unit = ref _units[index];
            if (--unit.References > 0) continue;
            Append(index);
            _idle += Bytes(unit);
            pool.Return(Bytes(unit));
        }
        sequence.Shared.Clear();
        sequence.SharedBytes = 0;
        sequence.NextUnit = 0;
    }

    /// <summary>Evicts units without references until the rest fits beside what sequences hold.</summary>
    public void Trim()
    {
        while (_idle > pool.Free)
        {
            var index = _first;
            _idle -= Bytes(_units[index]);
            _byIdentity.Remove(_units[index].Identity);
            _holders?.Remove(_units[index].Identity, _replica);
            _outside?.Evicted(_engine, _units[index].Identity, Bytes(_units[index]));
            Unlink(index);
            Release(index);
        }
    }

    long Bytes(in Unit unit) => unit.Blocks * pool.SharedBlockBytes;

    /// <summary>Blocks that spare work at most: the last token is always computed.</summary>
    public int MostBlocks(int knownTokens) => (knownTokens - 1) / blockTokens;

    /// <summary>Tokens of some blocks.</summary>
    public int Tokens(int blocks) => blocks * blockTokens;

    /// <summary>Whole cache blocks of a request that end in a unit.</summary>
    public int BlocksOf(in Request request, int unit) => BlocksUntil(request, unit + 1) - BlocksUntil(request, unit);

    int BlocksUntil(in Request request, int unit)
    {
        if (request.PrefixEnds.IsEmpty) return (int)(Math.Min((long)unit * request.PrefixBlockTokens, request.InputTokens) / blockTokens);
        return unit == 0 ? 0 : request.PrefixEnds.Span[unit - 1] / blockTokens;
    }

    int Take()
    {
        if (_free == None)
        {
            if (_used == _units.Length) Array.Resize(ref _units, _used * 2);
            return _used++;
        }
        var index = _free;
        _free = _units[index].Next;
        return index;
    }

    void Release(int index)
    {
        _units[index].Next = _free;
        _free = index;
    }

    void Append(int index)
    {
        ref var unit = ref _units[index];
        unit.Previous = _last;
        unit.Next = None;
        if (_last == None) _first = index;
        else _units[_last].Next = index;
        _last = index;
    }

    void Unlink(int index)
    {
        ref var unit = ref _units[index];
        if (unit.Previous == None) _first = unit.Next;
        else _units[unit.Previous].Next = unit.Next;
        if (unit.Next == None) _last = unit.Previous;
        else _units[unit.Next].Previous = unit.Previous;
    }
}

/// <summary>What a prompt finds in the prefix cache.</summary>
struct PrefixHit
{
    /// <summary>Leading units found, those too short to hold a block included.</summary>
    public int Units;

    /// <summary>Cache blocks in them.</summary>
    public int Blocks;

    /// <summary>Tokens that need not be computed.</summary>
    public int Tokens;

    /// <summary>Bytes of the units, and of those among them that nobody refers to yet.</summary>
    public long Bytes, IdleBytes;
}
