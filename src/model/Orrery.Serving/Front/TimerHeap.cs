namespace Orrery.Serving.Front;

/// <summary>At most one alarm for each of many slots, the earliest first, equals by slot. Its memory is that of the slots, however often alarms move.</summary>
sealed class TimerHeap
{
    long[] _times = new long[16]; // by slot
    int[] _places = new int[16]; // by slot; 0 where no alarm is set
    int[] _heap = new int[16]; // slots, from place 1 on

    public int Count { get; private set; }

    /// <summary>The earliest alarm; <see cref="long.MaxValue"/> where none is set.</summary>
    public long Next => Count > 0 ? _times[_heap[1]] : long.MaxValue;

    /// <summary>Whether a slot has an alarm.</summary>
    public bool IsSet(int slot) => slot < _places.Length && _places[slot] != 0;

    /// <summary>Sets the alarm of a slot, in place of the one it had; <see cref="long.MaxValue"/> clears it.</summary>
    public void Set(int slot, long time)
    {
        if (slot >= _times.Length)
        {
            var length = Math.Max(slot + 1, _times.Length * 2);
            Array.Resize(ref _times, length);
            Array.Resize(ref _places, length);
        }
        if (time == long.MaxValue)
        {
            Clear(slot);
            return;
        }
        _times[slot] = time;
        var place = _places[slot];
        if (place == 0)
        {
            place = ++Count;
            if (place == _heap.Length) Array.Resize(ref _heap, place * 2);
            Put(slot, place);
        }
        Down(Up(place));
    }

    /// <summary>Clears the earliest alarm and tells its slot.</summary>
    public int Take()
    {
        var slot = _heap[1];
        Clear(slot);
        return slot;
    }

    void Clear(int slot)
    {
        var place = _places[slot];
        if (place == 0) return;
        _places[slot] = 0;
        var last = _heap[Count--];
        if (last == slot) return;
        Put(last, place);
        Down(Up(place));
    }

    int Up(int place)
    {
        var slot = _heap[place];
        for (; place > 1 && Before(slot, _heap[place / 2]); place /= 2) Put(_heap[place / 2], place);
        Put(slot, place);
        return place;
    }

    void Down(int place)
    {
        var slot = _heap[place];
        for (var child = 2 * place; child <= Count; child = 2 * place)
        {
            if (child < Count && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], slot)) break;
            Put(_heap[child], place);
            place = child;
        }
        Put(slot, place);
    }

    void Put(int slot, int place)
    {
        _heap[place] = slot;
        _places[slot] = place;
    }

    bool Before(int a, int b) => _times[a] < _times[b] || (_times[a] == _times[b] && a < b);
}
