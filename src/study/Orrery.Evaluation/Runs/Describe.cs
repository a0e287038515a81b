using System.Globalization;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Puts parts of a plan in few words.</summary>
static class Describe
{
    public static string Traffic(TrafficSpec traffic, long requests)
    {
        var name = traffic.Name ?? (traffic.File is { } file ? Path.GetFileName(file) : "synthetic");
        var scale = traffic.Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ×{traffic.Scale:0.###}");
        var users = traffic.Users is { } loop ? string.Create(CultureInfo.InvariantCulture, $" of {Math.Round(loop.Users * traffic.Scale):#,0} users") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{name}{scale}, {requests:#,0} requests{users}");
    }

    public static string Objective(SloBound bound) => $"{ObjectiveName(bound)} ≤ {bound.Bound}";

    public static string ObjectiveName(SloBound bound)
    {
        var metric = bound.Metric.ToString().ToLowerInvariant();
        return bound.Percentile <= 0 ? metric + "-mean" : string.Create(CultureInfo.InvariantCulture, $"{metric}-p{bound.Percentile:0.###}");
    }

    public static string Parallelism(ParallelismSpec p, int replicas)
    {
        var parts = new List<string> { $"TP {p.Tensor}" };
        if (p.Pipeline > 1) parts.Add($"PP {p.Pipeline}");
        if (p.Expert > 1) parts.Add($"EP {p.Expert}");
        if (p.Data > 1) parts.Add($"DP {p.Data}");
        if (p.Context > 1) parts.Add($"CP {p.Context}");
        if (replicas > 1) parts.Add($"× {replicas} replicas");
        return string.Join(" ", parts);
    }

    public static string Precision(PrecisionSpec p)
        => $"weights {p.Weights.Name}, {(p.Experts is { } experts ? $"experts {experts.Name}, " : "")}activations {p.Activations.Name}, KV {p.Kv.Name}";

    /// <summary>The engine and its release, where their overheads count.</summary>
    public static string? Engine(SystemPlan system) => system is { Mode: PerformanceMode.Calibrated, Serving.Engine: { } engine } ? $"{engine.Name} {engine.Release.Version}".TrimEnd() : null;

    public static string Assumption(AssumedNumber number) => $"{number.Entry}: {number.Path} = {number.Value} ({number.Citation})";
}
