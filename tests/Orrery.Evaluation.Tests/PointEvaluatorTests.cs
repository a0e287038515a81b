using Orrery.Performance;
using Orrery.Performance.Tests;

namespace Orrery.Evaluation.Tests;

public sealed class PointEvaluatorTests
{
    static PointResult Evaluate(Phase phase, int batch = 1, int? users = null, int input = 1024, int output = 128)
        => new PointEvaluator().Evaluate(new PointSpec
        {
            System = Plans.System(Machines.Llama8B),
            Phase = phase,
            Batch = batch,
            Concurrency = users,
            InputTokens = input,
            OutputTokens = output,
            Operation = Plans.Usa,
        });

    [Fact]
    public void One_user_in_a_loop_sees_what_a_lone_request_sees()
    {
        var (alone, loop) = (Evaluate(Phase.Request), Evaluate(Phase.Request, users: 1));
        Assert.Equal(alone.TtftSeconds!.Value, loop.TtftSeconds!.Value, alone.TtftSeconds.Value * 0.02);
        Assert.Equal(alone.TpotSeconds!.Value, loop.TpotSeconds!.Value, alone.TpotSeconds.Value * 0.01);
    }

    [Fact]
    public void A_request_is_its_prompt_and_its_decodes()
    {
        var request = Evaluate(Phase.Request, batch: 8, input: 512, output: 200);
        var prefill = Evaluate(Phase.Prefill, batch: 8, input: 512, output: 200);
        Assert.Equal(request.E2eSeconds!.Value, prefill.StepSeconds!.Value + 199 * request.TpotSeconds!.Value, 1e-9);
        Assert.Equal(8 * 200 / request.E2eSeconds.Value, request.Throughput!.OutputTokensPerSecond, 1e-6);
    }

    [Fact]
    public void Operators_add_up_to_the_step()
    {
        var decode = Evaluate(Phase.Decode, batch: 32);
        Assert.Equal(decode.StepSeconds!.Value, decode.Operators.Sum(op => op.Seconds), decode.StepSeconds.Value * 0.01);
    }

    [Fact]
    public void Throughput_grows_and_energy_per_token_falls_with_the_batch()
    {
        var (small, large) = (Evaluate(Phase.Decode, batch: 1), Evaluate(Phase.Decode, batch: 64));
        Assert.True(large.Throughput!.OutputTokensPerSecond > 20 * small.Throughput!.OutputTokensPerSecond);
        Assert.True(large.Energy!.JoulesPerToken < small.Energy!.JoulesPerToken / 10);
        Assert.True(large.Cost!.DollarsPerMillionTokens < small.Cost!.DollarsPerMillionTokens / 20);
    }

    // Each data rank has a scheduler of its own: eight ranks run eight times the sequences that one may.
    [Fact]
    public void Data_ranks_multiply_the_sequences_that_an_engine_runs()
    {
        var roomy = Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(1e12) }] };
        double Running(int data) => SteadyState.ClosedLoop(
            EngineModel.Build(Plans.System(Machines.DeepSeekV3, count: data, parallelism: new(Data: data, Expert: data), precision: Machines.Fp8, accelerator: roomy)), 100_000, 100, 100).Running;
        Assert.Equal(256, Running(1));
        Assert.Equal(2048, Running(8));
    }
}
