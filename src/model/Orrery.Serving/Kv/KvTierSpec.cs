using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>A tier of memory outside the accelerators' caches that keeps key-value blocks: host memory, a CXL expander, a drive, flash, or memory of other accelerators.</summary>
public sealed record KvTierSpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The memory, all of one store.</summary>
    public required MemoryTierSpec Memory { get; init; }

    /// <summary>Bytes of one store that are given to the cache.</summary>
    public required Bytes Capacity { get; init; }

    /// <summary>Who shares one store.</summary>
    public KvScope Scope { get; init; } = KvScope.Node;

    /// <summary>What each device reaches it over; tiers with equal links share them. Null where nothing but the memory limits.</summary>
    public LinkSpec? Link { get; init; }

    /// <summary>Whether the host's price, power and carbon include it.</summary>
    public bool InHost { get; init; } = true;

    /// <summary>How long its cells must last: writes that would wear them out before are refused. Null refuses none.</summary>
    public Seconds? Lifetime { get; init; }
}

/// <summary>Who shares one store of a tier.</summary>
public enum KvScope
{
    /// <summary>Each device has its own; those of one engine hold its cache between them.</summary>
    Device,

    /// <summary>The engines of one host share one.</summary>
    Node,

    /// <summary>All engines share one.</summary>
    Cluster,
}
