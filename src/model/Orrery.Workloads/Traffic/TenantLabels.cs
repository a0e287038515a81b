using System.Collections.Immutable;
using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>Says whose a request is where its source does not, and gives tenants' requests their priority.</summary>
/// <remarks>Tenants are drawn by their shares from the stream <c>tenants</c>; all requests of one session are one tenant's.</remarks>
sealed class TenantLabels(ImmutableArray<TenantSpec> tenants, RandomStreams streams)
{
    readonly RandomSource _draws = streams.Get("tenants");
    readonly double _shares = tenants.Sum(static tenant => tenant.Share);

    public Request Label(in Request request)
    {
        var place = request.Tenant >= 0 ? request.Tenant
            : Draw(request.Session < 0 ? _draws.NextDouble() : streams.Get("tenants of sessions", request.Session).NextDouble());
        return request with { Tenant = place, Priority = place < tenants.Length && tenants[place].Priority is { } priority ? priority : request.Priority };
    }

    int Draw(double probability)
    {
        var left = probability * _shares;
        for (var place = 0; place < tenants.Length - 1; place++)
        {
            left -= tenants[place].Share;
            if (left < 0) return place;
        }
        return tenants.Length - 1;
    }
}
