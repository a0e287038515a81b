using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>
/// The replica where a request costs least: prompt tokens to compute there, its own that are not cached included, and tokens that the cache holds for running
/// requests. That is the cost of the KV router of NVIDIA Dynamo, in tokens instead of blocks; the first of equals, without its random softening.
/// </summary>
sealed class KvAware(RoutingSpec routing) : IRouter
{
    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        var (chosen, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < replicas.Length; i++)
        {
            var replica = replicas[i];
            var own = routing.OverlapWeight > 0 ? request.InputTokens - replica.CachedTokens(request) : 0;
            var cost = (routing.OverlapWeight > 0 ? routing.OverlapWeight : 1) * (replica.QueuedTokens + own) + replica.HeldTokens;
            if (routing.AdapterTokens > 0 && !replica.HasAdapter(request)) cost += routing.AdapterTokens;
            if (cost < least || (cost == least && replica.Unfinished < replicas[chosen].Unfinished)) (chosen, least) = (i, cost);
        }
        return chosen;
    }
}
