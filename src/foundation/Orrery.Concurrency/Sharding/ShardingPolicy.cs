namespace Orrery.Concurrency;

/// <summary>How shards follow contention: the same rules for the stack and for its model. A load is the smoothed number of operations in a shard's batches, times <see cref="Scale"/>.</summary>
static class ShardingPolicy
{
    public const int Scale = 8;
    const int LeastCapacity = 8, MostCapacity = 256;

    /// <summary>The load after a batch of some operations.</summary>
    public static int Next(int load, int operations) => load + operations - load / Scale;

    /// <summary>Losses of operations that had already lost once, after which announcing is tried; doubled by every trial that found no company.</summary>
    public const int LeastPatience = 16, MostPatience = 1 << 14;

    /// <summary>Batches of a trial before it is judged.</summary>
    public const int Trial = 16;

    /// <summary>Whether batches are large enough to be worth their cost: with fewer, going to the top and backing off is quicker.</summary>
    public static bool HasCompany(int load) => load >= 5 * Scale;

    /// <summary>How often the number of shards is thought over: the first shard does it, when its load has had time to follow the last change.</summary>
    public const int Reconsider = 8;

    /// <summary>
    /// Shards in use. A batch takes as long as its operations queue up for the line of its shard, and as the shards queue up for the top: with so many operations at once,
    /// the first falls and the second grows with the number of shards, so that batches should grow with it too. In the model two are best at 8 to 32 cores, four from 64 on.
    /// </summary>
    public static int Open(int load, int open, int most)
    {
        var size = load / Scale;
        if (size > 4 * open * open) return Math.Min(open * 2, most);
        return open > 1 && size < Math.Max(2, open * open / 4) ? open / 2 : open;
    }

    /// <summary>Slots of the next batch, after one with some pushes.</summary>
    public static int Capacity(int pushes, int before) => Math.Clamp(2 * pushes, Math.Max(LeastCapacity, before / 2), MostCapacity);
}

/// <summary>What losses of the top are counted in.</summary>
abstract class ContentionCounts : Padded
{
    public int Losses, Trial, Patience = ShardingPolicy.LeastPatience;
}

/// <inheritdoc/>
sealed class Contention : ContentionCounts
{
#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _after;
#pragma warning restore CA1823, CS0169, IDE0051
}
