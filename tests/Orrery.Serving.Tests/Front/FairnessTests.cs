using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

public sealed class FairnessTests
{
    const int Capacity = 1500, LongestPrompt = 200;

    // The service of two tenants that both always wait, sampled at each completion: of one that floods with long requests, and of one with short ones.
    static List<(double First, double Second)> Services(string scheduler, double[] weights)
    {
        var setup = new ServingSetup
        {
            Timer = new AffineTimer(2e-3, 1e-5),
            Kv = new KvLayout([1.0], 0, new Bytes(Capacity)),
            Spec = new ServingSpec { Scheduler = scheduler, BlockTokens = 1, MaxBatchedTokens = 512, MaxSequences = 5, Fairness = new() { TenantWeights = weights } },
        };
        var requests = Traffic.Poisson(6, 1e5, 6000, static s => (1 + s.NextInt(LongestPrompt), 1 + s.NextInt(100)))
            .Select(static r => r.Id % 4 == 0 ? r with { Tenant = 1, InputTokens = 1 + (r.InputTokens / 8), OutputTokens = 1 + (r.OutputTokens / 2) } : r with { Tenant = 0 }).ToList();
        var (first, second, left) = (0.0, 0.0, requests.Count(static r => r.Tenant == 1));
        var services = new List<(double, double)>();
        ServingSimulation.Run(new Traffic(requests), setup with
        {
            Sink = o =>
            {
                var service = o.InputTokens + (2 * o.OutputTokens);
                if (requests[(int)o.Id].Tenant == 0) first += service;
                else (second, left) = (second + service, left - 1);
                if (left > 100 && o.Finish.Value > 1) services.Add((first, second)); // both wait
            },
        });
        return services;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 4)]
    public void Tenants_that_keep_waiting_are_served_by_their_weights_within_the_bound_whatever_they_send(double first, double second)
    {
        // Sheng et al., OSDI 2024, Theorem 4.4: 2 max(w_p L_input, w_q M); requests that still run hide at most w_q M more of either.
        var bound = (2 * Math.Max(LongestPrompt, 2.0 * Capacity) + 2 * 2.0 * Capacity) / Math.Min(first, second);
        var services = Services("fair", [first, second]);
        Assert.True(services.Count > 300);
        var (a, b) = services[0];
        Assert.All(services, s => Assert.True(Math.Abs((s.First - a) / first - (s.Second - b) / second) < bound));
        Assert.True(services[^1].First > 1.5 * bound, "too short a run to tell");
    }

    [Fact]
    public void First_come_first_served_leaves_the_bound_far_behind()
    {
        var services = Services("chunked-prefill", [1, 1]);
        Assert.True(services[^1].First - services[^1].Second > 5 * 8.0 * Capacity / 2);
    }

    [Fact]
    public void A_fair_queue_at_the_router_shares_servers_by_weight()
    {
        var outcomes = new List<RequestOutcome>();
        var requests = Traffic.Poisson(6, 10, 4000, static s => (Queue.Second / 10 * (1 + s.NextInt(9)), 1)).Select(static r => r with { Tenant = r.Id % 5 == 0 ? 1 : 0 }).ToList();
        var setup = Queue.Servers(2, new() { Concurrency = 1, Order = QueueOrder.Fair });
        ServingSimulation.Run(new Traffic(requests), setup with { Spec = setup.Spec with { Fairness = new() { TenantWeights = [1, 1] } }, Sink = outcomes.Add });
        var early = outcomes.Where(static o => o.Finish.Value < 300).GroupBy(o => requests[(int)o.Id].Tenant).ToDictionary(static g => g.Key, static g => g.Sum(static o => (double)o.InputTokens));
        // 300 s of two servers; the small tenant sends 2 × 0.5 s a second: more than half of them, so that both wait.
        Assert.Equal(1, early[0] / early[1], 0.05);
    }
}
