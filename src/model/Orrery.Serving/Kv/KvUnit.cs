namespace Orrery.Serving.Kv;

/// <summary>Blocks of one prefix identity in one store.</summary>
sealed class KvUnit(long identity, long bytes)
{
    public long Identity => identity;

    public long Bytes => bytes;

    /// <summary>Reads and writes in flight; while there are any, it stays.</summary>
    public int Pins;

    /// <summary>Whether all of it has been written.</summary>
    public bool Present;

    /// <summary>Times it was looked up in the store, its being written included.</summary>
    public int Uses = 1;

    /// <summary>Picoseconds of the last use.</summary>
    public long LastUse;

    /// <summary>The eviction policy's own: its place in an order, or its queue.</summary>
    public long Rank, Order;
}
