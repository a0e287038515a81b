using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Arrivals;

/// <summary>Requests of which some wait for the answers to others: the source is told of every answer.</summary>
sealed class InteractiveArrivals(IInteractiveSource source) : IArrivals
{
    public long Next => source.Due.Picoseconds;

    public bool FollowCompletions => true;

    public Request Take() => source.TryNext(out var request) ? request : throw new InvalidOperationException("A request was due, and there is none.");

    public void Finished(in Request request, long now) => source.Answered(request, new SimTime(now));

    public void Failed(in Request request, long now) => source.Failed(request, new SimTime(now));
}
