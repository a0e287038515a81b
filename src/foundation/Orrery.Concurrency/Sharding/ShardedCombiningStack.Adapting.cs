namespace Orrery.Concurrency;

public partial class ShardedCombiningStack<T, TYield>
{
    /// <summary>Shards to which operations announce themselves at the moment.</summary>
    public int OpenShards => Volatile.Read(ref _open);

    // The next batch of a shard, sized by what came to this one. Null where there is no memory: those who have announced themselves must not wait for a freezer that died.
    StackBatch<T>? Successor(StackBatch<T> batch)
    {
        try
        {
            _yield.Reach(StackStep.Succeed);
            var announced = Volatile.Read(ref batch.Announced);
            int pushes = StackBatch<T>.PushesOf(announced), size = pushes + StackBatch<T>.PopsOf(announced);
            var load = ShardingPolicy.Next(batch.Load, size);
            Adapt(load);
            return new(_options.Capacity ?? ShardingPolicy.Capacity(pushes, batch.Slots.Length), ShardingPolicy.Gather(load, _options.MostGather), load);
        }
        catch (OutOfMemoryException)
        {
            _yield.Reach(StackStep.Closed);
            return null;
        }
    }

    // Written only where it changes, so that the line stays shared.
    void Adapt(int load)
    {
        var announces = Volatile.Read(ref _announce);
        if (_options.DirectFirst && ShardingPolicy.Announces(load, announces) != announces) Volatile.Write(ref _announce, !announces);
        if (_options.Shards is not null) return;
        var open = Volatile.Read(ref _open);
        var better = ShardingPolicy.Open(load, open, _shards.Length);
        if (better != open) Volatile.Write(ref _open, better);
    }
}
