using System.Text;
using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Tests.Traffic;

public sealed class TenantTests
{
    static readonly TrafficSpec Synthetic = new()
    {
        Synthetic = new() { Arrivals = new() { Rate = new(5) }, Input = new UniformLength { Max = 300 }, Output = new ExponentialLength(40) },
        Requests = 30_000,
    };

    [Fact]
    public void Requests_are_spread_by_share_and_stay_what_they_were()
    {
        var bare = Take(Synthetic);
        var traffic = Synthetic with { Tenants = [new("chat", 3), new("code", 2, Priority: 4), new("batch", 1)] };
        var shared = Take(traffic);
        foreach (var (place, share) in new[] { 0.5, 1 / 3.0, 1 / 6.0 }.Index())
        {
            var count = shared.Count(request => request.Tenant == place);
            Assert.True(Math.Abs(count - 30_000 * share) < 3.3 * Math.Sqrt(30_000 * share * (1 - share)), $"{count} requests of tenant {place}");
        }
        Assert.Equal(bare, shared.Select(request => request with { Tenant = -1, Priority = 0 }));
        Assert.All(shared, request => Assert.Equal(request.Tenant == 1 ? 4 : 0, request.Priority));
    }

    [Fact]
    public void A_file_that_names_tenants_keeps_them_and_those_of_the_scenario_come_first()
    {
        var traffic = new TrafficSpec { Tenants = [new("gold", 1, 3, -1), new("silver")] };
        var file = "arrival_s,input_tokens,output_tokens,tenant,priority\n0,10,2,free,5\n1,10,2,gold,5\n2,10,2,free,5\n3,10,2,silver,5\n";
        var source = TrafficSource.Open(traffic, new RandomStreams(1), new MemoryStream(Encoding.UTF8.GetBytes(file)));
        var requests = Take(source);
        Assert.Equal([2, 0, 2, 1], requests.Select(request => request.Tenant));
        Assert.Equal([5, -1, 5, 5], requests.Select(request => request.Priority));
        Assert.Equal(["gold", "silver", "free"], source.Tenants);
    }

    [Fact]
    public void A_session_has_one_tenant()
    {
        var file = "arrival_s,input_tokens,output_tokens,session_id\n" + string.Concat(Enumerable.Range(0, 600).Select(i => $"{i},10,2,{i % 60}\n"));
        var source = TrafficSource.Open(new TrafficSpec { Tenants = [new("a"), new("b")] }, new RandomStreams(1), new MemoryStream(Encoding.UTF8.GetBytes(file)));
        var sessions = Take(source).GroupBy(request => request.Session).Select(session => session.Select(request => request.Tenant).Distinct().ToArray()).ToArray();
        Assert.All(sessions, tenants => Assert.Single(tenants));
        Assert.InRange(sessions.Count(tenants => tenants[0] == 0), 15, 45);
    }

    static List<Request> Take(TrafficSpec traffic) => Take(TrafficSource.Open(traffic, new RandomStreams(9)));

    static List<Request> Take(IRequestSource source)
    {
        var requests = new List<Request>();
        while (source.TryNext(out var request)) requests.Add(request);
        return requests;
    }
}
