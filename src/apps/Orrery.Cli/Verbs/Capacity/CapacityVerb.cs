using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Cli.Verbs.Run;
using Orrery.Evaluation;
using Orrery.Reporting.Json;
using Orrery.Scenarios;
using Orrery.Units;

namespace Orrery.Cli.Verbs.Capacity;

/// <summary><c>orrery capacity</c>: the highest rate that each system sustains, and what carries a load for least.</summary>
static class CapacityVerb
{
    // Long enough for a queue that grows to show, short enough for hundreds of simulations.
    const long UsualRequests = 3000;

    public static Command Create(Session session)
    {
        var scenario = ScenarioInput.Argument();
        var load = new Option<double?>("--load") { Description = "Requests per second to be carried: how many copies of each system, and which is cheapest", HelpName = "R" };
        var replications = new Option<int>("--replications") { Description = "Searches a system, each with other random streams; the interval is over them. A trace file is searched once", HelpName = "N", DefaultValueFactory = _ => 5 };
        var requests = new Option<long>("--requests") { Description = "Requests of one simulation", HelpName = "N", DefaultValueFactory = _ => UsualRequests };
        var resolution = new Option<double>("--resolution") { Description = "Relative width at which a search stops", HelpName = "SHARE", DefaultValueFactory = _ => 0.02 };
        var seed = new Option<long?>("--seed") { Description = "Seed of the first replication; the scenario's where not given", HelpName = "N" };
        var threads = new Option<int>("--threads") { Description = "Searches made at once; all cores where not given. The result does not depend on it", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var format = FormatOption.Create();
        var catalog = CatalogAccess.Option();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Say nothing beside the data and errors" };
        load.Validators.Add(result => { if (!(result.GetValueOrDefault<double?>() is null or > 0)) result.AddError("--load is a positive number of requests per second."); });
        replications.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 1) result.AddError("--replications is at least 1."); });
        requests.Validators.Add(result => { if (result.GetValueOrDefault<long>() < 100) result.AddError("--requests is at least 100: fewer show nothing of a queue."); });
        resolution.Validators.Add(result => { if (result.GetValueOrDefault<double>() is not (>= 0.001 and <= 1)) result.AddError("--resolution is from 0.001 to 1."); });

        var verb = new Verb("capacity", "Find the highest rate that each system sustains under the objectives, and what carries a load for least",
            "orrery capacity examples/chat.yaml",
            "orrery capacity examples/chat.yaml --load 100 --replications 3")
        {
            scenario, load, replications, requests, resolution, seed, threads, format, catalog, quiet,
        };
        verb.SetAction(parsed =>
        {
            var changes = new ScenarioChanges(parsed.GetValue(seed), parsed.GetValue(requests));
            if (ScenarioInput.Read(session, parsed.GetValue(scenario)!, CatalogAccess.Open(session, parsed.GetValue(catalog)), changes, parsed.GetValue(quiet)) is not { } plan) return ExitCode.BadInput;
            if (plan.Traffic.Users is not null) throw new InputException("A capacity is a rate of arrivals, and a closed loop has none: leave 'closed-loop' out.");
            using var traffic = new TrafficOpener(plan);
            CapacityResult result;
            using (var line = new ProgressLine(session, parsed.GetValue(quiet)))
            {
                result = CapacitySearch.Run(plan, traffic.Open, new CapacityOptions
                {
                    Load = parsed.GetValue(load),
                    Replications = parsed.GetValue(replications),
                    Resolution = parsed.GetValue(resolution),
                    Threads = parsed.GetValue(threads),
                    Progress = (done, all) => line.Report(() => $"{done} of {all} searches"),
                }, session.Stop);
            }
            if (traffic.ReportProblems(session)) return ExitCode.BadInput;
            Write(session, result, parsed.GetValue(format));
            return result.Cheapest is null ? ExitCode.No : ExitCode.Done;
        });
        return verb;
    }

    static void Write(Session session, CapacityResult result, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            CapacityResultJson.Write(result, session.Output);
            return;
        }

        var listing = new Listing(
            new("system", "System"), new("devices", ">Devices"), new("requestsPerSecond", ">Sustains"), new("lowRequestsPerSecond", ">95 % from"), new("highRequestsPerSecond", ">to"),
            new("limit", "What gives way"), new("outputTokensPerSecond", ">tok/s"), new("joulesPerToken", ">Energy/token"), new("dollarsPerHour", ">$/h"), new("dollarsPerMillionTokens", ">$/M tokens"),
            new("loadCopies", ">Copies for load"), new("loadDevices", ">Devices"), new("loadDollarsPerHour", ">$/h"), new("loadDollarsPerMillionTokens", ">$/M tokens"));
        foreach (var s in result.Systems)
        {
            listing.Add(
                s.Name, s.Devices, Rate(s.Fits ? s.RequestsPerSecond : null), Rate(s.LowRequestsPerSecond), Rate(s.HighRequestsPerSecond), s.Fits ? s.Limit : "does not fit",
                Number(s.OutputTokensPerSecond, "#,0"), new(s.JoulesPerToken, new Joules(s.JoulesPerToken).ToString()), Number(s.DollarsPerHour, "#,0.00"), Number(s.DollarsPerMillionTokens, "#,0.00"),
                s.ForLoad is { } plan ? plan.Copies : new ListingCell(null, "–"), s.ForLoad is { } devices ? devices.Devices : new ListingCell(null, "–"),
                Number(s.ForLoad?.DollarsPerHour, "#,0.00"), Number(s.ForLoad?.DollarsPerMillionTokens, "#,0.00"));
        }
        listing.Write(session, format);
        if (format != OutputFormat.Table) return;
        session.Output.WriteLine();
        session.Output.WriteLine(result.Objectives.IsEmpty ? "No objectives: a rate is sustained while the queue does not grow without end." : $"Objectives: {string.Join(", ", result.Objectives)}.");
        session.Output.WriteLine(result.Cheapest is null ? "No system sustains this." : result.LoadRequestsPerSecond is { } asked ? $"“{result.Cheapest}” carries {asked:0.##} req/s for least." : $"“{result.Cheapest}” serves a token for least at its highest rate.");
    }

    static ListingCell Rate(double? rate) => new(rate, rate is { } value ? $"{value:#,0.##} req/s" : "–");

    static ListingCell Number(double? number, string pattern) => new(number, number is { } value ? value.ToString(pattern) : "–");
}
