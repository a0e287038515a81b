using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>Each replica in turn.</summary>
sealed class RoundRobin : IRouter
{
    int _next;

    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        var chosen = _next < replicas.Length ? _next : 0; // there may be fewer than the last time
        _next = chosen + 1 == replicas.Length ? 0 : chosen + 1;
        return chosen;
    }
}
