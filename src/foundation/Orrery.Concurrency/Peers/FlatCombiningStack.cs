using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

/// <summary>
/// A plain stack under a lock whose holder also does what the others have written into their records
/// (Hendler, Incze, Shavit and Tzafrir, "Flat combining and the synchronization-parallelism tradeoff", SPAA 2010). Records that were not used for long are taken off the list.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <typeparam name="TYield">What happens where other threads may come between.</typeparam>
/// <param name="yield">The yield point.</param>
public sealed class FlatCombiningStack<T, TYield>(TYield yield) : IConcurrentStack<T>, IDisposable where TYield : struct, IYieldPoint
{
    const int Passes = 3, CleanEvery = 1024, OldAfter = 512;

    readonly CombinedStack<T> _stack = new();
    readonly ThreadLocal<Record> _records = new(() => new());
    readonly Hot<Record> _list = new();
    readonly HotFlag _lock = new();
    int _combinings;

    /// <inheritdoc/>
    public void Push(T item)
    {
        var mine = _records.Value!;
        mine.Value = item;
        Apply(mine, RequestKind.Push);
    }

    /// <inheritdoc/>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        var mine = _records.Value!;
        Apply(mine, RequestKind.Pop);
        item = mine.Value;
        mine.Value = default;
        return mine.Found;
    }

    /// <summary>Frees the threads' records.</summary>
    public void Dispose() => _records.Dispose();

    void Apply(Record mine, RequestKind kind)
    {
        yield.Reach(StackStep.Announce);
        Volatile.Write(ref mine.Kind, (int)kind); // publishes the value
        var spinner = new SpinWait();
        while (true)
        {
            if (!Volatile.Read(ref mine.IsListed)) Enlist(mine);
            if (Volatile.Read(ref _lock.Value) == 0) CombineUnderLock();
            if (Volatile.Read(ref mine.Kind) == (int)RequestKind.None) return; // the acquire makes the answer visible
            yield.Wait(ref spinner);
        }
    }

    void CombineUnderLock()
    {
        yield.Reach(StackStep.Update);
        if (Interlocked.CompareExchange(ref _lock.Value, 1, 0) != 0) return;
        Combine();
        yield.Reach(StackStep.Update);
        Volatile.Write(ref _lock.Value, 0);
    }

    void Enlist(Record mine)
    {
        mine.IsListed = true;
        Record? head;
        do
        {
            yield.Reach(StackStep.Read);
            head = Volatile.Read(ref _list.Value);
            mine.Next = head;
            yield.Reach(StackStep.Update);
        }
        while (Interlocked.CompareExchange(ref _list.Value, mine, head) != head);
    }

    void Combine()
    {
        _combinings++;
        for (var pass = 0; pass < Passes; pass++)
        {
            var found = false;
            yield.Reach(StackStep.Read);
            for (var record = Volatile.Read(ref _list.Value); record is not null; record = record.Next) found |= Serve(record);
            if (!found) break;
        }
        if (_combinings % CleanEvery == 0) Clean();
    }

    bool Serve(Record record)
    {
        yield.Reach(StackStep.Read);
        var kind = (RequestKind)Volatile.Read(ref record.Kind);
        if (kind == RequestKind.None) return false;
        _stack.Apply(kind, ref record.Value, ref record.Found);
        record.LastUsed = _combinings;
        yield.Reach(kind == RequestKind.Push ? StackStep.CombinedPush : StackStep.CombinedPop);
        Volatile.Write(ref record.Kind, (int)RequestKind.None);
        return true;
    }

    // The first record stays: it is where others are put before.
    void Clean()
    {
        var before = Volatile.Read(ref _list.Value)!;
        while (before.Next is { } record)
        {
            if (_combinings - record.LastUsed > OldAfter)
            {
                before.Next = record.Next;
                Volatile.Write(ref record.IsListed, false); // its owner may put it back from now on
            }
            else
            {
                before = record;
            }
        }
    }

    sealed class Record : Padded
    {
        public T? Value;
        public Record? Next;
        public int Kind, LastUsed;
        public bool Found, IsListed;
    }
}
