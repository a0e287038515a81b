using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

/// <summary>What a result states of the system that it is of.</summary>
public sealed class StatedFiguresTests
{
    static SystemResult Result(SystemPlan system, OperationSpec? operation = null)
    {
        var plan = Plans.Of(Plans.Poisson(2, 256, 32, 20), [], [system]) with { Operation = operation ?? Plans.Usa };
        return RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1)), new RunOptions { ProductVersion = "test", Ranges = false }).Systems[0];
    }

    static SystemPlan On(AcceleratorSpec accelerator, int tensor = 1) => Plans.System(Machines.Llama8B, tensor, new(tensor), accelerator: accelerator);

    [Fact]
    public void A_power_cap_is_stated_and_lets_a_data_centre_hold_more()
    {
        var centre = Plans.Usa with { DataCentre = new(new Watts(1e6), null, null, null) };
        var (free, capped) = (Result(On(Machines.H100), centre), Result(On(Machines.H100 with { PowerCap = new(350) }), centre));
        Assert.Null(free.PowerCapWatts);
        Assert.Equal(350, capped.PowerCapWatts);
        // An eighth of a host of 1200 W goes with each.
        double Each(double watts) => (watts + 150) * Plans.Usa.Pue;
        Assert.Equal((long)(1e6 / Each(Machines.H100.Tdp.Value)), free.Simulated!.DataCentre!.Copies);
        Assert.Equal((long)(1e6 / Each(350)), capped.Simulated!.DataCentre!.Copies);
    }

    [Fact]
    public void Stale_contributions_are_stated_where_time_outs_let_them_through()
    {
        var late = Machines.H100 with { ScaleUp = Machines.H100.ScaleUp! with { Stragglers = new() { Share = 0.01, Delay = new(50e-6), TimeOut = new(5e-6) } } };
        var result = Result(On(late, 2));
        Assert.True(result.Analytic!.StaleContributions > 0);
        Assert.Contains(result.Findings, finding => finding.Id == "stale-contributions");
        Assert.Null(Result(On(Machines.H100, 2)).Analytic!.StaleContributions);
    }

    [Fact]
    public void Efficiencies_are_said_to_be_measured_only_where_they_were()
    {
        var hopper = Machines.H100 with { Calibration = new() { Name = "hopper", Kernels = [] } };
        EfficiencySource Of(SystemPlan system) => Efficiencies.Of(system);
        Assert.Equal(EfficiencySource.Measured, Of(On(hopper) with { KernelsMeasured = true }));
        Assert.Equal(EfficiencySource.Architecture, Of(On(hopper)));
        Assert.Equal(EfficiencySource.Assumed, Of(On(Machines.H100)));
        Assert.Equal(EfficiencySource.Assumed, Of(On(hopper with { Execution = ExecutionStyle.Decoupled }) with { KernelsMeasured = true }));
        Assert.Equal(EfficiencySource.DataSheet, Of(On(hopper) with { Mode = PerformanceMode.Ideal }));
        Assert.Equal("assumed: nothing of the architecture was measured", Result(On(Machines.H100)).Efficiencies);
    }
}
