using Orrery.Hardware;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation.Tests;

public sealed class KvTierTests
{
    // Ten conversations in turn, each of 4,096 tokens of 128 KiB: the cache of a few thousand blocks holds one or two.
    sealed class Conversations : IRequestSource
    {
        long _next;

        public bool TryNext(out Request request)
        {
            var id = _next++;
            request = new(id, SimTime.FromSeconds(id * 0.5), 4096, 8, Enumerable.Range(0, 8).Select(i => (id % 10 * 100) + i).ToArray(), 512);
            return id < 60;
        }
    }

    static KvTierSpec Flash(double gigabytes) => new()
    {
        Name = "flash",
        Memory = new()
        {
            Name = "flash", Technology = "NAND", Capacity = new(gigabytes * 1e9), ReadBandwidth = new(60e9), WriteBandwidth = new(20e9), EnduranceCycles = 50,
            ReadEnergy = new(1e-9), WriteEnergy = new(2e-9), IdlePower = new(10), Price = new(1e-9), EmbodiedHigh = new(1e-11),
        },
        Capacity = new(gigabytes * 1e9),
        Link = new() { Technology = "PCIe5", Bandwidth = new(63e9), Latency = new(1e-6), DomainSize = 8, Energy = new(4e-11) },
    };

    static SystemResult Run(params KvTierSpec[] tiers)
    {
        var system = Plans.System(Machines.Llama8B, serving: new ServingSpec { PrefixCache = true, KvBlocks = 500, KvTiers = [.. tiers] });
        return RunEvaluator.Run(Plans.Of(Plans.Poisson(1, 1, 1, 1), [], system), static () => new Conversations(), new RunOptions { ProductVersion = "test" }).Systems[0];
    }

    [Fact]
    public void A_result_tells_what_came_from_each_tier_and_what_foresight_would_have_found()
    {
        var result = Run(Flash(3));
        var kv = result.Simulated!.KvTiers!;
        var flash = Assert.Single(kv.Tiers);
        Assert.Equal(0, kv.LoadedTokens); // the oldest of ten goes before it is asked for again
        Assert.InRange((double)kv.ForesightTokens / kv.AskedTokens, 0.3, 0.6); // room for five or six of ten
        Assert.Equal(60 * 8 * 512 * 131_072.0, flash.WrittenBytes, 1e9); // what the last request computes is not all written when it ends
        Assert.Equal(flash.WrittenBytes * 2e-9, flash.Joules, 1);
        Assert.Equal(flash.WrittenBytes, Assert.Single(kv.Links).OutwardBytes, 1);
        Assert.Equal(3e9 * 50 / (flash.WrittenBytes / result.Simulated.Throughput.MakespanSeconds) / (365.25 * 86400), flash.WearOutYears!.Value, 1e-9);
        Assert.Contains(result.Findings, static finding => finding.Id == "kv-tier-wears-out");
        Assert.Contains(result.Findings, static finding => finding.Id == "kv-tiers" && finding.Text.Contains("would have had", StringComparison.Ordinal));

        var roomy = Run(Flash(100));
        Assert.Contains(roomy.Findings, static finding => finding.Id == "kv-tiers" && finding.Text.Contains("% from flash", StringComparison.Ordinal));
        Assert.True(roomy.Simulated!.KvTiers!.LoadedTokens > 0.8 * kv.AskedTokens);
        Assert.True(roomy.Simulated.Ttft.P50Seconds < result.Simulated.Ttft.P50Seconds);
        Assert.Null(Run().Simulated!.KvTiers);
    }

    [Fact]
    public void What_the_host_does_not_include_is_paid_for_and_powered_beside_it()
    {
        var (within, beside) = (Run(Flash(100)).Simulated!, Run(Flash(100) with { InHost = false }).Simulated!);
        Assert.Equal(10, beside.Energy.HostWatts - within.Energy.HostWatts, 1e-9);
        double Hosts(SimulatedResult result) => result.Cost.PartsDollarsPerHour.Single(static part => part.Name == "hosts").Value;
        Assert.Equal(100.0 / 40_000, (Hosts(beside) / Hosts(within)) - 1, 1e-9); // 100 GB at a dollar each beside a host of 40,000
        Assert.True(beside.Carbon.EmbodiedHighGramsPerMillionTokens > within.Carbon.EmbodiedHighGramsPerMillionTokens);

        // Moving bytes takes energy whoever paid for the memory.
        var kv = within.KvTiers!;
        Assert.Equal((kv.Tiers[0].Joules + kv.Links[0].Joules) / within.Throughput.MakespanSeconds, within.Energy.HostWatts - 1200, 1e-6);
    }
}
