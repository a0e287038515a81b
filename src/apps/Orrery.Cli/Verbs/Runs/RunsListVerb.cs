using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Verbs.Runs;

/// <summary><c>orrery runs list</c>.</summary>
static class RunsListVerb
{
    public static Command Create(Session session)
    {
        var store = RunStoreAccess.Option();
        var format = FormatOption.Create();
        var verb = new Verb("list", "List the runs, the latest first", "orrery runs list", "orrery runs list --format csv") { store, format };
        verb.SetAction(parsed =>
        {
            using var runs = RunStoreAccess.Open(RunStoreAccess.Path(session, parsed.GetValue(store)));
            var listing = new Listing(new("runId", "Run"), new("created", "Kept"), new("scenario", "Scenario"), new("seed", ">Seed"), new("systems", ">Systems"),
                new("objectivesMet", "Objectives"), new("cheapest", "Cheapest"), new("cheapestDollarsPerMillionTokens", ">$/M tokens"), new("fastest", "Fastest"), new("leastCarbon", "Least carbon"));
            foreach (var run in runs.List())
                listing.Add(new(run.Id, run.Id[..12]), run.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), run.Scenario, run.Seed, run.Systems,
                    new(run.ObjectivesMet, run.ObjectivesMet ? "met" : "–"), run.Cheapest, new(run.CheapestDollarsPerMillionTokens, $"{run.CheapestDollarsPerMillionTokens:0.00}"), run.Fastest, run.LeastCarbon);
            listing.Write(session, parsed.GetValue(format));
            return ExitCode.Done;
        });
        return verb;
    }
}
