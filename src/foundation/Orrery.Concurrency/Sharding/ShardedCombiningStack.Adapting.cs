namespace Orrery.Concurrency;

public partial class ShardedCombiningStack<T, TYield>
{
    /// <summary>Shards to which operations announce themselves at the moment.</summary>
    public int OpenShards => Volatile.Read(ref _open);

    // The next batch of a shard, sized by what came to this one. Null where there is no memory: those who have announced themselves must not wait for a freezer that died.
    StackBatch<T>? Successor(StackShard<T> shard, StackBatch<T> batch)
    {
        try
        {
            _yield.Reach(StackStep.Succeed);
            var announced = Volatile.Read(ref batch.Announced);
            int pushes = StackBatch<T>.PushesOf(announced), size = pushes + StackBatch<T>.PopsOf(announced);
            var load = ShardingPolicy.Next(batch.Load, size);
            Adapt(shard, batch.Number, load);
            return new(_options.Capacity ?? ShardingPolicy.Capacity(pushes, batch.Slots.Length), batch.Number + 1, load);
        }
        catch (OutOfMemoryException)
        {
            _yield.Reach(StackStep.Closed);
            return null;
        }
    }

    // An operation lost the top for the second time or more. The count is not exact, and need not be.
    void CountLoss()
    {
        if (++_contention.Losses < _contention.Patience || _announce) return;
        (_contention.Losses, _contention.Trial) = (0, ShardingPolicy.Trial);
        Volatile.Write(ref _announce, true);
    }

    // Fields are written only where they change, so that their line stays shared.
    void Adapt(StackShard<T> shard, long number, int load)
    {
        if (_options.DirectFirst && Volatile.Read(ref _announce)) Judge(load);
        if (_options.Shards is not null || shard != _shards[0] || number % ShardingPolicy.Reconsider != 0) return;
        var open = Volatile.Read(ref _open);
        var better = ShardingPolicy.Open(load, open, _shards.Length);
        if (better != open) Volatile.Write(ref _open, better);
    }

    void Judge(int load)
    {
        if (ShardingPolicy.HasCompany(load) || _open > 1)
        {
            if (_contention.Patience != ShardingPolicy.LeastPatience) _contention.Patience = ShardingPolicy.LeastPatience;
        }
        else if (_contention.Trial > 0)
        {
            _contention.Trial--;
        }
        else
        {
            _contention.Patience = Math.Min(_contention.Patience * 2, ShardingPolicy.MostPatience);
            Volatile.Write(ref _announce, false);
        }
    }
}
