using FsCheck;
using FsCheck.Fluent;
using Orrery.Units;

namespace Orrery.Performance.Tests;

public sealed class LaunchedTimerTests
{
    static readonly StepModel Bare = Machines.Model(Machines.Llama70B, Machines.Bf16, new(8));

    static LaunchedTimer With(HostLaunch launch, double hostSpeed = 1) => new(Bare, launch, Bare.Graph, Bare.Accelerator, hostSpeed, new(800));

    static StepCost Cost(IStepTimer timer, StepShape shape)
    {
        timer.Evaluate(shape, out var cost);
        return cost;
    }

    [Fact]
    public void A_step_takes_as_long_as_its_host_launches_whatever_devices_do_and_half_of_it_on_a_host_twice_as_fast()
    {
        var slow = new HostLaunch(new(100e-6));
        var one = Cost(With(slow), Bare.Decode(1, 500)).Seconds;
        Assert.Equal(one, Cost(With(slow), Bare.Decode(16, 900)).Seconds);
        Assert.Equal(one / 2, Cost(With(slow, hostSpeed: 2), Bare.Decode(1, 500)).Seconds, 12);
        // 80 layers of eight to a dozen kernels and two all-reduces each.
        Assert.InRange(one / 100e-6, 80 * 10, 80 * 14);
        // Prompts launch as many kernels, and the host takes longer over each.
        Assert.InRange(Cost(With(slow with { Prompt = 3 }), Bare.Prefill(1, 64)).Seconds / one, 2.9, 3.1);
    }

    [Fact]
    public void Waiting_takes_idle_power_alone_and_a_fast_host_takes_nothing()
    {
        var step = Bare.Decode(4, 500);
        var (bare, waits, fast) = (Cost(Bare, step), Cost(With(new(new(100e-6))), step), Cost(With(new(new(1e-9))), step));
        Assert.Equal(800 * (waits.Seconds - bare.Seconds), waits.Joules - bare.Joules, 6);
        Assert.Equal((bare.Seconds, bare.Joules), (fast.Seconds, fast.Joules));
    }

    [Fact]
    public void Slower_hosts_slower_collectives_and_slower_large_sums_never_make_a_step_faster()
    {
        Check.One(Config.QuickThrowOnFailure.WithReplay(5, 7), Prop.ForAll<PositiveInt, PositiveInt, bool>((sequences, tokens, prompts) =>
        {
            var (n, length) = (1 + sequences.Get % 64, 1 + tokens.Get * 37 % 6000);
            var step = prompts ? Bare.Prefill(n, length) : Bare.Decode(n, length);
            var launch = new HostLaunch(new(10e-6), 2, 2, 0.2, new(32 << 20));
            var seconds = Cost(With(launch), step).Seconds;
            Assert.True(seconds >= Cost(Bare, step).Seconds);
            Assert.True(Cost(With(launch with { Kernel = new(20e-6) }), step).Seconds >= seconds);
            Assert.True(Cost(With(launch with { Collectives = 3 }), step).Seconds >= seconds);
            Assert.True(Cost(With(launch with { LargeSums = 0.1 }), step).Seconds >= seconds);
            Assert.True(With(launch).Reaches == Bare.Reaches && With(launch).IsConvex);
        }));
    }

    [Fact]
    public void What_of_an_all_reduce_is_large_moves_at_its_share_of_the_link()
    {
        // 8,192 numbers of two bytes a token: 2,048 tokens are 32 MiB. 161 all-reduces, 7/8 of the bytes each way, at a tenth of 450 GB/s.
        HostLaunch launch = new(new(1e-9), 1, 1, 0.1, new(32 << 20));
        double Extra(int tokens) => Cost(With(launch), Bare.Prefill(1, tokens)).Seconds - Cost(Bare, Bare.Prefill(1, tokens)).Seconds;
        Assert.Equal(0, Extra(2048), 12);
        Assert.Equal(161 * 2 * 0.875 * 2048 * 16384 / 45e9, Extra(4096), 6);
    }

    [Theory]
    [InlineData(0, 2, 2)] // micro-batches, places of the pipeline that a step takes, parts of the batch
    [InlineData(4, 5, 4)]
    public void Stages_sum_micro_batches_one_after_the_other(int microBatches, int slots, int parts)
    {
        var staged = Machines.Model(Machines.Llama70B, Machines.Bf16, new(4, 2) { MicroBatches = microBatches });
        var timer = new LaunchedTimer(staged, new(new(1e-9), 1, 1, 0.1, new(32 << 20)), staged.Graph, staged.Accelerator, 1, new(800));
        double Extra(int tokens) => Cost(timer, staged.Prefill(1, tokens)).Seconds - Cost(staged, staged.Prefill(1, tokens)).Seconds;
        // Of 2,048 tokens a sum of a micro-batch is not yet large. The first stage has 40 layers of two and that of the embeddings, 3/4 of the bytes each way.
        Assert.Equal(0, Extra(parts * 2048), 12);
        Assert.Equal(slots * 81 * 2 * 0.75 * 2048 * 16384 / 45e9, Extra(parts * 4096), 6);
    }
}
