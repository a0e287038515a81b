using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Orrery.Concurrency;

public partial class ShardedCombiningStack<T, TYield>
{
    // Memory ordering. The successor is published (release) before the batch is sealed (full fence), so whoever finds the seal finds the successor. The freezer's snapshot and the combiner's
    // chain are plain fields, published by a release of Stage and read after an acquire of it. A slot is released by its push after its announcement; whoever needs it waits until it acquires a node.

    // A pop that lost waits twice as long after each loss, as ConcurrentStack's does: with one turn a loss, two cores had 0.72 to 0.8 of its rate, so 1.0.
    const int MostTurns = 8;

    // Backs off and tries the top again for as long as that is the rule.
    [MethodImpl(MethodImplOptions.NoInlining)]
    void PushContended(StackNode<T> node)
    {
        var spinner = new SpinWait();
        while (!Volatile.Read(ref _announce))
        {
            _yield.Wait(ref spinner);
            if (TryPushChain(node, node)) return;
            CountLoss();
        }
        PushByBatch(node);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool TryPopContended([MaybeNullWhen(false)] out T item)
    {
        var spinner = new SpinWait();
        var turns = 1;
        while (!Volatile.Read(ref _announce))
        {
            for (var turn = 0; turn < turns; turn++) _yield.Wait(ref spinner);
            turns = Math.Min(2 * turns, MostTurns);
            if (TryPopTop(out var taken)) return Found(taken, out item);
            CountLoss();
        }
        return TryPopByBatch(out item);
    }

    void PushByBatch(StackNode<T> node)
    {
        while (true)
        {
            if (Join(out var shard) is not { } batch)
            {
                var spinner = new SpinWait();
                while (!TryPushChain(node, node)) _yield.Wait(ref spinner);
                return;
            }
            var seen = Announce(batch, StackBatch<T>.Push);
            if (seen < 0) continue;
            var number = StackBatch<T>.PushesOf(seen);
            _yield.Reach(StackStep.Update);
            if (number < batch.Slots.Length) Volatile.Write(ref batch.Slots[number], node);
            if (seen == 0) Freeze(shard, batch);
            else Await(batch, StackBatch<T>.Frozen);

            if (number >= batch.Pushes)
            {
                _yield.Reach(StackStep.Overflow);
                continue;
            }
            if (number < batch.Pops)
            {
                _yield.Reach(StackStep.EliminatedPush);
                return;
            }
            if (number == batch.Pops) ApplyPushes(shard, batch);
            else Await(batch, StackBatch<T>.Applied);
            _yield.Reach(StackStep.CombinedPush);
            return;
        }
    }

    bool TryPopByBatch([MaybeNullWhen(false)] out T item)
    {
        while (true)
        {
            if (Join(out var shard) is not { } batch) return Found(TakeChain(1), out item);
            var seen = Announce(batch, StackBatch<T>.Pop);
            if (seen < 0) continue;
            var number = StackBatch<T>.PopsOf(seen);
            if (seen == 0) Freeze(shard, batch);
            else Await(batch, StackBatch<T>.Frozen);

            if (number < batch.Pushes)
            {
                item = Slot(batch, number).Value;
                _yield.Reach(StackStep.EliminatedPop);
                return true;
            }
            if (number == batch.Pushes) ApplyPops(shard, batch);
            else Await(batch, StackBatch<T>.Applied);
            var mine = batch.Taken;
            for (var i = batch.Pushes; i < number && mine is not null; i++) mine = mine.Next;
            if (mine is not null) _yield.Reach(StackStep.CombinedPop);
            return Found(mine, out item);
        }
    }

    bool Found(StackNode<T>? node, [MaybeNullWhen(false)] out T item)
    {
        if (node is null) return Nothing(out item);
        item = node.Value;
        return true;
    }

    // The batch of the caller's shard; null where the shard was closed for want of memory.
    StackBatch<T>? Join(out StackShard<T> shard)
    {
        shard = _shards[Nearest()];
        _yield.Reach(StackStep.Read);
        return Volatile.Read(ref shard.Batch);
    }

    // Workers are divided evenly, neighbours together, who share a cache. How many there are is known by the highest number seen.
    int Nearest()
    {
        var worker = _yield.Worker;
        if (worker >= _workers) _workers = worker + 1;
        return (int)((long)worker * Volatile.Read(ref _open) / Math.Max(_workers, worker + 1));
    }

    // What had been announced before, negative where the batch was sealed: the announcement then counts for nothing and the successor is in place.
    long Announce(StackBatch<T> batch, long kind)
    {
        _yield.Reach(StackStep.Announce);
        var seen = Interlocked.Add(ref batch.Announced, kind) - kind;
        if (seen < 0) _yield.Reach(StackStep.Late);
        return seen;
    }

    void Await(StackBatch<T> batch, int stage)
    {
        var spinner = new SpinWait();
        while (Volatile.Read(ref batch.Stage) < stage) _yield.Wait(ref spinner);
    }

    StackNode<T> Slot(StackBatch<T> batch, int number)
    {
        var spinner = new SpinWait();
        while (true)
        {
            if (Volatile.Read(ref batch.Slots[number]) is { } node) return node;
            _yield.Wait(ref spinner);
        }
    }

    // Only the first of a batch comes here, so nobody competes for its shard's pointer.
    void Freeze(StackShard<T> shard, StackBatch<T> batch)
    {
        _yield.Reach(StackStep.Gather);
        var spinner = new SpinWait();
        while (Volatile.Read(ref shard.Done) < batch.Number) _yield.Wait(ref spinner);
        Volatile.Write(ref shard.Batch, Successor(shard, batch));
        _yield.Reach(StackStep.Freeze);
        var announced = Interlocked.Or(ref batch.Announced, StackBatch<T>.Seal);
        batch.Pushes = Math.Min(StackBatch<T>.PushesOf(announced), batch.Slots.Length);
        batch.Pops = StackBatch<T>.PopsOf(announced);
        _yield.Reach(StackStep.Update);
        if (batch.Pushes == batch.Pops) Finish(shard, batch); // nobody is left to combine
        else Volatile.Write(ref batch.Stage, StackBatch<T>.Frozen);
    }

    // The batch's operations may return, and the shard's next batch may be frozen.
    static void Finish(StackShard<T> shard, StackBatch<T> batch)
    {
        Volatile.Write(ref batch.Stage, StackBatch<T>.Applied);
        Volatile.Write(ref shard.Done, batch.Number + 1);
    }

    void ApplyPushes(StackShard<T> shard, StackBatch<T> batch)
    {
        var bottom = Slot(batch, batch.Pops);
        var top = bottom;
        for (var i = batch.Pops + 1; i < batch.Pushes; i++)
        {
            var node = Slot(batch, i);
            node.Next = top;
            top = node;
        }
        var spinner = new SpinWait();
        while (!TryPushChain(top, bottom)) _yield.Wait(ref spinner);
        _yield.Reach(StackStep.Update);
        Finish(shard, batch);
    }

    void ApplyPops(StackShard<T> shard, StackBatch<T> batch)
    {
        batch.Taken = TakeChain(batch.Pops - batch.Pushes);
        _yield.Reach(StackStep.Update);
        Finish(shard, batch);
    }
}
