using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Tests;

/// <summary>Machines of many small units on a ring, whose memory, arithmetic and network run side by side (arXiv 2602.18568).</summary>
public class ChipletTests
{
    static AcceleratorSpec Unit { get; } = new()
    {
        Name = "unit",
        Title = "unit",
        Vendor = "test",
        Engines = [new(ComputeType.Bf16, new(16e12), 1)],
        Memory = [new MemoryTierSpec { Name = "hbm", Technology = "HBM-CO", Capacity = new(3.2e9), ReadBandwidth = new(512e9), ReadEnergy = new(1.45e-12 * 8) }],
        ScaleUp = new() { Technology = "ring", Bandwidth = new(256e9), Latency = new(10e-9), DomainSize = 1024, Topology = Topology.Ring },
        Tdp = new(18),
        AttentionEfficiency = 1,
        OnChipMemory = new(16e6),
        Execution = ExecutionStyle.Decoupled,
    };

    static readonly PrecisionSpec Fp8Cache = new() { Kv = NumberFormat.Fp8 };

    static readonly ModelSpec Experts = Machines.Llama("experts", 48, 5120, 40, 8, 8192, 202048) with
    {
        Layers = [.. Enumerable.Range(0, 48).Select(i => new LayerSpec(
            new AttentionSpec { Heads = 40, KvHeads = 8, HeadDim = 128, Reach = i % 4 == 3 ? Reach.Full : new(ReachKind.Chunk, 8192) },
            i % 2 == 0 ? new DenseSpec { Width = 16384 } : new ExpertsSpec { Experts = 128, TopK = 1, Width = 8192, Shared = 1 }))],
    };

    static StepModel Ring(ModelSpec model, int units, params ImmutableArray<WorkOmission> omitted) =>
        Machines.Model(model.Leaving(omitted), Fp8Cache, new(units) { Split = TensorSplit.Elements }, Unit, PerformanceMode.Ideal);

    [Theory]
    [InlineData(100)] // no divisor of its heads
    [InlineData(128)]
    public void A_token_takes_the_longest_of_three_streams(int units)
    {
        var model = Ring(Machines.Llama70B, units, WorkOmission.QueryExchange);
        var cost = model.Cost(model.Decode(1, 8192));
        var bytes = ParameterCount.Of(Machines.Llama70B).Total * 2.0 + 80.0 * 2 * 8 * 128 * 8192;
        Assert.Equal(bytes / (units * 512e9), cost.Seconds, cost.Seconds * 0.01);
        // Four broadcasts a layer go half way around; one more sums embeddings' parts, and logits are gathered at the end.
        var network = (80 * 4 + 2 + 1) * (units / 2) * 10e-9;
        Assert.Equal(network, cost.LinkSeconds, network * 0.1);
    }

    [Fact]
    public void Even_shares_hold_and_read_everything_once()
    {
        var (one, many) = (Ring(Experts, 1), Ring(Experts, 96));
        var (a, b) = (one.Cost(one.Decode(4, 5000)), many.Cost(many.Decode(4, 5000)));
        Assert.Equal(a.ReadBytes[0], b.ReadBytes[0], a.ReadBytes[0] * 0.002); // norms alone are held by all
        Assert.Equal(a.Flops, b.Flops, a.Flops * 1e-6);
        Assert.Equal(one.Graph.KvBytesPerToken.Sum(), many.Graph.KvBytesPerToken.Sum(), 6);
    }

    [Fact]
    public void Splitting_heads_keeps_a_copy_of_a_head_where_there_are_fewer_than_ranks()
    {
        double Cache(TensorSplit split) => OperatorGraph.Build(Machines.Llama70B, Fp8Cache, new(64) { Split = split }).KvBytesPerToken.Sum();
        Assert.Equal(8, Cache(TensorSplit.Heads) / Cache(TensorSplit.Elements), 9);
    }

    sealed record Case(int Units, int Sequences, int Context);

