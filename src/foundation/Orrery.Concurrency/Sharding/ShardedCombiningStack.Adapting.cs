namespace Orrery.Concurrency;

public partial class ShardedCombiningStack<T, TYield>
{
    const int LeastCapacity = 8, MostCapacity = 256;

    // Thresholds are of the smoothed number of operations in a batch; docs/concurrency.md has the curves by which they were chosen.
    const int Crowded = 3 * StackBatch<T>.LoadScale, Lonely = StackBatch<T>.LoadScale * 3 / 2;
    const int OpenAbove = 24 * StackBatch<T>.LoadScale, CloseBelow = 6 * StackBatch<T>.LoadScale;

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
            var load = batch.Load + size - batch.Load / StackBatch<T>.LoadScale;
            Adapt(load);
            var capacity = _options.Capacity ?? Math.Clamp(2 * pushes, Math.Max(LeastCapacity, batch.Slots.Length / 2), MostCapacity);
            var gather = load > Crowded ? Math.Min(load, _options.MostGather) : 0;
            return new(capacity, gather, load);
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
        if (_options.DirectFirst)
        {
            if (load > Crowded && !_announce) Volatile.Write(ref _announce, true);
            else if (load < Lonely && _announce) Volatile.Write(ref _announce, false);
        }
        if (_options.Shards is not null) return;
        var open = Volatile.Read(ref _open);
        if (load > OpenAbove && open < _shards.Length) Volatile.Write(ref _open, open * 2);
        else if (load < CloseBelow && open > 1) Volatile.Write(ref _open, open / 2);
    }
}
