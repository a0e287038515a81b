using Orrery.Hardware;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class RangesOfRunTests
{
    static readonly AcceleratorSpec Measured = Machines.H100 with { Calibration = new CalibrationSpec { Name = "hopper", Kernels = [] } };
    static readonly SystemCalibration Own = new() { Tpot = new(0.8, 1.25) };

    static SystemPlan System(string name = "h100") => Plans.System(Machines.Llama8B, accelerator: Measured, name: name) with { Calibration = Own };

    static RunResult Run(double rate, long requests = 600, bool ranges = true, params SystemPlan[] systems)
    {
        var plan = Plans.Of(Plans.Poisson(rate, 512, 128, requests), [], [.. systems.Length > 0 ? systems : [System()]]);
        return RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams((ulong)plan.Seed)), new RunOptions { ProductVersion = "test", Ranges = ranges });
    }

    static SimulatedResult Only(RunResult run) => run.Systems[0].Simulated!;

    [Fact]
    public void A_system_that_keeps_up_takes_its_rate_and_cost_from_the_traffic()
    {
        var simulated = Only(Run(4));
        var ranges = simulated.Ranges!;
        Assert.True(ranges.TrafficBound);
        Assert.True(ranges.DollarsPerMillionTokens.High < 1.03 * ranges.DollarsPerMillionTokens.Low, $"{ranges.DollarsPerMillionTokens}");
        // Steps are longer and shorter by what was measured; batches grow with them, which adds to it.
        Assert.InRange(ranges.TpotMean.Low, 0.7 * simulated.Tpot.MeanSeconds, 0.81 * simulated.Tpot.MeanSeconds);
        Assert.InRange(ranges.TpotMean.High, 1.24 * simulated.Tpot.MeanSeconds, 1.5 * simulated.Tpot.MeanSeconds);
    }

    [Fact]
    public void A_system_that_does_not_keep_up_delivers_and_costs_as_its_steps_take()
    {
        var simulated = Only(Run(1000));
        var ranges = simulated.Ranges!;
        Assert.False(ranges.TrafficBound);
        Assert.Equal(1 / 1.25, ranges.OutputTokensPerSecond.Low / simulated.Throughput.OutputTokensPerSecond, 0.01);
        Assert.Equal(1 / 0.8, ranges.OutputTokensPerSecond.High / simulated.Throughput.OutputTokensPerSecond, 0.01);
        // Money an hour is nearly the same, so that money per token is it over the rate.
        Assert.Equal(1.25, ranges.DollarsPerMillionTokens.High / simulated.Cost.DollarsPerMillionTokens, 0.03);
    }

    [Fact]
    public void Where_there_are_none_the_findings_say_why()
    {
        Finding? Said(SystemPlan system, bool ranges = true) => Run(4, 20, ranges, system).Systems[0].Findings.FirstOrDefault(finding => finding.Id == "no-ranges");
        Assert.Null(Said(System()));
        var bare = System() with { Calibration = null };
        var named = bare with { Serving = bare.Serving with { Engine = new() { Name = "old", Systems = ["a100-80-sxm"], Models = ["llama-2-70b"], Releases = [new("", new(default, default, default, default, default, default, 0, 1))] } } };
        Assert.Contains("under old only llama-2-70b on a100-80-sxm was measured", Said(named)!.Text, StringComparison.Ordinal);
        Assert.Contains("the mode ideal", Said(System() with { Mode = Performance.PerformanceMode.Ideal })!.Text, StringComparison.Ordinal);
        Assert.Null(Said(named, ranges: false));
    }

    [Fact]
    public void A_run_beyond_virtual_time_names_its_system()
    {
        var slow = Measured with { Memory = [Measured.Memory[0] with { ReadBandwidth = new(1000) }] };
        var message = Assert.Throws<VirtualTimeException>(() => Run(1, 20, systems: Plans.System(Machines.Llama8B, accelerator: slow))).Message;
        Assert.Contains("'h100' is still at work after 106 days", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Near_saturation_waiting_grows_out_of_proportion()
    {
        var most = Only(Run(1000, ranges: false)).Throughput.RequestsPerSecond;
        var simulated = Only(Run(0.9 * most));
        var high = simulated.Ranges!.TtftMean.High / simulated.Ttft.MeanSeconds;
        Assert.True(high > 2 * 1.25, $"{high}");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1000)]
    public void Longer_traffic_has_the_ranges_of_its_beginning(double rate)
    {
        var exact = Only(Run(rate, 1000)).Ranges!;
        var longer = Only(Run(rate, 3000));
        Assert.Equal(exact.TrafficBound, longer.Ranges!.TrafficBound);
        Assert.InRange(longer.Tpot.MeanSeconds, longer.Ranges.TpotMean.Low, longer.Ranges.TpotMean.High);
        Assert.Equal(exact.TpotMean.High / exact.TpotMean.Low, longer.Ranges.TpotMean.High / longer.Ranges.TpotMean.Low, 0.1);
    }

    [Fact]
    public void Ranges_change_nothing_else()
    {
        var (with, without) = (Only(Run(8)), Only(Run(8, ranges: false)));
        Assert.Null(without.Ranges);
        Assert.Equal((without.Ttft, without.Tpot, without.E2e, without.Throughput, without.Energy), (with.Ttft, with.Tpot, with.E2e, with.Throughput, with.Energy));
    }

    [Fact]
    public void Hardware_that_was_not_measured_is_marked_and_wider()
    {
        var measured = Only(Run(8, systems: System() with { Calibration = null })).Ranges!;
        var result = Run(8, systems: Plans.System(Machines.Llama8B));
        var guessed = Only(result).Ranges!;
        Assert.False(measured.Unmeasured);
        Assert.True(guessed.Unmeasured);
        Assert.True(guessed.TpotMean.High / guessed.TpotMean.Low > 1.2 * measured.TpotMean.High / measured.TpotMean.Low);
        Assert.Contains(result.Systems[0].Findings, finding => finding.Id == "unmeasured-hardware");
    }

    [Fact]
    public void Systems_whose_ranges_overlap_are_not_told_apart()
    {
        var near = Run(8, systems: [System("one"), System("two") with { Calibration = Own with { Decode = 1.05 } }]);
        Assert.Contains("does not tell one from two", near.Findings.Single(f => f.Id == "fastest").Text, StringComparison.Ordinal);
        var far = Run(8, systems: [System("one"), System("two") with { Calibration = Own with { Decode = 3, Prefill = 3 } }]);
        Assert.DoesNotContain("does not tell", far.Findings.Single(f => f.Id == "fastest").Text, StringComparison.Ordinal);
    }
}
