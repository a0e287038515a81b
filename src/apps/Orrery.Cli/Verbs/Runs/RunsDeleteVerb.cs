using System.CommandLine;

namespace Orrery.Cli.Verbs.Runs;

/// <summary><c>orrery runs delete</c>.</summary>
static class RunsDeleteVerb
{
    public static Command Create(Session session)
    {
        var run = RunsVerb.Run(session);
        var store = RunStoreAccess.Option();
        var verb = new Verb("delete", "Delete a run from the store", "orrery runs delete 1f0c") { run, store };
        verb.SetAction(parsed =>
        {
            using var runs = RunStoreAccess.Open(RunStoreAccess.Path(session, parsed.GetValue(store)));
            var result = RunsVerb.Found(runs.Delete(parsed.GetValue(run)!));
            session.Error.WriteLine($"Deleted {result.RunId[..12]}, {result.Scenario}.");
            return ExitCode.Done;
        });
        return verb;
    }
}
