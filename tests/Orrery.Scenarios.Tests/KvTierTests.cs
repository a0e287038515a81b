using Orrery.Serving;
using Orrery.Testing;
using Orrery.Units;

namespace Orrery.Scenarios.Tests;

public class KvTierTests
{
    const string Tiers = """
        serving:
          prefix-cache: true
          preemption: swap
          kv-policy: { write: selective, write-after: 3, eviction: s3-fifo, time-to-live: 10 min, fetch: always, prefetch: arrival }
          kv-tiers:
            near: { memory: hbm-stack, count: 3, capacity: 50 GB, scope: device, link: { base: fabric, bandwidth: 60 GB/s }, in-host: false }
            far: { memory: { base: hbf-stack, endurance-cycles: 1000 }, count: 2, scope: cluster, lifetime: 5 y }

        """;

    static Plan Read() => Scenarios.Plan(Scenarios.Good[..Scenarios.Good.IndexOf("serving: { scheduler", StringComparison.Ordinal)] + Tiers);

    [Fact]
    public void A_tier_is_so_many_of_a_memory_of_which_the_cache_has_what_it_is_given()
    {
        var serving = Read().Systems[0].Serving;
        var (near, far) = (serving.KvTiers[0], serving.KvTiers[1]);
        Assert.Equal(("near", KvScope.Device, false), (near.Name, near.Scope, near.InHost));
        Assert.Equal((new Bytes(50e9), new Bytes(60e9), new BytesPerSecond(2.4e12)), (near.Capacity, near.Memory.Capacity, near.Memory.ReadBandwidth));
        Assert.Equal((new Watts(6), new Bytes(300e3)), (near.Memory.IdlePower, near.Memory.MaxInFlight));
        Assert.Equal((new BytesPerSecond(60e9), "Fabric"), (near.Link!.Bandwidth, near.Link.Technology));
        Assert.Equal(("far", KvScope.Cluster, true, new Bytes(1024e9)), (far.Name, far.Scope, far.InHost, far.Capacity));
        Assert.Equal(5 * 365.25 * 86400, far.Lifetime!.Value.Value);
        Assert.Null(far.Link);
        Assert.Equal(new KvPolicySpec { Write = KvWrite.Selective, WriteAfter = 3, Eviction = "s3-fifo", TimeToLive = new Seconds(600), Fetch = KvFetch.Always, Prefetch = KvPrefetch.Arrival }, serving.KvPolicy);
        Assert.Equal(PreemptionKind.Swap, serving.Preemption);
    }

    [Fact]
    public void Written_out_and_read_again_tiers_are_the_same_and_need_no_catalog()
    {
        var plan = Read();
        var again = Scenarios.Plan(PlanText.Write(plan), new CatalogStore());
        Assert.Equal(plan.Hash, again.Hash);
        Assert.Equal(plan.Systems[0].Serving.KvTiers.AsEnumerable(), again.Systems[0].Serving.KvTiers);
        Assert.Equal(plan.Systems[0].Serving.KvPolicy, again.Systems[0].Serving.KvPolicy);
    }

    [Fact]
    public void A_system_has_tiers_over_those_of_the_scenario()
    {
        var plan = Scenarios.Plan(Scenarios.Good.Replace("max-sequences: 64,", "max-sequences: 64, kv-tiers: { far: { memory: hbf-stack } },", StringComparison.Ordinal));
        Assert.Empty(plan.Systems[0].Serving.KvTiers);
        Assert.Equal("far", Assert.Single(plan.Systems[2].Serving.KvTiers).Name);
    }

    [Fact]
    public void The_example_of_the_documentation_reads_as_it_stands()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "kv-tiers.md"));
        var example = page.Split("```")[1]["yaml\n".Length..];
        var diagnostics = new DiagnosticBag();
        var reader = new ScenarioReader(new CatalogStore(new DiskCatalogFolder(Repository.Catalog))) { FileExists = _ => true, FileIdentity = _ => "contents" };
        var plan = reader.Read("example.yaml", new StringReader(example), diagnostics);
        Assert.Empty(diagnostics.All);
        Assert.Equal(2, plan!.Systems[1].Serving.KvTiers.Length);
    }

    [Fact]
    public void What_is_assumed_of_a_tier_goes_with_the_system() =>
        Assert.Contains(Read().Systems[0].Assumed, a => a is { Entry: "kv-tiers", Citation: "Our guess" } && a.Path.EndsWith("far.memory.capacity", StringComparison.Ordinal));
}
