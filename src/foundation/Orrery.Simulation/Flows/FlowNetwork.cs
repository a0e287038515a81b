using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orrery.Simulation;

/// <summary>Transfers over links of limited capacity that share each link max-min fairly, as long-lived flows of one priority do: nobody can have more without someone having less who has no more.</summary>
/// <typeparam name="T">What a flow carries for its owner, e.g. an index.</typeparam>
/// <remarks>
/// <para>
/// Rates change only when a flow starts, drains or is cancelled, and only for flows that reach its edges over shared edges. Between, a flow drains at a constant rate;
/// it arrives the latencies of its edges after its last byte has left.
/// </para>
/// <para>
/// Exact: rates are whole multiples of 2⁻¹⁶ B/s, rounded down, and what is left of a flow is an integer, the product of rate and picoseconds. So edges never carry more than
/// they can, every byte sent is delivered, and a change that leaves a rate as it was leaves the instant of its end as it was. A flow ends in the first picosecond in
/// which nothing is left.
/// </para>
/// </remarks>
public sealed class FlowNetwork<T>
{
    const int FractionBits = 16;
    const double Unit = 1L << FractionBits; // of rates, in B/s
    static readonly UInt128 WorkPerByte = (UInt128)1_000_000_000_000 << FractionBits;

    readonly List<Edge> _edges = [];
    readonly List<int> _freeSlots = [];
    readonly PriorityQueue<int, (long Time, long Order)> _arriving = new(); // drained, on their way
    readonly FairShares _shares = new();
    Flow[] _flows = new Flow[16];
    int _slots;
    long _started, _nextDrain = long.MaxValue;

    sealed class Edge(long capacity, long latency)
    {
        public readonly long Capacity = capacity, Latency = latency;
        public readonly List<int> Flows = [];
        public double Carried; // bytes of flows that have drained, and what cancelled ones had sent
    }

    struct Flow
    {
        public ImmutableArray<int> Path;
        public T Tag;
        public long Order, Bytes, Rate, Since, Drain;
        public UInt128 Left;
        public bool Sending;
    }

    /// <summary>Virtual time up to which the network has been followed.</summary>
    public SimTime Now { get; private set; }

    /// <summary>Flows that have not arrived.</summary>
    public int Count { get; private set; }

    /// <summary>The next instant at which a flow drains or arrives; <see cref="SimTime.Never"/> where none does.</summary>
    public SimTime Next => new(Math.Min(_nextDrain, _arriving.TryPeek(out _, out var first) ? first.Time : long.MaxValue));

    /// <summary>Adds a directed edge.</summary>
    /// <param name="bytesPerSecond">Its capacity, zero where nothing passes; from 140 TB/s on it never limits.</param>
    /// <param name="latency">Time from an end to the other.</param>
    /// <returns>Its index.</returns>
    public int AddEdge(double bytesPerSecond, SimTime latency = default)
    {
        if (latency < SimTime.Zero) throw new ArgumentOutOfRangeException(nameof(latency), latency, "A latency is not negative.");
        if (!(bytesPerSecond >= 0)) throw new ArgumentOutOfRangeException(nameof(bytesPerSecond), bytesPerSecond, "A capacity is not negative.");
        var capacity = bytesPerSecond * Unit < long.MaxValue ? (long)(bytesPerSecond * Unit) : long.MaxValue;
        _edges.Add(new(capacity, latency.Picoseconds));
        return _edges.Count - 1;
    }

