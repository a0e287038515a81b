using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>The replica with the fewest unfinished requests, the first of equals. Output lengths are not known in advance, so requests are counted, not tokens.</summary>
sealed class LeastLoaded : IRouter
{
    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        var chosen = 0;
        for (var i = 1; i < replicas.Length; i++)
            if (replicas[i].Unfinished < replicas[chosen].Unfinished) chosen = i;
        return chosen;
    }
}
