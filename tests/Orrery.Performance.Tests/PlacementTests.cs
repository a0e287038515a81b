using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Tests;

public sealed class PlacementTests
{
    static readonly MemoryTierSpec Hbf = Machines.Hbm3 with { Name = "hbf", Technology = "HBF", Capacity = new(512e9), ReadBandwidth = new(1.638e12), Latency = new(10e-6), AccessSize = new(4096), Writable = false };
    static readonly MemoryTierSpec Lpddr = Machines.Hbm3 with { Name = "lpddr", Technology = "LPDDR5X", Capacity = new(512e9), ReadBandwidth = new(0.5e12) };

    static AcceleratorSpec With(params MemoryTierSpec[] tiers) => Machines.H100 with { Memory = [.. tiers], Tdp = new(1e6) };

    static PlacementSpec Fastest(int sequences = 1, int tokens = 4096) => new() { Rule = PlacementRule.Fastest, Sequences = sequences, Tokens = tokens };

    static double Seconds(ModelSpec model, AcceleratorSpec device, PlacementSpec placement, int sequences, int tokens, PerformanceMode mode = PerformanceMode.Calibrated)
    {
        var graph = OperatorGraph.Build(model, Machines.Fp8, new());
        var plan = MemoryPlanner.Plan(graph, device, placement, 0.9, 2048, 64);
        if (!plan.Fits) return double.PositiveInfinity;
        var steps = new StepModel(graph, device, plan, mode);
        return steps.Cost(steps.Decode(sequences, tokens)).Seconds;
    }

    // Tiers from DRAM to flash, drawn at random.
    static readonly Gen<MemoryTierSpec> Tiers =
        from capacity in Gen.Choose(16, 600)
        from bandwidth in Gen.Choose(1, 80)
        from latency in Gen.Choose(0, 30)
        from writable in Gen.Elements(true, true, false)
        from path in Gen.Elements(null, "hbm", "back")
        select Machines.Hbm3 with { Capacity = new(capacity * 1e9), ReadBandwidth = new(bandwidth * 1e11), Latency = new(latency * 1e-6), Writable = writable, Path = path };

