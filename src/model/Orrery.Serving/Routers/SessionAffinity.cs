using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>
/// The replica that a hash of the request's session names, the same for all of its requests and in every run; the least loaded for a request of no known session.
/// Loads are not looked at, so a few heavy sessions may overload a replica.
/// </summary>
sealed class SessionAffinity : IRouter
{
    readonly LeastLoaded _leastLoaded = new();

    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        if (request.Session < 0) return _leastLoaded.Choose(request, replicas);
        var hash = unchecked((ulong)request.Session * 0x9E3779B97F4A7C15); // Fibonacci hashing (Knuth, TAOCP 3, 6.4): numbers in a row are spread evenly
        return (int)Math.BigMul(hash, (ulong)replicas.Length, out _);
    }
}
