namespace Orrery.Concurrency;

/// <summary>How a <see cref="ShardedCombiningStack{T}"/> meets contention.</summary>
public sealed record ShardingOptions
{
    /// <summary>Most shards that an adaptive stack opens.</summary>
    public const int MostAdaptiveShards = 8;

    /// <summary>Shards to which operations announce themselves; null opens and closes them by the size of batches, from one to <see cref="MostAdaptiveShards"/>.</summary>
    public int? Shards { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A stack has one shard at least."); }

    /// <summary>True, the default, where operations go straight to the top, and announce themselves only while that lets many of them meet; false where they always announce themselves.</summary>
    public bool DirectFirst { get; init; } = true;

    /// <summary>Slots of a batch, from which pushes that find none wait for the next; null follows the size of batches.</summary>
    public int? Capacity { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A batch has one slot at least."); }
}
