using BenchmarkDotNet.Attributes;
using Orrery.Evaluation;
using Orrery.Performance;
using Orrery.Scenarios;

namespace Orrery.Benchmarks;

/// <summary>What one evaluation of a step or of an operating point costs.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    readonly PointEvaluator _points = new();
    Plan _plan = null!;
    StepModel _steps = null!;
    StepShape _decode, _mixed;

    [GlobalSetup]
    public void Setup()
    {
        _plan = ChatPlan.Read(ChatPlan.OpenCatalog());
        _steps = EngineModel.Build(_plan.Systems[0]).Steps!;
        _decode = StepShapes.Decode(_steps.Reaches, 64, 1000);
        _mixed = StepShapes.Decode(_steps.Reaches, 64, 1000);
        StepShapes.AddPrefill(ref _mixed, _steps.Reaches, 1, 0, 2048, completes: true);
    }

    [Benchmark]
    public double Decode_step_of_64()
    {
        _steps.Evaluate(_decode, out var cost);
        return cost.Seconds;
    }

    [Benchmark]
    public double Mixed_step()
    {
        _steps.Evaluate(_mixed, out var cost);
        return cost.Seconds;
    }

    [Benchmark]
    public double? Operating_point() =>
        _points.Evaluate(new PointSpec { System = _plan.Systems[0], Concurrency = 64, Operation = _plan.Operation }).E2eSeconds;
}
