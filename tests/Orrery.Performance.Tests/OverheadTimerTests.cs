using FsCheck;
using FsCheck.Fluent;
using Orrery.Units;

namespace Orrery.Performance.Tests;

public sealed class OverheadTimerTests
{
    static readonly IStepTimer Bare = Machines.Model(Machines.Llama8B, Machines.Bf16, new());

    static OverheadTimer With(double hostSeconds, params int[] graphs) => new(Bare, new StepOverheads(new(hostSeconds), [.. graphs], new(100)));

    [Fact]
    public void Vllm_captures_one_two_four_then_every_eighth_and_every_sixteenth_size()
    {
        Assert.Equal([1, 2, 4, 8, 16, 24, 32], StepOverheads.UsualGraphs(16).AsEnumerable());
        Assert.Equal([248, 256, 272, 288], StepOverheads.UsualGraphs(144).AsEnumerable().TakeLast(4));
        Assert.Equal(512, StepOverheads.UsualGraphs(1024)[^1]);
        Assert.Equal(3 + 32 + 16, StepOverheads.UsualGraphs(1024).Length);
    }

    [Fact]
    public void Decodes_take_the_graph_that_holds_them_and_never_less_than_without()
    {
        Check.One(Config.QuickThrowOnFailure.WithReplay(3, 5), Prop.ForAll<PositiveInt, PositiveInt>((decodes, context) =>
        {
            var (n, tokens) = (1 + decodes.Get % 70, context.Get % 5000 + 1);
            var step = StepShapes.Decode(Bare.Reaches, n, tokens);
            Bare.Evaluate(step, out var bare);
            With(0, 1, 2, 4, 8, 16, 32, 64).Evaluate(step, out var padded);
            Assert.True(padded.Seconds >= bare.Seconds && padded.Joules >= bare.Joules);
            if (n > 64 || int.IsPow2(n)) Assert.Equal(bare.Seconds, padded.Seconds);
            else Assert.True(padded.Flops > bare.Flops);
        }));
    }

    [Fact]
    public void Each_sequence_that_is_sampled_takes_its_host_time_and_each_rank_waits_for_the_fullest()
    {
        var timer = new OverheadTimer(Bare, new StepOverheads(new(1e-3), [], new(100)) { Sequence = new(20e-6) });
        StepShape[] ranks = [StepShapes.Decode(Bare.Reaches, 5, 100), StepShapes.Decode(Bare.Reaches, 9, 100)];
        Bare.Evaluate(ranks[0], out var bare);
        timer.Evaluate(ranks[0], out var cost);
        Assert.Equal(bare.Seconds + 1e-3 + 5 * 20e-6, cost.Seconds, 12);
        Assert.Equal(bare.Joules + 100 * (1e-3 + 5 * 20e-6), cost.Joules, 9);
        Bare.EvaluateRanks(ranks, out bare);
        timer.EvaluateRanks(ranks, out cost);
        Assert.Equal(bare.Seconds + 1e-3 + 9 * 20e-6, cost.Seconds, 12);
    }

    [Fact]
    public void Steps_with_prompts_run_as_they_are()
    {
        var step = StepShapes.Decode(Bare.Reaches, 5, 100);
        StepShapes.AddPrefill(ref step, Bare.Reaches, 1, 0, 64, completes: true);
        Bare.Evaluate(step, out var bare);
        With(0, 8, 16).Evaluate(step, out var cost);
        Assert.Equal((bare.Seconds, bare.Joules, bare.Flops), (cost.Seconds, cost.Joules, cost.Flops));
    }

    [Fact]
    public void The_host_adds_its_time_and_the_idle_energy_of_the_devices_to_every_step()
    {
        var step = StepShapes.Decode(Bare.Reaches, 5, 100);
        Bare.Evaluate(step, out var bare);
        With(2e-3).Evaluate(step, out var cost);
        Assert.Equal(bare.Seconds + 2e-3, cost.Seconds, 1e-15);
        Assert.Equal(bare.Joules + 0.2, cost.Joules, 1e-12);
        With(2e-3).EvaluateRanks([step], out var ranks);
        Assert.Equal((cost.Seconds, cost.Joules), (ranks.Seconds, ranks.Joules));
    }
}
