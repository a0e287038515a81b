using Orrery.Workloads;

namespace Orrery.Serving.Arrivals;

/// <summary>Requests arrive when the source says, one held in advance.</summary>
sealed class OpenArrivals : IArrivals
{
    readonly IRequestSource _source;
    Request _next;

    public OpenArrivals(IRequestSource source)
    {
        _source = source;
        Pull();
    }

    public long Next { get; private set; }

    public bool FollowCompletions => false;

    public Request Take()
    {
        var request = _next;
        Pull();
        if (Next < request.Arrival.Picoseconds)
            throw new InvalidOperationException($"Request {_next.Id} arrives at {_next.Arrival}, before the one ahead of it at {request.Arrival}.");
        return request;
    }

    public void Finished(in Request request, long now)
    {
    }

    public void Failed(in Request request, long now)
    {
    }

    void Pull() => Next = _source.TryNext(out _next) ? _next.Arrival.Picoseconds : long.MaxValue;
}
