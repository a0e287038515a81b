using BenchmarkDotNet.Attributes;
using Orrery.Evaluation;
using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Benchmarks;

/// <summary>What reading a scenario and running it costs, from the text to the result.</summary>
[MemoryDiagnoser]
public class RunBenchmarks
{
    Plan _plan = null!;

    [GlobalSetup]
    public void Setup() => _plan = ChatPlan.Read(ChatPlan.OpenCatalog());

    [Benchmark]
    public Plan Read_a_scenario() => ChatPlan.Read(ChatPlan.OpenCatalog());

    [Benchmark]
    public RunResult Serve_10_000_requests() =>
        RunEvaluator.Run(_plan, () => TrafficSource.Open(_plan.Traffic, new RandomStreams((ulong)_plan.Seed)), new RunOptions { ProductVersion = "benchmark" });

    [Benchmark]
    public long Draw_10_000_requests()
    {
        var source = TrafficSource.Open(_plan.Traffic, new RandomStreams((ulong)_plan.Seed));
        var tokens = 0L;
        while (source.TryNext(out var request)) tokens += request.InputTokens + request.OutputTokens;
        return tokens;
    }
}
