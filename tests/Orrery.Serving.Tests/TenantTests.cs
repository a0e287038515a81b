using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Units;

namespace Orrery.Serving.Tests;

public sealed class TenantTests
{
    [Fact]
    public void Tenants_add_up_to_the_whole_and_each_sees_its_own_requests()
    {
        var outcomes = new List<RequestOutcome>();
        var requests = Traffic.Poisson(4, 70, 3000, static s => (1 + s.NextInt(500), 1 + s.NextInt(100))).Select(static r => r with
        {
            Tenant = (int)(r.Id % 7) - 1,
            Session = r.Id / 2,
            Priority = (int)(r.Id % 3),
            InputTokens = r.Id % 100 == 5 ? 5000 : r.InputTokens,
        }).ToList();
        var result = ServingSimulation.Run(new Traffic(requests), new ServingSetup
        {
            Timer = new AffineTimer(4e-3, 6e-6),
            Kv = new KvLayout([1.0], 0, new Bytes(4000)),
            Bounds = new RequestBounds(Ttft: new Seconds(0.5)),
            Sink = outcomes.Add,
        });
        Assert.Equal(Enumerable.Range(0, 6), result.Tenants.Select(static tenant => tenant.Tenant));
        Assert.True(result.Rejected > 0 && result.Preemptions > 0 && result.Good < result.Completed);
        var nobody = requests.Where(static r => r.Tenant < 0).ToList();
        Assert.Equal(result.Arrived, result.Tenants.Sum(static tenant => tenant.Arrived) + nobody.Count);
        foreach (var tenant in result.Tenants)
        {
            var own = outcomes.FindAll(o => o.Tenant == tenant.Tenant);
            Assert.Equal(tenant.Arrived, tenant.Completed + tenant.Rejected);
            Assert.Equal(own.Count, tenant.Completed);
            Assert.Equal((own.Sum(static o => (long)o.InputTokens), own.Sum(static o => (long)o.OutputTokens), own.Sum(static o => (long)o.Preemptions)), (tenant.InputTokens, tenant.OutputTokens, tenant.Preemptions));
            Assert.Equal(own.Count(static o => o.FirstToken.Value - o.Arrival.Value <= 0.5), tenant.Good);
            Assert.Equal(own.Average(static o => o.Finish.Value - o.Arrival.Value), tenant.E2e.Mean.Value, 1e-9);
            Assert.Equal(own.Average(static o => o.FirstScheduled.Value - o.Arrival.Value), tenant.Queueing.Mean.Value, 1e-9);
        }
        Assert.All(outcomes, o => Assert.Equal((requests[(int)o.Id].Session, requests[(int)o.Id].Priority, requests[(int)o.Id].Tenant), (o.Session, o.Priority, o.Tenant)));
    }
}
