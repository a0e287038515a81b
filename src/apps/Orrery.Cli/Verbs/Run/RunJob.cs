using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Evaluation;
using Orrery.Reporting.Html;
using Orrery.Reporting.Store;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Run;

/// <summary>What the user asked of <c>orrery run</c>.</summary>
sealed record RunSettings
{
    public required string Scenario { get; init; }

    public OutputFormat Format { get; init; }

    public string? Output { get; init; }

    public bool Check { get; init; }

    /// <summary>Where the report goes; null for none.</summary>
    public string? Html { get; init; }

    public string? PerRequest { get; init; }

    public string? TraceEvents { get; init; }

    /// <summary>Where the run is kept; null for nowhere.</summary>
    public string? Store { get; init; }

    /// <summary>Whether the user chose the store; then it is an error where it cannot be used.</summary>
    public bool StoreWasNamed { get; init; }

    public ScenarioChanges Changes { get; init; } = new();

    public int Threads { get; init; } = 1;

    public string[]? Catalog { get; init; }

    /// <summary>Whether ranges are worked out.</summary>
    public bool Ranges { get; init; } = true;

    public bool Quiet { get; init; }
}

/// <summary>Carries a run out: scenario, plan, evaluation, result, output.</summary>
sealed class RunJob(Session session, RunSettings settings)
{
    public int Execute()
    {
        if (ScenarioInput.Read(session, settings.Scenario, CatalogAccess.Open(session, settings.Catalog), settings.Changes, settings.Quiet) is not { } plan) return ExitCode.BadInput;
        var (output, html) = (Target(settings.Output), Target(settings.Html));
        using var traffic = new TrafficOpener(plan);
        var traceEvents = Target(settings.TraceEvents) is { } file ? new TraceEventsFile(file, plan) : null;
        using var perRequest = Target(settings.PerRequest) is { } path ? new PerRequestFile(path, plan, traffic.TenantOf) : null;
        var finished = new SystemResult?[plan.Systems.Length];
        RunResult result;
        var stopped = false;
        using (var line = new ProgressLine(session, settings.Quiet))
        {
            var progress = new RunProgress(plan, line);
            var options = new RunOptions
            {
                ProductVersion = Product.Version,
                Threads = settings.Threads,
                Ranges = settings.Ranges,
                Traffic = traffic.Open,
                Progress = progress.Report,
                Sink = system => perRequest?.Sink(system) + traceEvents?.Sink(system),
                Observer = traceEvents is null ? null : traceEvents.Observer,
                Finished = (index, system) => finished[index] = system,
            };
            try
            {
                result = RunEvaluator.Run(plan, traffic.Open, options, session.Stop);
            }
            catch (OperationCanceledException) when (finished.Any(s => s is not null))
            {
                result = RunEvaluator.Collect(plan, [.. finished.OfType<SystemResult>()], options);
                stopped = true;
            }
        }
        if (traffic.ReportProblems(session)) return ExitCode.BadInput;

        Output(result, output, html);
        var saved = Enumerable.Range(0, finished.Length).Where(i => finished[i] is not null);
        perRequest?.Save(saved);
        foreach (var leftOut in traceEvents?.Save(saved) ?? [])
            if (!settings.Quiet) session.Error.WriteLine(leftOut);
        if (stopped)
        {
            session.Error.WriteLine($"Stopped; {result.Systems.Length} of {plan.Systems.Length} systems were finished and are above.");
            return ExitCode.Stopped;
        }
        Keep(result);
        return settings.Check && !IsYes(result) ? ExitCode.No : ExitCode.Done;
    }

    string? Target(string? named) => named is null ? null : OutputFile.Target(session, named);

    void Output(RunResult result, string? output, string? html)
    {
        if (output is not null)
        {
            OutputFile.Write(output, stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(false));
                RunText.Write(session with { Output = writer, OutputIsTerminal = false }, result, settings.Format);
            });
        }
        else
        {
            RunText.Write(session, result, settings.Format);
        }
        if (html is null) return;
        OutputFile.Write(html, stream => stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Write(result))));
        if (!settings.Quiet) session.Error.WriteLine($"Report: {settings.Html}");
    }

    void Keep(RunResult result)
    {
        if (settings.Store is not { } path) return;
        try
        {
            using var store = RunStoreAccess.Open(path);
            store.Save(result, session.Clock.GetUtcNow());
        }
        catch (Exception exception) when (!settings.StoreWasNamed && exception is (RunStoreException or IOException or UnauthorizedAccessException))
        {
            // The data is out; a home that cannot be written must not turn it into a failure.
            if (!settings.Quiet) session.Error.WriteLine($"The run was not kept: {exception.Message}");
        }
    }

    static bool IsYes(RunResult result) =>
        result.Systems.All(s => s is { Fits: true, Simulated: { Requests.Rejected: 0 } simulated } && simulated.Objectives.All(o => o.Met));
}
