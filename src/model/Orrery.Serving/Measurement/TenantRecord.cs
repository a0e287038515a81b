using Orrery.Serving.Engines;
using Orrery.Simulation;

namespace Orrery.Serving.Measurement;

/// <summary>What one tenant sees.</summary>
sealed class TenantRecord
{
    // Coarser than those of all requests, since there may be many tenants.
    const double Error = 0.01;

    public readonly QuantileSketch Ttft = new(Error), Tpot = new(Error), E2e = new(Error), Queueing = new(Error);

    public long Arrived, Completed, Rejected, Good, Input, Output, Cached, Preemptions;

    public void Completion(in Sequence sequence, bool good, double ttft, double tpot, double e2e, double queueing)
    {
        Completed++;
        if (good) Good++;
        Input += sequence.Request.InputTokens;
        Output += sequence.Request.OutputTokens;
        Cached += sequence.Cached;
        Preemptions += sequence.Preemptions;
        Ttft.Add(ttft);
        E2e.Add(e2e);
        Queueing.Add(queueing);
        if (sequence.Request.OutputTokens > 1) Tpot.Add(tpot);
    }

    public TenantServed Result(int tenant) => new()
    {
        Tenant = tenant,
        Arrived = Arrived,
        Completed = Completed,
        Rejected = Rejected,
        Good = Good,
        InputTokens = Input,
        OutputTokens = Output,
        CachedTokens = Cached,
        Preemptions = Preemptions,
        Ttft = LatencySummary.Of(Ttft),
        Tpot = LatencySummary.Of(Tpot),
        E2e = LatencySummary.Of(E2e),
        Queueing = LatencySummary.Of(Queueing),
    };
}

/// <summary>The records of tenants, by their places.</summary>
sealed class TenantRecords
{
    TenantRecord?[] _tenants = [];

    public TenantRecord this[int tenant]
    {
        get
        {
            if (tenant >= _tenants.Length) Array.Resize(ref _tenants, Math.Max(tenant + 1, 2 * _tenants.Length));
            return _tenants[tenant] ??= new TenantRecord();
        }
    }

    public IEnumerable<TenantServed> Results() =>
        _tenants.Index().Where(static tenant => tenant.Item is not null).Select(static tenant => tenant.Item!.Result(tenant.Index));
}
