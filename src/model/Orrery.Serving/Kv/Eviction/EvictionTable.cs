namespace Orrery.Serving.Kv;

/// <summary>The names of evictions.</summary>
public static class EvictionTable
{
    /// <summary>The eviction that knows the traffic to come.</summary>
    public const string Oracle = "oracle";

    /// <summary>Name and what leaves first.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } =
    [
        ("lru", "the block used longest ago"),
        ("lfu", "the block used least often"),
        ("fifo", "the block that came first"),
        ("s3-fifo", "three queues: new blocks that are not used again soon go first"),
        (Oracle, "the block whose next use is farthest away; it knows the traffic to come"),
    ];

    /// <summary>An eviction by name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="capacity">Bytes of the store.</param>
    /// <param name="nextUse">When an identity is used next; for the oracle.</param>
    internal static IEviction Create(string name, long capacity, Func<long, long>? nextUse) => name switch
    {
        "lru" => new LeastRecentlyUsed(),
        "lfu" => new LeastFrequentlyUsed(),
        "fifo" => new FirstInFirstOut(),
        "s3-fifo" => new S3Fifo(capacity),
        Oracle => new Clairvoyant(nextUse ?? throw new ArgumentException("The oracle needs to know the traffic to come.", nameof(nextUse))),
        _ => throw new ArgumentException($"There is no eviction '{name}'.", nameof(name)),
    };
}
