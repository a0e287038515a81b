using Orrery.Cli.Terminal;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Run;

/// <summary>Shows how far each system's simulation is.</summary>
sealed class RunProgress(Plan plan, ProgressLine line)
{
    readonly ServingProgress[] _at = new ServingProgress[plan.Systems.Length];
    readonly long? _total = plan.Traffic.Requests ?? (plan.Traffic.Synthetic?.Session?.Sessions is null ? plan.Traffic.Synthetic?.Requests : null);

    public void Report(int system, ServingProgress progress)
    {
        _at[system] = progress;
        line.Report(() => string.Join(" · ", plan.Systems.Select((s, i) => $"{s.System.Name} {Text(_at[i])}")));
    }

    string Text(ServingProgress progress) => _total is { } total and > 0
        ? $"{100 * progress.Completed / total} %"
        : $"{progress.Completed:#,0} requests";
}
