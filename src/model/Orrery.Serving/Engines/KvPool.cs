using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>The room of one engine's key-value cache, in whole bytes.</summary>
/// <remarks>
/// A sequence of c cached tokens takes, for each reach, whole blocks for min(c, reach) tokens, and its recurrent state. With one reach and no
/// state this is the integer count of blocks of a paged cache. A window or chunk keeps its room once it is full: blocks that slide out of it are reused
/// in place, so a sequence's room never shrinks and the most it will ever take is what it takes at its end.
/// </remarks>
sealed class KvPool
{
    readonly long[] _blockBytes;
    readonly int[] _reach;
    readonly int _blockTokens;
    readonly long _stateBytes;

    public KvPool(KvLayout layout, ImmutableArray<Reach> reaches, int blockTokens)
    {
        if (layout.BytesPerToken.Length != reaches.Length)
            throw new ArgumentException($"The cache has {layout.BytesPerToken.Length} reaches, the timer {reaches.Length}.", nameof(layout));
        _blockTokens = blockTokens;
        _blockBytes = [.. layout.BytesPerToken.Select(bytes => checked((long)Math.Round(bytes * blockTokens)))];
        _reach = [.. reaches.Select(static reach => reach.Kind == ReachKind.Full ? int.MaxValue : reach.Tokens)];
        _stateBytes = checked((long)Math.Ceiling(layout.StateBytesPerSequence));
        SharedBlockBytes = _blockBytes.Where((_, r) => _reach[r] == int.MaxValue).Sum();
        Capacity = (long)Math.Min(Math.Floor(layout.Capacity.Value), 1L << 62);
    }

    public long Capacity { get; }

    /// <summary>Bytes that running sequences hold.</summary>
    public long Used { get; private set; }

    public long Free => Capacity - Used;

    public double Share => Capacity > 0 ? (double)Used / Capacity : 0;

    /// <summary>Bytes of one block of a reach.</summary>
    public long BlockBytes(int reach) => _blockBytes[reach];

    /// <summary>Bytes that a sequence of a length holds; none before its first token.</summary>
    public long Held(int tokens)
    {
        if (tokens == 0) return 0;
        var bytes = _stateBytes;
        for (var r = 0; r < _blockBytes.Length; r++) bytes += Blocks(Math.Min(tokens, _reach[r])) * _blockBytes[r];
        return bytes;
    }

    /// <summary>Bytes of one block that equal prefixes can share: those of reaches over the whole context.</summary>
    public long SharedBlockBytes { get; }

    /// <summary>Changes for the better, room returned or prefixes cached: until the next, what did not fit does not.</summary>
    public long Improvements { get; set; }

    public void Take(long bytes) => Used += bytes;

    public void Return(long bytes)
    {
        Used -= bytes;
        Improvements++;
    }

    long Blocks(int tokens) => ((long)tokens + _blockTokens - 1) / _blockTokens;
}
