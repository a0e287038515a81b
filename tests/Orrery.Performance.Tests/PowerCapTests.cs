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
}
