using Orrery.Workloads;

namespace Orrery.Serving.Arrivals;

/// <summary>Requests that reach the router some time after they arrive, and whose clients hear of the answer some time after it is there. Both times are constant, so order stays.</summary>
/// <param name="near">When clients send and hear.</param>
/// <param name="request">Picoseconds from the client to the router.</param>
/// <param name="response">Picoseconds back.</param>
sealed class RemoteArrivals(IArrivals near, long request, long response) : IArrivals
{
    public long Next => near.Next is var sent and < long.MaxValue ? checked(sent + request) : long.MaxValue;

    public bool FollowCompletions => near.FollowCompletions;

    /// <summary>Takes it; its arrival is when it was sent.</summary>
    public Request Take() => near.Take();

    public void Finished(in Request request, long now) => near.Finished(request, checked(now + response));

    public void Failed(in Request request, long now) => near.Failed(request, checked(now + response));
}
