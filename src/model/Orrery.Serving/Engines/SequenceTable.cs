namespace Orrery.Serving.Engines;

/// <summary>The sequences of one engine by slot, and those running as a list in order of admission. Slots are reused; nothing is allocated once the table has grown.</summary>
sealed class SequenceTable
{
    const int None = -1;

    Sequence[] _slots = new Sequence[16];
    Dictionary<int, int>? _adapters; // running sequences by adapter
    int _used;
    int _free = None;

    public ref Sequence this[int slot] => ref _slots[slot];

    /// <summary>Sequences running.</summary>
    public int Running { get; private set; }

    /// <summary>The sequence admitted last, the first to lose its cache; -1 where none runs.</summary>
    public int Tail { get; private set; } = None;

    /// <summary>The running sequence admitted first, from which <see cref="Sequence.Next"/> leads on; -1 where none runs.</summary>
    public int Head { get; private set; } = None;

    /// <summary>Whether a slot still holds the sequence that arrived at a place in the order.</summary>
    public bool Holds(Ticket ticket) => _slots[ticket.Slot].Arrived == ticket.Arrived;

    /// <summary>Slots that hold a sequence.</summary>
    public IEnumerable<int> Occupied
    {
        get
        {
            for (var slot = 0; slot < _used; slot++)
                if (_slots[slot].Arrived != None) yield return slot;
        }
    }

    public int Take()
    {
        if (_free != None)
        {
            var slot = _free;
            _free = _slots[slot].Next;
            _slots[slot] = new Sequence { Stamp = _slots[slot].Stamp, Shared = _slots[slot].Shared };
            return slot;
        }
        if (_used == _slots.Length) Array.Resize(ref _slots, _used * 2);
        _slots[_used].Shared = [];
        return _used++;
    }

    public void Release(int slot)
    {
        _slots[slot].Request = default;
        _slots[slot].Arrived = None;
        _slots[slot].Stamp++;
        _slots[slot].Next = _free;
        _free = slot;
    }

    public void Append(int slot)
    {
        ref var sequence = ref _slots[slot];
        sequence.Previous = Tail;
        sequence.Next = None;
        if (Tail != None) _slots[Tail].Next = slot;
        else Head = slot;
        Tail = slot;
        Running++;
        if (_adapters is not null) Count(_adapters, sequence.Request.Adapter, 1);
    }

    public void Remove(int slot)
    {
        ref var sequence = ref _slots[slot];
        if (sequence.Previous != None) _slots[sequence.Previous].Next = sequence.Next;
        else Head = sequence.Next;
        if (sequence.Next != None) _slots[sequence.Next].Previous = sequence.Previous;
        else Tail = sequence.Previous;
        Running--;
        if (_adapters is not null) Count(_adapters, sequence.Request.Adapter, -1);
    }

    /// <summary>Different adapters among the sequences running, where they are counted.</summary>
    public int Adapters => _adapters?.Count ?? 0;

    /// <summary>From now on adapters are counted.</summary>
    public void CountAdapters() => _adapters = [];

    static void Count(Dictionary<int, int> adapters, int adapter, int more)
    {
        if (adapter < 0) return;
        var count = adapters.GetValueOrDefault(adapter) + more;
        if (count > 0) adapters[adapter] = count;
        else adapters.Remove(adapter);
    }
}

/// <summary>Names a sequence of an engine for as long as it is there: its slot, and its place in the order of arrival.</summary>
readonly record struct Ticket(int Slot, long Arrived);
