using Orrery.Units;

namespace Orrery.Serving;

/// <summary>What goes into tiers outside the accelerators' caches, what leaves them, and when they are read.</summary>
public sealed record KvPolicySpec
{
    /// <summary>When blocks are written out.</summary>
    public KvWrite Write { get; init; } = KvWrite.Through;

    /// <summary>For <see cref="KvWrite.Selective"/>: uses from which a block is worth writing.</summary>
    public int WriteAfter { get; init; } = 2;

    /// <summary>Name of what leaves a store that is full, a key of the eviction table.</summary>
    public string Eviction { get; init; } = "lru";

    /// <summary>Time without use after which a block is forgotten; null for never.</summary>
    public Seconds? TimeToLive { get; init; }

    /// <summary>Whether blocks found outside are read or computed again.</summary>
    public KvFetch Fetch { get; init; } = KvFetch.Cheapest;

    /// <summary>Whether blocks in farther tiers are brought to the nearest before they are asked for.</summary>
    public KvPrefetch Prefetch { get; init; }
}

/// <summary>When blocks are written to the tiers outside.</summary>
public enum KvWrite
{
    /// <summary>As soon as they are computed, to every tier.</summary>
    Through,

    /// <summary>When they lose their place in the cache or tier before.</summary>
    Back,

    /// <summary>As <see cref="Through"/>, but only blocks that have been used often enough.</summary>
    Selective,
}

/// <summary>Whether blocks found outside are read or computed again.</summary>
public enum KvFetch
{
    /// <summary>What takes less time: reading at the present share of links, or computing alone.</summary>
    Cheapest,

    /// <summary>Always read.</summary>
    Always,

    /// <summary>Never read.</summary>
    Never,
}

/// <summary>Whether blocks in farther tiers are brought to the nearest before they are asked for.</summary>
public enum KvPrefetch
{
    /// <summary>Not.</summary>
    None,

    /// <summary>When their request arrives, while it waits to be admitted.</summary>
    Arrival,
}

/// <summary>What becomes of the cache of a sequence that has to make room.</summary>
public enum PreemptionKind
{
    /// <summary>It is given up and computed again.</summary>
    Recompute,

    /// <summary>It is written to the nearest tier outside with room and read back.</summary>
    Swap,
}
