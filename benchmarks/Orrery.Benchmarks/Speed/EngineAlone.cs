using Orrery.Evaluation;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Traffic;

namespace Orrery.Benchmarks.Speed;

/// <summary>Serves requests that are in memory, in this process.</summary>
static class EngineAlone
{
    /// <summary>User seconds of one run, the middle of several once everything is compiled.</summary>
    public static double Measure(string scenario)
    {
        var diagnostics = new DiagnosticBag();
        var plan = new ScenarioReader(ChatPlan.OpenCatalog()).Read(scenario, diagnostics) ?? throw new InvalidOperationException(string.Join('\n', diagnostics.All));
        var engine = EngineModel.Build(plan.Systems[0]);
        var setup = new ServingSetup
        {
            Timer = engine.Timer!,
            Kv = engine.Memory.Kv,
            Spec = engine.Serving,
            Replicas = engine.Plan.Replicas,
            ContextLength = engine.Plan.Model.ContextLength,
        };
        var requests = Requests(plan.Traffic);
        var times = new List<double>();
        for (var run = 0; run < 12; run++)
        {
            var before = Environment.CpuUsage.UserTime;
            ServingSimulation.Run(new Recorded(requests), setup);
            times.Add((Environment.CpuUsage.UserTime - before).TotalSeconds);
        }
        return times.Skip(3).Order().ElementAt((times.Count - 3) / 2);
    }

    static List<Request> Requests(TrafficSpec traffic)
    {
        var requests = new List<Request>();
        using var file = traffic.File is { } path ? File.OpenRead(path) : null;
        var source = TrafficSource.Open(traffic, new RandomStreams(1), file);
        while (source.TryNext(out var request)) requests.Add(request);
        return requests;
    }

    sealed class Recorded(List<Request> requests) : IRequestSource
    {
        int _next;

        public bool TryNext(out Request request)
        {
            request = _next < requests.Count ? requests[_next] : default;
            return _next++ < requests.Count;
        }
    }
}
