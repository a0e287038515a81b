using Orrery.Workloads;

namespace Orrery.Serving.Front;

/// <summary>The rate limits of a front door: one for all, one for each tenant. What one of them refuses is taken from none.</summary>
sealed class RateLimits(RateLimit? all, RateLimit? each)
{
    readonly TokenBucket? _all = all is null ? null : new(all);
    readonly Dictionary<int, TokenBucket> _tenants = [];

    public bool Admits(in Request request, long now)
    {
        TokenBucket? own = null;
        if (each is not null && !_tenants.TryGetValue(request.Tenant, out own)) _tenants[request.Tenant] = own = new(each);
        if (_all?.Has(Amount(all!, request), now) == false || own?.Has(Amount(each!, request), now) == false) return false;
        _all?.Take(Amount(all!, request));
        own?.Take(Amount(each!, request));
        return true;
    }

    static double Amount(RateLimit limit, in Request request) => limit.Counts == LimitUnit.Tokens ? (double)request.InputTokens + request.OutputTokens : 1;
}
