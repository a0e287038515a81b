using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Performance;

namespace Orrery.Cli.Verbs.Run;

/// <summary><c>orrery run</c>: what every system of a scenario would do with its traffic.</summary>
static class RunVerb
{
    public static Command Create(Session session)
    {
        var scenario = ScenarioInput.Argument();
        var format = FormatOption.Create();
        var output = new Option<string>("--output") { Description = "Write the data to a file instead of the standard output", HelpName = "FILE" };
        var check = new Option<bool>("--check") { Description = "Exit with 1 where a system does not fit, rejects requests or misses an objective" };
        var html = new Option<string>("--html") { Description = "Write the report to this file [default: SCENARIO.report.html here, beside a table]", HelpName = "FILE" };
        var noHtml = new Option<bool>("--no-html") { Description = "Write no report" };
        var perRequest = new Option<string>("--per-request") { Description = "Write what happened to each request, as CSV, or as JSON lines where the name ends in .jsonl", HelpName = "FILE" };
        var traceEvents = new Option<string>("--trace-events") { Description = "Write what every replica worked on and when, for Perfetto or chrome://tracing", HelpName = "FILE" };
        var noRanges = new Option<bool>("--no-ranges") { Description = "Do not work out where four in five measured systems would lie, for which some of the traffic is served again" };
        var store = RunStoreAccess.Option();
        var noStore = new Option<bool>("--no-store") { Description = "Do not keep the run in the store" };
        var seed = new Option<long?>("--seed") { Description = "Seed of every random stream; the scenario's where not given", HelpName = "N" };
        var requests = new Option<long?>("--requests") { Description = "Take no more requests than this", HelpName = "N" };
        var mode = Choice.Option<PerformanceMode?>("--mode", "How optimistic the timing is", null, ("scenario", null), ("ideal", PerformanceMode.Ideal), ("calibrated", PerformanceMode.Calibrated));
        var threads = new Option<int>("--threads") { Description = "Systems simulated at once; all cores where not given. The result does not depend on it", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var catalog = CatalogAccess.Option();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Say nothing beside the data and errors" };
        requests.Validators.Add(result => AtLeastOne(result, result.GetValueOrDefault<long?>()));
        threads.Validators.Add(result => AtLeastOne(result, result.GetValueOrDefault<int>()));

        var verb = new Verb("run", "Run a scenario: evaluate every system, serve the traffic on it, compare",
            "orrery run examples/chat.yaml",
            "orrery run examples/chat.yaml --requests 2000 --format json --output result.json",
            "orrery run examples/chat.yaml --check --no-html --quiet")
        {
            scenario, format, output, check, html, noHtml, perRequest, traceEvents, noRanges, store, noStore, seed, requests, mode, threads, catalog, quiet,
        };
        verb.Excludes(noHtml, html);
        verb.Excludes(noStore, store);
        verb.SetAction(parsed => new RunJob(session, new RunSettings
        {
            Scenario = parsed.GetValue(scenario)!,
            Format = parsed.GetValue(format),
            Output = parsed.GetValue(output),
            Check = parsed.GetValue(check),
            Html = parsed.GetValue(noHtml) ? null : parsed.GetValue(html) ?? (parsed.GetValue(format) == OutputFormat.Table ? ReportBeside(parsed.GetValue(scenario)!) : null),
            PerRequest = parsed.GetValue(perRequest),
            TraceEvents = parsed.GetValue(traceEvents),
            Store = parsed.GetValue(noStore) ? null : RunStoreAccess.Path(session, parsed.GetValue(store)),
            StoreWasNamed = parsed.GetValue(store) is not null,
            Changes = new(parsed.GetValue(seed), parsed.GetValue(requests), parsed.GetValue(mode)),
            Threads = parsed.GetValue(threads),
            Catalog = parsed.GetValue(catalog),
            Ranges = !parsed.GetValue(noRanges),
            Quiet = parsed.GetValue(quiet),
        }).Execute());
        return verb;
    }

    static string ReportBeside(string scenario) => (scenario == "-" ? "orrery" : Path.GetFileNameWithoutExtension(scenario)) + ".report.html";

    static void AtLeastOne(System.CommandLine.Parsing.OptionResult result, long? number)
    {
        if (number < 1) result.AddError($"{result.Option.Name} is {number}; it is at least 1.");
    }
}
