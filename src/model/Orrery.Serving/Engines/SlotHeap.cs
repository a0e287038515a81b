namespace Orrery.Serving.Engines;

/// <summary>Sequence slots by a key, ties by an order: completions and reach events by decode step, waiting requests by rank.</summary>
/// <remarks>An entry that was overtaken by events stays until it is taken; the slot's stamp tells the taker that it is stale.</remarks>
sealed class SlotHeap
{
    Entry[] _entries = new Entry[16];

    internal struct Entry
    {
        public long Key;
        public long Order;
        public int Slot;
        public int Stamp;
    }

    public int Count { get; private set; }

    public long NextKey => Count > 0 ? _entries[0].Key : long.MaxValue;

    public ref readonly Entry Peek => ref _entries[0];

    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    public void Add(long key, long order, int slot, int stamp = 0)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        var entry = new Entry { Key = key, Order = order, Slot = slot, Stamp = stamp };
        var heap = _entries;
        var i = Count++;
        while (i > 0)
        {
            var parent = (i - 1) >> 2;
            if (!Before(entry, heap[parent])) break;
            heap[i] = heap[parent];
            i = parent;
        }
        heap[i] = entry;
    }

    public Entry Take()
    {
        var heap = _entries;
        var first = heap[0];
        var last = heap[--Count];
        var i = 0;
        while (true)
        {
            var child = (i << 2) + 1;
            if (child >= Count) break;
            var least = child;
            var end = Math.Min(child + 4, Count);
            for (var j = child + 1; j < end; j++)
                if (Before(heap[j], heap[least])) least = j;
            if (!Before(heap[least], last)) break;
            heap[i] = heap[least];
            i = least;
        }
        heap[i] = last;
        return first;
    }

    static bool Before(in Entry a, in Entry b) => a.Key < b.Key || (a.Key == b.Key && a.Order < b.Order);
}