    static void Holds(int longest, Func<Case, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20260218, 11),
        Prop.ForAll((from units in Gen.Choose(1, 400) from sequences in Gen.Choose(1, 64) from context in Gen.Choose(1, longest) select new Case(units, sequences, context)).ToArbitrary(), law));

    static double Seconds(ModelSpec model, Case c, params ImmutableArray<WorkOmission> omitted)
    {
        var ring = Ring(model, c.Units, omitted);
        return ring.Cost(ring.Decode(c.Sequences, c.Context)).Seconds;
    }

    [Fact]
    public void Counting_what_a_publication_left_out_never_makes_a_token_faster()
    {
        // Within a chunk, where chunked attention reads the whole context too.
        Holds(8192, c => Seconds(Experts, c) >= Seconds(Experts, c, [.. Enum.GetValues<WorkOmission>()]) * (1 - 1e-12));
        foreach (var single in (WorkOmission[])[WorkOmission.Unembedding, WorkOmission.FurtherExperts, WorkOmission.QueryExchange])
            Holds(100_000, c => Seconds(Experts, c) >= Seconds(Experts, c, single) * (1 - 1e-12));
    }

    [Fact]
    public void Counting_windows_never_makes_a_token_slower() =>
        Holds(100_000, c => Seconds(Experts, c) <= Seconds(Experts, c, WorkOmission.Windows) * (1 + 1e-12));

    [Fact]
    public void Further_experts_are_those_that_a_batch_touches()
    {
        double Read(int sequences, params ImmutableArray<WorkOmission> omitted)
        {
            var ring = Ring(Experts, 64, omitted);
            return ring.Cost(ring.Decode(sequences, 1)).ReadBytes[0];
        }
        var expert = 24 * 3 * 5120.0 * 8192 * 2;
        var touched = 128 * (1 - Math.Pow(127.0 / 128, 32));
        Assert.Equal((touched - 1) * expert, Read(32) - Read(32, WorkOmission.FurtherExperts), expert * 0.001);
        Assert.Equal(Read(1), Read(1, WorkOmission.FurtherExperts), 1e3);
    }

    [Fact]
    public void Activations_within_the_die_cost_no_memory()
    {
        double Read(double onChip)
        {
            var model = Machines.Model(Machines.Llama8B, Fp8Cache, new(16) { Split = TensorSplit.Elements }, Unit with { OnChipMemory = new(onChip) }, PerformanceMode.Calibrated);
            return model.Cost(model.Decode(64, 100)).ReadBytes[0];
        }
        Assert.True(Read(16e6) < Read(1e5) && Read(1e5) < Read(0));
        Assert.Equal(Read(16e6), Read(1e9));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // with kernels of the engine's own for sums
    public void Late_devices_never_make_a_step_faster(bool ownSums)
    {
        double Seconds(StragglerSpec? late)
        {
            KernelFit[] fits = ownSums ? [new() { Kind = KernelKind.AllReduce, Launch = new(2e-6), Memory = 0.8 }] : [];
            var device = Machines.H100 with { ScaleUp = Machines.NvLink4 with { Stragglers = late }, Calibration = new() { Name = "test", Kernels = [.. fits] } };
            var model = Machines.Model(Machines.Llama8B, Machines.Bf16, new(8), device);
            return model.Cost(model.Decode(4, 1000)).Seconds;
        }
        var late = new StragglerSpec { Share = 0.01, Delay = new(20e-6) };
        Assert.True(Seconds(null) < Seconds(late with { TimeOut = new(5e-6) }));
        Assert.True(Seconds(late with { TimeOut = new(5e-6) }) < Seconds(late));
    }

    [Fact]
    public void Stale_contributions_add_up_over_the_collectives_of_a_step()
    {
        var late = new StragglerSpec { Share = 0.01, Delay = new(5e-6), TimeOut = new(1e-6) };
        var link = Unit.ScaleUp! with { Stragglers = late };
        var model = Machines.Model(Machines.Llama8B, Fp8Cache, new(16), Unit with { ScaleUp = link });
        // Two sums a layer, one of embeddings and one gathering of logits; every device's share is late by over 1 us with e^-0.2.
        Assert.Equal((32 * 2 + 2) * 16 * 0.01 * Math.Exp(-0.2), model.StaleContributions(model.Decode(1, 100)), 1e-6);
        Assert.Equal(0, Ring(Machines.Llama8B, 16).StaleContributions(model.Decode(1, 100)));
    }

    [Fact]
    public void Messages_between_stages_have_nobody_late_and_a_roofline_has_nobody_late_at_all()
    {
        var late = new StragglerSpec { Share = 0.01, Delay = new(5e-6), TimeOut = new(1e-6) };
        var device = Machines.H100 with { ScaleUp = Machines.NvLink4 with { Stragglers = late } };
        var staged = Machines.Model(Machines.Llama8B, Machines.Bf16, new(1, 2), device);
        Assert.Equal(0, staged.StaleContributions(staged.Decode(1, 100)));
        var (ideal, onTime) = (Machines.Model(Machines.Llama8B, Machines.Bf16, new(8), device, PerformanceMode.Ideal), Machines.Model(Machines.Llama8B, Machines.Bf16, new(8), mode: PerformanceMode.Ideal));
        Assert.Equal(onTime.Cost(onTime.Decode(4, 1000)).Seconds, ideal.Cost(ideal.Decode(4, 1000)).Seconds);
        Assert.Equal(0, ideal.StaleContributions(ideal.Decode(1, 100)));
    }
}
