using FsCheck;
using FsCheck.Fluent;
using Orrery.Performance.Tests;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class TenantSummaryTests
{
    static SimulatedResult Run(IEnumerable<TenantSpec> tenants, int threads = 1, double rate = 20, WarmUpSpec? warmUp = null)
    {
        var traffic = Plans.Poisson(rate, 512, 64, 2000) with { Input = new ExponentialLength(512), Output = new ExponentialLength(64) };
        var plan = Plans.Of(traffic, [], Plans.System(Machines.Llama8B), Plans.System(Machines.Llama8B, name: "other")) with { WarmUp = warmUp ?? WarmUpSpec.None };
        plan = plan with { Traffic = plan.Traffic with { Tenants = [.. tenants] } };
        var run = RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1)), new RunOptions { ProductVersion = "test", Threads = threads });
        return run.Systems[0].Simulated!;
    }

    [Fact]
    public void Bills_add_up_to_the_cost_of_the_run_to_the_nano_dollar()
    {
        var result = Run([new("chat", 5), new("code", 3, 4), new("batch", 2)]);
        var tenants = result.Tenants!;
        Assert.Equal(["chat", "code", "batch"], tenants.Each.Select(tenant => tenant.Name));
        Assert.Equal(Math.Round((decimal)tenants.Dollars, 9), tenants.Each.Sum(tenant => Math.Round((decimal)tenant.Dollars, 9)));
        Assert.Equal(result.Cost.DollarsPerHour / 3600 * result.Throughput.MakespanSeconds, tenants.Dollars, 1e-9);
        Assert.Equal(1, tenants.Each.Sum(tenant => tenant.ServiceShare), 1e-12);
        Assert.All(tenants.Each, tenant => Assert.Equal(tenant.ServiceShare * tenants.Dollars, tenant.Dollars, 2e-9));
        Assert.Equal((result.Requests.Arrived, result.Requests.OutputTokens), (tenants.Each.Sum(tenant => tenant.Requests.Arrived), tenants.Each.Sum(tenant => tenant.Requests.OutputTokens)));
        // An output token takes a share of a step that reads all weights, a prompt token only arithmetic.
        Assert.True(tenants.SecondsPerOutputToken > 5 * tenants.SecondsPerInputToken);
    }

    [Fact]
    public void Any_shares_of_any_cost_add_up() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(5UL, 7UL), Prop.ForAll<NonEmptyArray<ushort>, ushort>((parts, nanos) =>
        {
            double[] service = [.. parts.Get.Select(part => part / 7.0)];
            var dollars = nanos * 1.234567e-7;
            var bills = TenantSummary.Bills(dollars, service);
            var total = service.Sum() > 0 ? Math.Round((decimal)dollars, 9) : 0;
            return bills.Sum() == total && bills.Zip(service).All(pair => pair.First >= 0 && (service.Sum() <= 0 || Math.Abs((double)pair.First - dollars * pair.Second / service.Sum()) < 1.6e-9));
        }));

    [Fact]
    public void Jains_index_is_1_for_equals_and_one_in_n_for_one_alone()
    {
        Assert.Equal(1, TenantSummary.Jain([3, 3, 3, 3]), 1e-12);
        Assert.Equal(0.25, TenantSummary.Jain([0, 8, 0, 0]), 1e-12);
        Assert.Equal(0.9, TenantSummary.Jain([1, 2]), 1e-12);
        Assert.Equal(1, TenantSummary.Jain([]));
    }

    [Fact]
    public void Service_in_proportion_to_weights_is_fair()
    {
        Assert.InRange(Run([new("a", 1, 1), new("b", 3, 3)]).Tenants!.ServiceFairness, 0.99, 1);
        Assert.InRange(Run([new("a", 1), new("b", 3)]).Tenants!.ServiceFairness, 0.75, 0.85); // (1 + 3)² / (2 · 10)
    }

    [Fact]
    public void Alone_nobody_is_slowed()
    {
        var idle = Run([new("a"), new("b")], rate: 0.05).Tenants!;
        Assert.All(idle.Each, tenant => Assert.InRange(tenant.Slowdown, 0.97, 1.05));
        Assert.True(Run([new("a"), new("b")], rate: 60).Tenants!.Each[0].Slowdown > 2);
    }

    [Fact]
    public void Nobodys_requests_are_told_apart_and_pay_too()
    {
        var file = "arrival_s,input_tokens,output_tokens,tenant\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},400,20,{(i % 3 == 0 ? "" : "t" + (i % 3))}\n"));
        var plan = Plans.Of(Plans.Poisson(1, 1, 1, 1), [], Plans.System(Machines.Llama8B));
        var run = RunEvaluator.Run(
            plan, () => TrafficSource.Open(new TrafficSpec(), new RandomStreams(1), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file))), new RunOptions { ProductVersion = "test" });
        var tenants = run.Systems[0].Simulated!.Tenants!;
        Assert.Equal([("t1", 20L), ("t2", 20L), ("(none)", 20L)], tenants.Each.Select(tenant => (tenant.Name, tenant.Requests.Completed)));
        Assert.All(tenants.Each, tenant => Assert.Equal(tenants.Dollars / 3, tenant.Dollars, 1e-9));
        Assert.Equal(1, tenants.ServiceFairness, 1e-12);
    }

    [Fact]
    public void Threads_change_neither_tenants_nor_what_is_left_out()
    {
        var (one, two) = (Run([new("a"), new("b", 2)], 1, warmUp: WarmUpSpec.Auto), Run([new("a"), new("b", 2)], 2, warmUp: WarmUpSpec.Auto));
        Assert.Equal((one.WarmUp, one.Ttft, one.E2e, one.Queue, one.Goodput), (two.WarmUp, two.Ttft, two.E2e, two.Queue, two.Goodput));
        Assert.Equal(one.Tenants!.Each.AsEnumerable(), two.Tenants!.Each);
        Assert.NotNull(one.WarmUp);
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_measures_nothing_and_meets_nothing()
    {
        var plan = Plans.Of(Plans.Poisson(5, 512, 64, 50), [new(Scenarios.SloMetric.Ttft, 99, new Seconds(1))], Plans.System(Machines.Llama8B)) with { WarmUp = WarmUpSpec.For(new Seconds(3600)) };
        var system = RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1)), new RunOptions { ProductVersion = "test" }).Systems[0];
        Assert.False(system.Simulated!.Objectives[0].Met);
        Assert.Equal(0, system.Simulated.Goodput.Share);
        Assert.Contains(system.Findings, finding => finding.Id == "nothing-measured");
    }

    [Fact]
    public void Goodput_counts_what_is_measured_in_the_time_in_which_it_came()
    {
        var all = Run([]);
        var steady = Run([], warmUp: WarmUpSpec.For(new Seconds(20)));
        Assert.Null(all.Tenants);
        Assert.Equal((1, 20.0), (steady.Goodput.Share, steady.WarmUp!.Seconds));
        Assert.Equal(steady.WarmUp.RequestsMeasured / (steady.Throughput.MakespanSeconds - 20), steady.Goodput.RequestsPerSecond, 1e-9);
        Assert.Equal(all.Throughput, steady.Throughput);
    }
}
