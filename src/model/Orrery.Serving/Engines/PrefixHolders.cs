using System.Runtime.InteropServices;
using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>
/// Which replicas have a prefix unit in their cache: one look-up for all of them. To ask each of 64 replicas took a router 8 µs a request, two misses of the
/// processor's cache in each replica's own table.
/// </summary>
sealed class PrefixHolders
{
    readonly PrefixCache _rules; // any replica's: all cut prompts into the same blocks
    readonly int _words;
    readonly Dictionary<long, int> _rows = [];
    readonly Stack<int> _free = [];
    readonly ulong[] _holders;
    ulong[] _bits; // a row for each identity: a bit for each replica
    int _used;

    /// <summary>Those of some replicas, whose caches are empty.</summary>
    public PrefixHolders(ReadOnlySpan<PrefixCache> caches)
    {
        _rules = caches[0];
        _words = (caches.Length + 63) / 64;
        _holders = new ulong[_words];
        _bits = new ulong[64 * _words];
        for (var i = 0; i < caches.Length; i++) caches[i].Announce(this, i);
    }

    /// <summary>A replica has a unit from now on.</summary>
    public void Add(long identity, int replica)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, identity, out var known);
        if (!known && !_free.TryPop(out row)) row = _used++;
        if (row * _words == _bits.Length) Array.Resize(ref _bits, _bits.Length * 2);
        _bits[row * _words + (replica >> 6)] |= 1UL << replica;
    }

    /// <summary>A replica has evicted a unit.</summary>
    public void Remove(long identity, int replica)
    {
        var row = _rows[identity];
        var bits = Row(row);
        bits[replica >> 6] &= ~(1UL << replica);
        if (bits.ContainsAnyExcept(0UL)) return;
        _rows.Remove(identity);
        _free.Push(row);
    }

    /// <summary>Tokens of a prompt in the caches that have most of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="holders">Those replicas, a bit for each; valid until the next call.</param>
    public int Longest(in Request request, out ReadOnlySpan<ulong> holders)
    {
        holders = _holders;
        var blocks = 0;
        var most = _rules.MostBlocks(request.InputTokens);
        var identities = request.Prefix.Span;
        for (var unit = 0; unit < identities.Length && blocks < most; unit++)
        {
            var more = _rules.BlocksOf(request, unit);
            if (more == 0) continue;
            if (!_rows.TryGetValue(identities[unit], out var row)) break;
            if (!Narrow(Row(row), first: blocks == 0)) break;
            blocks += more;
        }
        return _rules.Tokens(Math.Min(blocks, most));
    }

    // Keeps the holders that have the next unit too; false, and all of them kept, where none has.
    bool Narrow(ReadOnlySpan<ulong> next, bool first)
    {
        if (first)
        {
            next.CopyTo(_holders);
            return true;
        }
        var any = 0UL;
        for (var i = 0; i < _words; i++) any |= _holders[i] & next[i];
        if (any == 0) return false;
        for (var i = 0; i < _words; i++) _holders[i] &= next[i];
        return true;
    }

    Span<ulong> Row(int row) => _bits.AsSpan(row * _words, _words);
}
