namespace Orrery.Concurrency;

/// <summary>How shards follow contention: the same rules for the stack and for its model. A load is the smoothed number of operations in a shard's batches, times <see cref="Scale"/>.</summary>
static class ShardingPolicy
{
    public const int Scale = 8;
    const int LeastCapacity = 8, MostCapacity = 256;

    /// <summary>The load after a batch of some operations.</summary>
    public static int Next(int load, int operations) => load + operations - load / Scale;

    /// <summary>Whether operations should announce themselves at once instead of trying the top first: from three to a batch, until there is hardly a second.</summary>
    public static bool Announces(int load, bool before) => before ? load >= Scale * 3 / 2 : load > Scale * 3;

    /// <summary>Shards in use.</summary>
    public static int Open(int load, int open, int most) =>
        load > 24 * Scale && open < most ? Math.Min(open * 2, most) : load < 6 * Scale && open > 1 ? open / 2 : open;

    /// <summary>Turns of a spin that the first of the next batch waits for company.</summary>
    public static int Gather(int load, int most) => load > 3 * Scale ? Math.Min(load / Scale, most) : 0;

    /// <summary>Slots of the next batch, after one with some pushes.</summary>
    public static int Capacity(int pushes, int before) => Math.Clamp(2 * pushes, Math.Max(LeastCapacity, before / 2), MostCapacity);
}