    [Fact]
    public void A_further_tier_never_makes_the_fastest_placement_slower()
    {
        var cases = from tiers in Tiers.ArrayOf().Select(a => a.Take(3).ToArray()) from added in Tiers from sequences in Gen.Elements(1, 8, 64) from mixture in Gen.Elements(false, true) select (tiers, added, sequences, mixture);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(11, 23), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            MemoryTierSpec[] fewer = [Machines.Hbm3, .. c.tiers.Select((tier, i) => tier with { Name = $"t{i}" })];
            var model = c.mixture ? Mixture : Machines.Llama70B;
            double Of(params MemoryTierSpec[] tiers) => Seconds(model, With(tiers), Fastest(c.sequences), c.sequences, 4096);
            var (without, with) = (Of(fewer), Of([.. fewer, c.added with { Name = "added" }]));
            return with <= without * (1 + 1e-6) ? true : throw new InvalidOperationException($"{without} s became {with} s");
        }));
    }

    static readonly ModelSpec Mixture = Machines.Llama8B with
    {
        Name = "mixture",
        Layers = [.. Enumerable.Repeat(new LayerSpec(new AttentionSpec { Heads = 32, KvHeads = 8, HeadDim = 128 }, new ExpertsSpec { Experts = 64, TopK = 4, Width = 8192 }), 32)],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void The_fastest_placement_is_as_fast_as_any_that_a_tier_is_named_in(int sequences)
    {
        var device = With(Machines.Hbm3, Lpddr, Hbf);
        var fastest = Seconds(Mixture, device, Fastest(sequences), sequences, 4096);
        foreach (var weights in new[] { null, "hbm", "lpddr", "hbf" })
            foreach (var experts in new[] { null, "hbm", "lpddr", "hbf" })
                foreach (var kv in new[] { "hbm", "lpddr" })
                    Assert.True(fastest <= Seconds(Mixture, device, new(weights, kv) { Experts = experts }, sequences, 4096) * (1 + 1e-9), $"{weights} {experts} {kv}");
    }

    [Fact]
    public void Weights_of_two_tiers_on_paths_of_their_own_are_spread_as_their_bandwidths()
    {
        var (fast, slow) = (Machines.Hbm3 with { Capacity = new(600e9) }, Hbf with { Latency = new(100e-9) });
        var graph = OperatorGraph.Build(Machines.Llama405B, Machines.Fp8, new());
        var plan = MemoryPlanner.Plan(graph, With(fast, slow), Fastest(), 0.9, 2048, 64);
        Assert.Equal(3.35 / (3.35 + 1.638), plan.Tiers[0].Weights.Value / graph.WeightBytesPerDevice, 0.005);
        // Behind one path there is nothing to gain from the slower of the two.
        var behind = MemoryPlanner.Plan(graph, With(fast, slow with { Path = "hbm" }), Fastest(), 0.9, 2048, 64);
        Assert.Equal(graph.WeightBytesPerDevice, behind.Tiers[0].Weights.Value, 1e3);
    }

    [Fact]
    public void A_cache_in_two_tiers_ends_where_the_first_of_them_is_full()
    {
        var graph = OperatorGraph.Build(Machines.Llama70B, Machines.Fp8, new());
        var plan = MemoryPlanner.Plan(graph, With(Machines.Hbm3, Lpddr), Fastest(64, 8192), 0.9, 2048, 64);
        Assert.True(plan.Fits);
        Assert.Equal(1, plan.KvShares.Sum(), 9);
        foreach (var (use, share) in plan.Tiers.Zip(plan.KvShares))
        {
            Assert.Equal(plan.Kv.Capacity.Value * share, use.Kv.Value, 1e3);
            Assert.True(use.Free.Value > -1e3);
        }

        Assert.Contains(plan.Tiers.Zip(plan.KvShares), x => x.Second > 0 && x.First.Free.Value < 1e3);
    }

    [Fact]
    public void Experts_in_flash_are_read_there_and_popular_ones_stay_near()
    {
        double Near(double hot, double skew)
        {
            var graph = OperatorGraph.Build(Mixture, Machines.Fp8, new(ExpertSkew: skew));
            var device = With(Machines.Hbm3, Hbf);
            var steps = new StepModel(graph, device, MemoryPlanner.Plan(graph, device, new(Weights: "hbm") { Experts = "hbf", HotExperts = hot }, 0.9, 2048, 64), PerformanceMode.Calibrated);
            var cost = steps.Cost(steps.Decode(8, 64));
            return cost.ReadBytes[0] / (cost.ReadBytes[0] + cost.ReadBytes[1]);
        }

        Assert.True(Near(0.25, 0) < Near(0.5, 0));
        // An uneven crowd asks for the popular quarter more often than for a quarter of what it reads.
        Assert.True(Near(0.25, 1) > Near(0.25, 0) + 0.1, $"{Near(0.25, 1)} {Near(0.25, 0)}");
    }

    [Fact]
    public void Experts_that_lie_in_one_tier_take_the_same_time_whether_they_are_told_apart_or_not()
    {
        var device = With(Machines.Hbm3 with { Capacity = new(400e9) }, Hbf);
        Assert.Equal(Seconds(Mixture, device, new(Weights: "hbm"), 8, 2048), Seconds(Mixture, device, new(Weights: "hbm") { Experts = "hbm", HotExperts = 0.3 }, 8, 2048), 1e-9);
    }

    // One read of a context of L tokens serves all sequences, and each token attends to all of it.
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void A_shared_context_is_read_once_for_all_sequences_or_once_for_each(int sequences)
    {
        const long Length = 1 << 20;
        var bytes = KvFootprint.Of(Machines.Llama70B).Size(Length, NumberFormat.Fp8).Value;
        (StepCost Cost, MemoryPlan Plan) Of(SharedContextSpec? context)
        {
            var graph = OperatorGraph.Build(Machines.Llama70B, Machines.Fp8, new(), context: context);
            var device = With(Machines.Hbm3 with { Capacity = new(200e9) }, Hbf);
            var plan = MemoryPlanner.Plan(graph, device, new(Weights: "hbm"), 0.9, 2048, 64);
            var steps = new StepModel(graph, device, plan, PerformanceMode.Calibrated);
            return (steps.Cost(steps.Decode(sequences, 1024)), plan);
        }

        var (alone, once, each) = (Of(null), Of(new(Length)), Of(new(Length, PerSequence: true)));
        Assert.Equal(bytes, once.Plan.Tiers[1].Context.Value, 1);
        Assert.Equal(alone.Plan.Kv.Capacity, once.Plan.Kv.Capacity);
        Assert.Equal(bytes, once.Cost.ReadBytes[1], 1);
        Assert.Equal(bytes * sequences, each.Cost.ReadBytes[1], 1);
        Assert.Equal(alone.Cost.Flops + sequences * Length * 4.0 * 64 * 128 * 80, once.Cost.Flops, once.Cost.Flops * 1e-9);
        Assert.True(each.Cost.Seconds >= once.Cost.Seconds && once.Cost.Seconds > alone.Cost.Seconds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void Experts_and_a_shared_context_of_their_own_tiers_pay_for_their_bytes_as_weights_do(double hot)
    {
        var device = With(Machines.Hbm3 with { Capacity = new(400e9) }, Lpddr, Hbf);
        var graph = OperatorGraph.Build(Mixture, Machines.Fp8, new(), context: new(20_000));
        StepModel Moving(double joulesPerByte)
        {
            var machine = device with { MovementEnergy = new(joulesPerByte) };
            var plan = MemoryPlanner.Plan(graph, machine, new("hbm", "hbm") { Experts = "hbf", HotExperts = hot, Context = "lpddr" }, 0.9, 2048, 64);
            Assert.True(plan.Fits);
            return new(graph, machine, plan, PerformanceMode.Calibrated);
        }
        var (still, moving) = (Moving(0), Moving(1e-10));
        var step = still.Decode(16, 4000);
        var cost = still.Cost(step);
        var bytes = 0.0;
        for (var tier = 0; tier < 3; tier++) bytes += cost.ReadBytes[tier] + cost.WrittenBytes[tier];
        Assert.Equal(1e-10 * bytes, moving.Cost(step).Joules - cost.Joules, 1e-10 * bytes * 1e-9);
        Assert.Equal(1e-10 * bytes, moving.Breakdown(step).Sum(op => op.Joules) - still.Breakdown(step).Sum(op => op.Joules), 1e-10 * bytes * 1e-9);
    }

    [Fact]
    public void A_cache_of_which_little_is_read_leaves_near_memory_to_what_is_read_more()
    {
        var attention = new LatentAttentionSpec { Heads = 32, QueryRank = 1536, KvRank = 512, NopeDim = 128, RopeDim = 64, ValueDim = 128, Indexer = new(64, 128, 512) };
        var sparse = Mixture with { Name = "sparse", Layers = [.. Mixture.Layers.Select(layer => layer with { Mixer = attention })] };
        var device = With(Machines.Hbm3, Lpddr);
        const int Sequences = 8, Tokens = 200_000;
        var graph = OperatorGraph.Build(sparse, Machines.Fp8, new());
        var fastest = MemoryPlanner.Plan(graph, device, Fastest(Sequences, Tokens), 0.9, 2048, 64);
        // Experts fill it: of each byte two fifths are read, of a byte of the cache a fifth.
        Assert.InRange(fastest.KvShares[0], 0, 0.2);
        foreach (var kv in (string[])["hbm", "lpddr"])
            Assert.True(Seconds(sparse, device, Fastest(Sequences, Tokens), Sequences, Tokens) <= Seconds(sparse, device, Fastest(Sequences, Tokens) with { Kv = kv }, Sequences, Tokens) * (1 + 1e-6), kv);
    }
}
