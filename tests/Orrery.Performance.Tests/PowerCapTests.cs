using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Performance.Tests;

public sealed class PowerCapTests
{
    static readonly AcceleratorSpec Device = Machines.H100 with { IdlePower = new(75), ComputeEnergy = new(0.8e-12), MovementEnergy = new(18e-12 * 8), VoltageFloor = 0.6 };

    static StepModel Held(double watts) => Machines.Model(Machines.Llama8B, Machines.Bf16, new(), Device with { PowerCap = new(watts) });

    [Fact]
    public void At_half_the_power_prompts_take_about_a_third_longer_and_tokens_as_long_as_before()
    {
        var (free, half) = (Held(700), Held(350));
        Assert.InRange(half.Cost(half.Prefill(1, 4096)).Seconds / free.Cost(free.Prefill(1, 4096)).Seconds, 1.2, 1.45);
        Assert.InRange(half.Cost(half.Decode(1, 500)).Seconds / free.Cost(free.Decode(1, 500)).Seconds, 1, 1.02);
    }

    [Fact]
    public void No_step_draws_more_than_the_cap_and_no_cap_makes_one_faster()
    {
        Check.One(Config.QuickThrowOnFailure.WithReplay(11, 13), Prop.ForAll<PositiveInt, PositiveInt, bool>((sequences, watts, prompts) =>
        {
            var cap = 80 + watts.Get * 53 % 620;
            var (held, free) = (Held(cap), Held(700));
            var step = prompts ? held.Prefill(1 + sequences.Get % 8, 700) : held.Decode(1 + sequences.Get * 7 % 300, 1500);
            var (cost, without) = (held.Cost(step), free.Cost(step));
            Assert.True(cost.Joules / cost.Seconds <= cap * (1 + 1e-6));
            Assert.True(cost.Seconds >= without.Seconds * (1 - 1e-9));
            Assert.True(cost.Joules - 75 * cost.Seconds <= (without.Joules - 75 * without.Seconds) * (1 + 1e-6));
        }));
    }

    [Fact]
    public void Bytes_moved_cost_their_energy_on_both_sides_of_the_interface()
    {
        var (with, without) = (Machines.Model(Machines.Llama8B, Machines.Bf16, new(), Device), Machines.Model(Machines.Llama8B, Machines.Bf16, new(), Device with { MovementEnergy = default }));
        var step = with.Decode(1, 100);
        var bytes = with.Cost(step).ReadBytes[0] + with.Cost(step).WrittenBytes[0];
        Assert.Equal(18e-12 * 8 * bytes, with.Cost(step).Joules - without.Cost(step).Joules, 6);
        Assert.Equal(with.Cost(step).Joules - 75 * with.Cost(step).Seconds, with.Breakdown(step).Sum(op => op.Joules), 3);
    }

    [Fact]
    public void What_nobody_measured_slows_down_to_its_design_power_and_loses_no_energy()
    {
        StepModel Within(double watts) => Machines.Model(Machines.Llama8B, Machines.Bf16, new(), Device with { Tdp = new(watts), ComputeEnergy = default, MovementEnergy = default, Memory = [Machines.Hbm3 with { ReadEnergy = new(40e-12 * 8) }] });
        var (free, held) = (Within(2000), Within(500));
        var step = free.Decode(8, 2000);
        // All of it is memory's, which keeps its clock: the step takes as long as the power left above idle needs for it.
        var dynamic = free.Cost(step).Joules - 75 * free.Cost(step).Seconds;
        Assert.True(dynamic > 425 * free.Cost(step).Seconds);
        Assert.Equal(dynamic, held.Cost(step).Joules - 75 * held.Cost(step).Seconds, dynamic * 1e-9);
        Assert.Equal(dynamic / 425, held.Cost(step).Seconds, dynamic * 1e-9);
    }

