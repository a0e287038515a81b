using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Evaluation.Tests;

public sealed class PredictionIntervalTests
{
    static readonly AcceleratorSpec Measured = Machines.H100 with { Calibration = new CalibrationSpec { Name = "hopper", Kernels = [] } };

    static PointResult Point(AcceleratorSpec accelerator, string? engine = null, PerformanceMode mode = PerformanceMode.Calibrated)
    {
        var plan = Plans.System(Machines.Llama8B, accelerator: accelerator, mode: mode, serving: new ServingSpec { MaxBatchedTokens = 2048, Engine = engine });
        return new PointEvaluator().Evaluate(new PointSpec { System = plan, Concurrency = 16, InputTokens = 512, OutputTokens = 128, Operation = Plans.Usa });
    }

    static double Width(PredictedRange range) => range.High / range.Low;

    [Fact]
    public void A_range_lies_around_what_it_is_of()
    {
        var point = Point(Measured, "vllm");
        Assert.InRange(point.TpotSeconds!.Value, point.TpotRange!.Low, point.TpotRange.High);
        Assert.InRange(point.TtftSeconds!.Value, point.TtftRange!.Low, point.TtftRange.High);
        Assert.InRange(point.Throughput!.OutputTokensPerSecond, point.OutputTokensPerSecondRange!.Low, point.OutputTokensPerSecondRange.High);
        Assert.InRange(point.Cost!.DollarsPerMillionTokens, point.DollarsPerMillionTokensRange!.Low, point.DollarsPerMillionTokensRange.High);
    }

    [Fact]
    public void An_architecture_that_was_not_measured_has_a_wider_one()
        => Assert.Equal(Math.Pow(Width(Point(Measured, "vllm").TpotRange!), 2), Width(Point(Machines.H100, "vllm").TpotRange!), 9);

    [Fact]
    public void The_ideal_machine_has_none_and_first_tokens_have_none_without_an_engine()
    {
        Assert.Null(Point(Measured, "vllm", PerformanceMode.Ideal).TpotRange);
        Assert.Null(Point(Measured).TtftRange);
        Assert.NotNull(Point(Measured).TpotRange);
    }

    [Fact]
    public void An_engine_adds_to_steps_and_first_tokens()
    {
        var (with, without) = (Point(Measured, "vllm"), Point(Measured));
        Assert.True(with.TpotSeconds > without.TpotSeconds);
        Assert.True(with.TtftSeconds > without.TtftSeconds + 0.02);
    }
}
