using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>What each tenant sees, gets and owes.</summary>
/// <remarks>
/// Service counts a prompt token that was not in the prefix cache as its part of the prefill of a mean prompt, and an output token as its part of a decode step at the run's
/// mean batch, in device time. A tenant's bill is its share of the service of the run's cost.
/// </remarks>
public static class TenantSummary
{
    const string Nobody = "(none)";
    const decimal Nano = 1_000_000_000;

    /// <summary>The tenants of a run; null where it has none.</summary>
    internal static TenantsResult? Of(EngineModel engine, ImmutableArray<TenantSpec> specs, ServingResult served, IReadOnlyList<string> names, CostResult cost)
    {
        if (served.Tenants.IsEmpty) return null;
        var (perInput, perOutput) = TokenSeconds(engine, served);
        double Service(in RequestCounts counts) => perInput * (counts.InputTokens - counts.CachedTokens) + perOutput * counts.OutputTokens;

        var tenants = served.Tenants.Select(tenant => Bare(engine, tenant, NameOf(tenant.Tenant, names), tenant.Tenant < specs.Length ? specs[tenant.Tenant].Weight : 1)).ToList();
        var jain = (Service: Jain(tenants.Select(tenant => Service(tenant.Requests) / tenant.Weight)), Slowdown: Jain(tenants.Where(tenant => tenant.Slowdown > 0).Select(tenant => tenant.Slowdown)));
        if (Rest(served) is { Arrived: > 0 } rest) tenants.Add(Empty(rest));

        var dollars = cost.DollarsPerMillionTokens * served.OutputTokens / 1e6;
        var service = tenants.ConvertAll(tenant => Service(tenant.Requests));
        var bills = Bills(dollars, service);
        var total = service.Sum();
        return new TenantsResult(
            [.. tenants.Select((tenant, i) => tenant with
            {
                ServiceShare = total > 0 ? service[i] / total : 0,
                Dollars = (double)bills[i],
                DollarsPerMillionTokens = tenant.Requests.OutputTokens > 0 ? (double)bills[i] / tenant.Requests.OutputTokens * 1e6 : 0,
            })],
            jain.Service, jain.Slowdown, perInput, perOutput, (double)bills.Sum());
    }

    /// <summary>Jain's index (Jain, Chiu, Hawe, DEC-TR-301, 1984): 1 where all shares are equal, 1/n where one of n has everything.</summary>
    public static double Jain(IEnumerable<double> shares)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var share in shares) (count, sum, squares) = (count + 1, sum + share, squares + share * share);
        return squares > 0 ? sum * sum / (count * squares) : 1;
    }

    /// <summary>Shares of a cost in proportion to service, in whole nano-dollars that add up to it: what rounding leaves goes to those that it took most from.</summary>
    /// <param name="dollars">The cost.</param>
    /// <param name="service">The service of each; none is negative.</param>
    public static ImmutableArray<decimal> Bills(double dollars, IReadOnlyList<double> service)
    {
        var cost = Math.Round((decimal)dollars * Nano);
        var total = service.Sum();
        if (total <= 0) return [.. service.Select(_ => 0m)];
        var exact = service.Select(part => cost * (decimal)(part / total)).ToArray();
        var bills = Array.ConvertAll(exact, Math.Floor);
        var left = (int)(cost - bills.Sum());
        foreach (var i in Enumerable.Range(0, bills.Length).OrderByDescending(i => exact[i] - bills[i]).Take(left)) bills[i]++;
        bills[^1] += cost - bills.Sum(); // shares add up to 1 but for their own rounding
        return [.. bills.Select(bill => bill / Nano)];
    }

    static (double PerInput, double PerOutput) TokenSeconds(EngineModel engine, ServingResult served)
    {
        var completed = Math.Max(1, served.Completed);
        var input = (int)Math.Max(1, Math.Round((double)served.InputTokens / completed));
        var output = (int)Math.Max(1, Math.Round((double)served.OutputTokens / completed));
        var prompts = engine.Prefill ?? engine;
        var together = Math.Min(input, prompts.Serving.MaxBatchedTokens);
        prompts.Timer!.Evaluate(StepShapes.Prefill(prompts.Timer.Reaches, 1, 0, together), out var prefill);
        var generated = served.OutputTokens - (engine.Prefill is null ? 0 : served.Completed);
        var batch = served.Pools[0].Steps > 0 ? Math.Max(1, (int)Math.Round((double)generated / served.Pools[0].Steps)) : 1;
        engine.Timer!.Evaluate(StepShapes.Decode(engine.Timer.Reaches, batch, input + (output + 1) / 2), out var decode);
        return (prefill.Seconds * prompts.Plan.Parallelism.DevicesPerEngine / together, decode.Seconds * engine.Plan.Parallelism.DevicesPerEngine / batch);
    }

    static string NameOf(int tenant, IReadOnlyList<string> names) => tenant < names.Count ? names[tenant] : $"tenant {tenant}";

    static TenantResult Bare(EngineModel engine, TenantServed tenant, string name, double weight) => new()
    {
        Name = name,
        Weight = weight,
        Requests = new(tenant.Arrived, tenant.Completed, tenant.Rejected, tenant.Good, tenant.InputTokens, tenant.OutputTokens, tenant.CachedTokens, tenant.Preemptions),
        Ttft = SimulatedSummary.Latency(tenant.Ttft),
        Tpot = SimulatedSummary.Latency(tenant.Tpot),
        E2e = SimulatedSummary.Latency(tenant.E2e),
        Queueing = SimulatedSummary.Latency(tenant.Queueing),
        GoodShare = tenant.Arrived > 0 ? (double)tenant.Good / tenant.Arrived : 0,
        Slowdown = Slowdown(engine, tenant),
        ServiceShare = 0,
        Dollars = 0,
        DollarsPerMillionTokens = 0,
    };

    static double Slowdown(EngineModel engine, TenantServed tenant)
    {
        if (tenant.Completed == 0) return 0;
        var input = (int)Math.Max(1, Math.Round((double)(tenant.InputTokens - tenant.CachedTokens) / tenant.Completed));
        var output = (int)Math.Max(1, Math.Round((double)tenant.OutputTokens / tenant.Completed));
        var alone = BatchTiming.Of(engine.Prefill ?? engine, 1, input, 1).PrefillSeconds + BatchTiming.Of(engine, 1, input, output).DecodeSeconds;
        return tenant.E2e.Mean.Value / alone;
    }

    // Requests that name no tenant: what the others leave.
    static RequestCounts Rest(ServingResult served)
    {
        long Left(long all, Func<TenantServed, long> of) => all - served.Tenants.Sum(of);
        return new(
            Left(served.Arrived, t => t.Arrived), Left(served.Completed, t => t.Completed), Left(served.Rejected, t => t.Rejected), 0,
            Left(served.InputTokens, t => t.InputTokens), Left(served.OutputTokens, t => t.OutputTokens), Left(served.CachedTokens, t => t.CachedTokens), 0);
    }

    static TenantResult Empty(RequestCounts requests)
    {
        var unknown = new LatencyResult(0, 0, 0, 0, 0, 0);
        return new()
        {
            Name = Nobody,
            Weight = 1,
            Requests = requests,
            Ttft = unknown,
            Tpot = unknown,
            E2e = unknown,
            Queueing = unknown,
            GoodShare = 0,
            Slowdown = 0,
            ServiceShare = 0,
            Dollars = 0,
            DollarsPerMillionTokens = 0,
        };
    }
}