    /// <summary>Starts a flow.</summary>
    /// <param name="path">Its edges, each once, in order.</param>
    /// <param name="bytes">What it carries.</param>
    /// <param name="tag">What its owner knows it by.</param>
    /// <param name="now">The instant, not before <see cref="Now"/>.</param>
    /// <returns>Its name, by which it can be cancelled.</returns>
    /// <exception cref="ArgumentException">An edge comes twice.</exception>
    public FlowId Start(ImmutableArray<int> path, long bytes, T tag, SimTime now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        for (var i = 0; i < path.Length; i++)
            if (path.AsSpan(0, i).Contains(path[i])) throw new ArgumentException($"Edge {path[i]} comes twice.", nameof(path));
        Follow(now);
        var slot = Take();
        ref var flow = ref _flows[slot];
        flow = new Flow { Path = path, Tag = tag, Order = _started++, Bytes = bytes, Left = (UInt128)bytes * WorkPerByte, Since = now.Picoseconds, Drain = long.MaxValue, Sending = true };
        var id = new FlowId(slot, flow.Order);
        Count++;
        if (bytes == 0 || !IsLimited(path))
        {
            Drained(slot);
            return id;
        }
        foreach (var edge in path) _edges[edge].Flows.Add(slot);
        Share(path);
        return id;
    }

    /// <summary>Whether a flow has not arrived yet.</summary>
    public bool Holds(FlowId id) => id.Slot < _slots && _flows[id.Slot].Order == id.Order;

    /// <summary>The rate of a flow that has not arrived, in bytes per second; zero once it has drained.</summary>
    public double Rate(FlowId id) => Holds(id) && _flows[id.Slot].Sending ? _flows[id.Slot].Rate / Unit : 0;

    /// <summary>Gives a flow up; it never arrives.</summary>
    /// <returns>The bytes that it had sent; −1 where it has arrived already.</returns>
    public double Cancel(FlowId id, SimTime now)
    {
        Follow(now);
        if (!Holds(id)) return -1;
        ref var flow = ref _flows[id.Slot];
        var sent = (double)flow.Bytes;
        if (flow.Sending)
        {
            sent = (double)((UInt128)flow.Bytes * WorkPerByte - LeftAt(flow, now.Picoseconds)) / (double)WorkPerByte;
            var path = flow.Path;
            Stop(id.Slot, sent);
            Release(id.Slot);
            Share(path);
        }
        else
        {
            _arriving.Remove(id.Slot, out _, out _);
            Release(id.Slot);
        }
        return sent;
    }

    /// <summary>Takes the next flow that has arrived, in order of arrival and, at one instant, of start.</summary>
    /// <param name="now">The instant, not before <see cref="Now"/>.</param>
    /// <param name="tag">What it carried.</param>
    /// <returns>False where none has.</returns>
    public bool TryTake(SimTime now, out T tag)
    {
        Follow(now);
        tag = default!;
        if (!_arriving.TryPeek(out var slot, out var first) || first.Time > now.Picoseconds) return false;
        _arriving.Dequeue();
        tag = _flows[slot].Tag;
        Release(slot);
        return true;
    }

    /// <summary>How long a flow would take that started now, if nothing else started or ended before it did.</summary>
    /// <returns><see cref="SimTime.Never"/> where nothing passes.</returns>
    public SimTime Expect(ImmutableArray<int> path, long bytes, SimTime now)
    {
        Follow(now);
        var latency = LatencyOf(path);
        if (bytes == 0 || !IsLimited(path)) return new(latency);
        Gather(path);
        var rate = _shares.With(path);
        var time = Ticks((UInt128)bytes * WorkPerByte, rate);
        return time > long.MaxValue - latency ? SimTime.Never : new(time + latency);
    }

    /// <summary>Bytes that have passed an edge so far.</summary>
    public double Carried(int edge)
    {
        var bytes = _edges[edge].Carried;
        foreach (var slot in _edges[edge].Flows)
        {
            ref var flow = ref _flows[slot];
            bytes += flow.Bytes - (double)LeftAt(flow, Now.Picoseconds) / (double)WorkPerByte;
        }
        return bytes;
    }

    // Lets drain what drains until an instant, in order.
    void Follow(SimTime now)
    {
        if (now < Now) throw new ArgumentOutOfRangeException(nameof(now), now, $"It is {Now} already.");
        while (_nextDrain <= now.Picoseconds)
        {
            Now = new(_nextDrain);
            var slot = -1;
            for (var i = 0; i < _slots; i++)
                if (_flows[i].Drain == _nextDrain && (slot < 0 || _flows[i].Order < _flows[slot].Order)) slot = i;
            var path = _flows[slot].Path;
            Stop(slot, _flows[slot].Bytes);
            Drained(slot);
            Share(path);
        }
        Now = now;
    }

