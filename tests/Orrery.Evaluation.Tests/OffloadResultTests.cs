using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Economics;
using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation.Tests;

public sealed class OffloadResultTests
{
    static readonly MemoryTierSpec Flash = new() { Name = "flash", Technology = "NAND", Capacity = new(1e12), ReadBandwidth = new(4e9), Latency = new(50e-6), AccessSize = new(4096), Writable = false };

    static PointResult Point(OffloadSpec? offload, Phase phase = Phase.Decode)
    {
        var plan = Plans.System(Machines.Llama70B, 1, new(), Machines.Fp8, Machines.H100 with { Memory = [Machines.Hbm3, Flash] }) with { Offload = offload };
        return new PointEvaluator().Evaluate(new() { System = plan, Phase = phase, Batch = 2, InputTokens = 200, OutputTokens = 10, Operation = Plans.Usa });
    }

    [Fact]
    public void A_step_that_loads_weights_takes_what_its_operators_take()
    {
        var point = Point(new() { Budget = new(20e9) });

        // Only the wait for the first access of memory is no operator's.
        Assert.InRange(point.StepSeconds!.Value - point.Operators.Sum(op => op.Seconds), -1e-9, 1e-6);
        var load = point.Operators.Single(op => op.Name == "weights.load");
        Assert.Equal((point.Offload!.LoadSeconds, "flash"), (load.Seconds, load.Bound));
        Assert.Equal(point.Offload.SparseBytesPerStep + point.Offload.StreamedBytesPerStep, load.MemoryBytes, 1);
        Assert.Equal(20e9, point.Offload.ResidentBytes + point.Offload.WindowBytes, 1e6);
    }

    [Fact]
    public void The_budget_bounds_what_lies_near_and_flash_holds_the_model()
    {
        var memory = Point(new() { Budget = new(20e9) }).Memory;

        Assert.Equal(20e9, memory.Single(tier => tier.Name == "hbm").WeightBytes, 1e6);
        Assert.True(memory.Single(tier => tier.Name == "flash").WeightBytes > 70e9);
        Assert.True(memory.Single(tier => tier.Name == "hbm").KvBytes > 30e9);
    }

    [Fact]
    public void Copies_of_a_small_system_share_the_hosts_of_a_data_centre()
    {
        var node = Plans.Host with { RackUnits = 8 };
        var two = Plans.System(Machines.Llama8B, 2, new(2), Machines.Fp8, Machines.H100);
        var plan = Plans.Of(Plans.Poisson(5, 200, 20, 50), [], two with { System = two.System with { Node = node } });
        plan = plan with { Operation = plan.Operation with { DataCentre = new DataCentreBudget(RackUnits: 80) } };

        var result = RunEvaluator.Run(plan, () => Workloads.Sessions.ServedTraffic.Open(plan.Traffic, new(1)).Requests, new RunOptions { ProductVersion = "test" }).Systems[0];

        var centre = result.Simulated!.DataCentre!;
        Assert.Equal((40, 80, "space"), (centre.Copies, centre.Devices, centre.Limit)); // ten hosts of eight
        Assert.Equal(40 * result.Analytic!.Curve[^1].OutputTokensPerSecond, centre.OutputTokensPerSecond, 1);
        // What is told per dollar is the cost at saturation, the other way round.
        Assert.Equal(1e6 / result.Simulated.Cost.DollarsPerMillionTokensAtSaturation, result.Simulated.Merit!.TokensPerDollar, 1e-6 * result.Simulated.Merit.TokensPerDollar);
    }
}
