using Orrery.Workloads;

namespace Orrery.Serving.Engines;

// Who waits, and what a router can know of it.
sealed partial class Engine
{
    readonly FairQueue? _fair;
    long _queuedTokens; // of those that wait, what is left to compute

    void Wait(int slot, ref Sequence sequence, long now)
    {
        _queuedTokens += sequence.Known - sequence.Incoming;
        if (_fair?.Enter(slot, ref sequence) != false) Rank(slot, ref sequence, now);
    }

    // It was taken from the queue, or given up in it.
    void LeaveQueue(int slot, ref Sequence sequence, long now)
    {
        _queuedTokens -= sequence.Known - sequence.Incoming;
        if (_fair?.Leave(ref sequence) is { } next and >= 0) Rank(next, ref _sequences[next], now);
    }

    void Rank(int slot, ref Sequence sequence, long now) =>
        _waiting.Add(_scheduler.Rank(sequence.Request, sequence.Known, new(now)), sequence.Arrived, slot, sequence.Stamp);

    public long QueuedTokens => _queuedTokens + (_partial >= 0 ? _sequences[_partial].Known - _sequences[_partial].Computed : 0);

    public long HeldTokens => _pool.Held(_spec.BlockTokens) is var block and > 0 ? (long)((double)_pool.Used / block * _spec.BlockTokens) : 0;

    public double KvUtilisation => _pool.Share;

    public bool HasAdapter(in Request request) => true;

    /// <summary>Tokens of a sequence that are out; it must be there.</summary>
    public int Generated(Ticket ticket) => _sequences[ticket.Slot] is { Decoding: true } member ? _decoding.Generated(member) : _sequences[ticket.Slot].Generated;

    /// <summary>Requests that wait for a place in the batch.</summary>
    public int Queued => Unfinished - _sequences.Running;

    /// <summary>Sequences in the batch.</summary>
    public int Running => _sequences.Running;

    /// <summary>Identities of the prefixes that the cache holds.</summary>
    public IEnumerable<long> CachedPrefixes => _prefixes?.Identities ?? [];

    /// <summary>Bytes of the cache in use; none where nothing is unfinished.</summary>
    public long UsedBytes => _pool.Used;

    /// <summary>A request of the front door's book arrives that <see cref="CanHold"/>.</summary>
    public Ticket Enqueue(in Request request, int visit, long now)
    {
        var ticket = Enqueue(request, now);
        _sequences[ticket.Slot].Visit = visit;
        return ticket;
    }
}