    void Stop(int slot, double sent)
    {
        foreach (var edge in _flows[slot].Path)
        {
            _edges[edge].Flows.Remove(slot);
            _edges[edge].Carried += sent;
        }
        _flows[slot].Sending = false;
        _flows[slot].Drain = long.MaxValue;
    }

    void Drained(int slot)
    {
        ref var flow = ref _flows[slot];
        if (flow.Sending)
            foreach (var edge in flow.Path) _edges[edge].Carried += flow.Bytes;
        flow.Sending = false;
        _arriving.Enqueue(slot, (checked(Now.Picoseconds + LatencyOf(flow.Path)), flow.Order));
    }

    // Shares the edges anew among the flows that reach those of a path over shared edges.
    void Share(ImmutableArray<int> path)
    {
        Gather(path);
        _shares.Fill();
        foreach (var (slot, rate) in _shares.Rates)
        {
            ref var flow = ref _flows[slot];
            if (flow.Rate == rate && flow.Drain != long.MaxValue) continue;
            flow.Left = LeftAt(flow, Now.Picoseconds);
            flow.Since = Now.Picoseconds;
            flow.Rate = rate;
            var ticks = Ticks(flow.Left, rate);
            flow.Drain = ticks > long.MaxValue - flow.Since ? long.MaxValue : flow.Since + ticks;
        }
        _nextDrain = long.MaxValue;
        for (var i = 0; i < _slots; i++)
            if (_flows[i].Sending) _nextDrain = Math.Min(_nextDrain, _flows[i].Drain);
    }

    void Gather(ImmutableArray<int> path)
    {
        _shares.Clear(_edges.Count, _slots);
        foreach (var edge in path) _shares.Reach(edge, _edges[edge].Capacity);
        for (var i = 0; i < _shares.Edges; i++)
            foreach (var slot in CollectionsMarshal.AsSpan(_edges[_shares.EdgeAt(i)].Flows))
                if (_shares.Add(slot, _flows[slot].Path))
                    foreach (var edge in _flows[slot].Path) _shares.Reach(edge, _edges[edge].Capacity);
    }

    static UInt128 LeftAt(in Flow flow, long now)
    {
        var gone = (UInt128)(ulong)flow.Rate * (ulong)(now - flow.Since);
        return gone >= flow.Left ? 0 : flow.Left - gone;
    }

    static long Ticks(UInt128 work, long rate)
    {
        if (rate == 0) return work == 0 ? 0 : long.MaxValue;
        var ticks = (work + (ulong)rate - 1) / (ulong)rate;
        return ticks > long.MaxValue ? long.MaxValue : (long)ticks;
    }

    bool IsLimited(ImmutableArray<int> path)
    {
        foreach (var edge in path)
            if (_edges[edge].Capacity != long.MaxValue) return true;
        return false;
    }

    long LatencyOf(ImmutableArray<int> path)
    {
        var latency = 0L;
        foreach (var edge in path) latency = checked(latency + _edges[edge].Latency);
        return latency;
    }

    int Take()
    {
        if (_freeSlots.Count > 0)
        {
            var slot = _freeSlots[^1];
            _freeSlots.RemoveAt(_freeSlots.Count - 1);
            return slot;
        }
        if (_slots == _flows.Length) Array.Resize(ref _flows, _slots * 2);
        return _slots++;
    }

    void Release(int slot)
    {
        _flows[slot] = new Flow { Order = -1, Drain = long.MaxValue };
        _freeSlots.Add(slot);
        Count--;
    }
}

/// <summary>Names a flow for as long as it has not arrived.</summary>
/// <param name="Slot">Its slot.</param>
/// <param name="Order">Its place in the order of starts.</param>
public readonly record struct FlowId(int Slot, long Order);