    [Fact]
    public void No_step_of_an_unmeasured_device_draws_more_than_its_design_power_or_takes_less_energy_than_at_the_lowest_voltage()
    {
        foreach (var watts in (double[])[150, 300, 450, 600])
        {
            var (held, free) = (Machines.Model(Machines.Llama8B, Machines.Bf16, new(), Device with { Tdp = new(watts) }), Machines.Model(Machines.Llama8B, Machines.Bf16, new(), Device with { Tdp = new(5000) }));
            foreach (var step in (StepShape[])[free.Decode(1, 500), free.Decode(200, 3000), free.Prefill(4, 2000)])
            {
                var (cost, without) = (held.Cost(step), free.Cost(step));
                Assert.True(cost.Joules <= watts * cost.Seconds * (1 + 1e-9));
                Assert.True(cost.Joules - 75 * cost.Seconds >= 0.6 * 0.6 * (without.Joules - 75 * without.Seconds));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Measured_kernels_hold_their_times_at_the_power_they_were_measured_within_and_slow_under_less(bool isMeasured)
    {
        var fits = new CalibrationSpec { Name = "test", Kernels = [new() { Kind = KernelKind.MatMul, Format = "bf16", Launch = new(3e-6), Compute = 0.8, Memory = 0.9 }] };
        var measured = Device with { Calibration = fits, MeasuredPower = isMeasured ? new(500) : null, Tdp = new(500) };
        StepModel Model(AcceleratorSpec device) => Machines.Model(Machines.Llama8B, Machines.Bf16, new(), device);
        var (asIs, loose, capped, smaller) = (Model(measured), Model(measured with { Tdp = new(5000) }), Model(measured with { PowerCap = new(300) }), Model(measured with { Tdp = new(300) }));
        var step = asIs.Prefill(1, 4096);
        Assert.Equal(isMeasured, asIs.Cost(step).Seconds == loose.Cost(step).Seconds);
        // A smaller power supply is as good as a cap.
        Assert.Equal(capped.Cost(step).Seconds, smaller.Cost(step).Seconds, 1e-12);
        Assert.True(smaller.Cost(step).Seconds > asIs.Cost(step).Seconds * 1.05);
        Assert.InRange(smaller.Cost(step).Joules, 0, 300 * smaller.Cost(step).Seconds * (1 + 1e-9));
    }

    [Fact]
    public void Arithmetic_that_hides_behind_memory_may_slow_down_until_it_shows()
    {
        var device = Device with { LaunchOverhead = default };
        StepModel At(double watts) => Machines.Model(Machines.Llama8B, Machines.Bf16, new(), device with { Tdp = new(watts) });
        var free = At(5000);
        var step = free.Decode(64, 500);
        var (cost, dynamic) = (free.Cost(step), 0.0);
        dynamic = cost.Joules / cost.Seconds;
        // Multiplications take a third of the time of their weights: a clock of 0.9 is not seen.
        var held = At(dynamic - 20).Cost(step);
        Assert.Equal(cost.Seconds, held.Seconds, cost.Seconds * 1e-12);
        Assert.Equal((dynamic - 20) * held.Seconds, held.Joules, held.Joules * 1e-9);
    }

    [Fact]
    public void A_step_of_arithmetic_alone_slows_by_the_clock_and_saves_its_square()
    {
        // Nothing but multiplications of one long prompt: power goes with the cube of the clock down to the lowest voltage.
        var device = Device with { LaunchOverhead = default, IdlePower = default, MovementEnergy = default, Memory = [Machines.Hbm3 with { ReadBandwidth = new(1e18), ReadEnergy = default, Latency = default }] };
        StepModel At(double watts) => Machines.Model(Machines.Llama8B, Machines.Bf16, new(), device with { Tdp = new(watts) });
        var step = At(5000).Prefill(1, 8192);
        var free = At(5000).Cost(step);
        foreach (var clock in (double[])[0.9, 0.7, 0.5])
        {
            var held = At(free.Joules / free.Seconds * clock * Math.Pow(Math.Max(clock, 0.6), 2)).Cost(step);
            Assert.Equal(free.Seconds / clock, held.Seconds, free.Seconds * 1e-3);
            Assert.Equal(free.Joules * Math.Pow(Math.Max(clock, 0.6), 2), held.Joules, free.Joules * 1e-3);
        }
    }
}
