using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Reporting.Schedules;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Run;

/// <summary>What every replica worked on and when, for Perfetto and <c>chrome://tracing</c>.</summary>
sealed class TraceEventsFile(string path, Plan plan)
{
    const int MostEvents = 200_000; // some 30 MB, which viewers still open at once

    readonly SystemSchedule[] _schedules = [.. plan.Systems.Select(system => new SystemSchedule(system.System.Name, MostEvents / plan.Systems.Length))];

    /// <summary>Who is told the steps of one system.</summary>
    public Action<ServingStep> Observer(int system) => _schedules[system].Add;

    /// <summary>Who is told how the requests of one system end.</summary>
    public Action<RequestOutcome> Sink(int system) => _schedules[system].Add;

    /// <summary>Writes the schedules of some systems.</summary>
    /// <returns>What was left out, a sentence each.</returns>
    public IEnumerable<string> Save(IEnumerable<int> systems)
    {
        var saved = systems.Select(system => _schedules[system]).ToArray();
        OutputFile.Write(path, stream => TraceEvents.Write(saved, stream));
        return saved.Where(static schedule => schedule.StepsLeftOut + schedule.RequestsLeftOut > 0).Select(static schedule => string.Create(CultureInfo.InvariantCulture,
            $"Trace events: the last {schedule.StepsLeftOut:#,0} steps and {schedule.RequestsLeftOut:#,0} requests of “{schedule.System}” are left out; a file holds {MostEvents:#,0} events, as many for each system. Take fewer --requests to see all."));
    }
}
