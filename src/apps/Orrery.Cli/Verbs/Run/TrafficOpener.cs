using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Cli.Verbs.Run;

/// <summary>Opens a plan's traffic, once for each system that is served with it, and closes its files.</summary>
sealed class TrafficOpener(Plan plan) : IDisposable
{
    readonly Lock _gate = new();
    readonly List<Stream> _streams = [];
    readonly List<ServedTraffic> _sources = [];
    readonly IRequestSource?[] _ofSystem = new IRequestSource?[plan.Systems.Length];

    /// <summary>Opens the traffic from its beginning; any thread may call.</summary>
    public IRequestSource Open() => Open(plan.Traffic, plan.Seed);

    /// <summary>Opens the traffic of a system from its beginning, by its index; any thread may call.</summary>
    public IRequestSource Open(int system)
    {
        var source = Open(plan.TrafficOf(plan.Systems[system]), plan.Seed);
        _ofSystem[system] ??= source; // what is opened again for ranges is not read to its end, and may not know all tenants
        return source;
    }

    /// <summary>The name of a tenant of a system's traffic, by their indices; called from the thread that works on the system.</summary>
    public string TenantOf(int system, int tenant) => _ofSystem[system]?.Tenants is { } names && tenant < names.Count ? names[tenant] : $"tenant {tenant}";

    /// <summary>Opens the traffic as another specification and seed have it; the file is the plan's.</summary>
    public IRequestSource Open(TrafficSpec traffic, long seed)
    {
        var file = plan.Traffic.File is { } path ? File.OpenRead(path) : null;
        var companion = plan.Traffic.File is { } window && Companion(window) is { } dataset ? File.OpenRead(dataset) : null;
        var source = ServedTraffic.Open(traffic, new RandomStreams((ulong)seed), file, companion);
        lock (_gate)
        {
            if (file is not null) _streams.Add(file);
            if (companion is not null) _streams.Add(companion);
            _sources.Add(source);
        }
        return source.Requests;
    }

    /// <summary>Prints what was wrong with the trace, as far as it was read.</summary>
    /// <returns>Whether anything was.</returns>
    public bool ReportProblems(Session session)
    {
        // Every system reads the same file; the one that came farthest has seen the most.
        var problems = _sources.Select(s => s.Problems).MaxBy(p => p.Count) ?? [];
        foreach (var problem in problems)
        {
            session.Error.WriteLine($"{plan.Traffic.File}({problem.Line},{problem.Column}): error {problem.Id}: {problem.Message}");
            if (problem.Hint is not null) session.Error.WriteLine($"  hint: {problem.Hint}");
        }
        return problems.Count > 0;
    }

    public void Dispose()
    {
        foreach (var stream in _streams) stream.Dispose();
    }

    // ServeGen keeps the lengths of chunk-N-trace.csv in chunk-N-dataset.json.
    static string? Companion(string path)
    {
        if (!path.EndsWith("trace.csv", StringComparison.Ordinal)) return null;
        var dataset = string.Concat(path.AsSpan(0, path.Length - "trace.csv".Length), "dataset.json");
        return File.Exists(dataset) ? dataset : null;
    }
}
