using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Evaluation.Tests;

public sealed class PredictionIntervalTests
{
    static readonly AcceleratorSpec Measured = Machines.H100 with { Calibration = new CalibrationSpec { Name = "hopper", Kernels = [] } };

    static readonly EngineSpec Engine = new()
    {
        Name = "engine",
        Systems = [Machines.H100.Name],
        Models = [Machines.Llama8B.Name],
        Releases = [new("", new(default, new(20e-6), new(5e-6), default, new(0.02), new(1e-3), 1, 1.5))],
        Ranges =
        [
            .. from of in Enum.GetValues<RangeOf>()
               from held in new[] { (Unseen.Neither, 0.9, 1.2), (Unseen.Model, 0.7, 1.5), (Unseen.System, 0.8, 1.6) }
               select new EngineRange(of, RangeRegime.Dense, held.Item1, held.Item2, held.Item3, 100),
        ],
    };

    static PointResult Point(AcceleratorSpec accelerator, EngineSpec? engine = null, PerformanceMode mode = PerformanceMode.Calibrated)
    {
        var plan = Plans.System(Machines.Llama8B, accelerator: accelerator, mode: mode, serving: new ServingSpec { MaxBatchedTokens = 2048, Engine = engine });
        return new PointEvaluator().Evaluate(new PointSpec { System = plan, Concurrency = 16, InputTokens = 512, OutputTokens = 128, Operation = Plans.Usa });
    }

    static double Width(PredictedRange range) => range.High / range.Low;

    [Fact]
    public void A_range_lies_around_what_it_is_of()
    {
        var point = Point(Measured, Engine);
        Assert.InRange(point.TpotSeconds!.Value, point.TpotRange!.Low, point.TpotRange.High);
        Assert.InRange(point.TtftSeconds!.Value, point.TtftRange!.Low, point.TtftRange.High);
        Assert.InRange(point.Throughput!.OutputTokensPerSecond, point.OutputTokensPerSecondRange!.Low, point.OutputTokensPerSecondRange.High);
        Assert.InRange(point.Cost!.DollarsPerMillionTokens, point.DollarsPerMillionTokensRange!.Low, point.DollarsPerMillionTokensRange.High);
    }

    [Fact]
    public void An_architecture_that_was_not_measured_has_a_wider_one()
        => Assert.Equal(Math.Pow(Width(Point(Measured, Engine).TpotRange!), 2), Width(Point(Machines.H100, Engine).TpotRange!), 9);

    [Fact]
    public void What_was_not_measured_under_the_engine_has_a_wider_one_and_widest_where_neither_was()
    {
        double Wide(EngineSpec engine) => Width(Point(Measured, engine).TpotRange!);
        Assert.Equal(1.2 / 0.9, Wide(Engine), 9);
        Assert.Equal(1.5 / 0.7, Wide(Engine with { Models = [] }), 9);
        Assert.Equal(1.6 / 0.8, Wide(Engine with { Systems = [] }), 9);
        Assert.True(Wide(Engine with { Models = [], Systems = [] }) > Wide(Engine with { Models = [] }));
    }

    [Theory]
    [InlineData("0.18.3", "0.18.0", false)]
    [InlineData("0.15", "0.18.0", true)]
    [InlineData("0.14", "0.11.2", true)]
    [InlineData("9.0", "0.19.0", true)]
    [InlineData(null, "0.19.0", false)]
    public void The_nearest_measured_release_stands_in_and_the_result_says_so(string? asked, string nearest, bool told)
    {
        EngineSpec engine = Engine with { Asked = asked, Releases = [.. new[] { "0.11.2", "0.18.0", "0.19.0" }.Select(version => Engine.Releases[0] with { Version = version })] };
        Assert.Equal(nearest, engine.Release.Version);
        Assert.Equal(told, Point(Measured, engine).Findings.Any(finding => finding.Id == "nearest-release"));
    }

    [Fact]
    public void The_ideal_machine_has_none_and_first_tokens_have_none_without_an_engine()
    {
        Assert.Null(Point(Measured, Engine, PerformanceMode.Ideal).TpotRange);
        Assert.Null(Point(Measured).TtftRange);
        Assert.NotNull(Point(Measured).TpotRange);
    }

    [Fact]
    public void An_engine_adds_to_steps_and_first_tokens()
    {
        var (with, without) = (Point(Measured, Engine), Point(Measured));
        Assert.True(with.TpotSeconds > without.TpotSeconds);
        Assert.True(with.TtftSeconds > without.TtftSeconds + 0.02);
    }
}
