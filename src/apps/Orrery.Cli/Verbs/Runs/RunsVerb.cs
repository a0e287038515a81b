using System.CommandLine;
using Orrery.Evaluation;
using Orrery.Reporting.Store;

namespace Orrery.Cli.Verbs.Runs;

/// <summary><c>orrery runs</c>: the runs that were kept.</summary>
static class RunsVerb
{
    public static Command Create(Session session) =>
        new("runs", "List, show, compare and delete the runs that were kept")
        {
            RunsListVerb.Create(session),
            RunsShowVerb.Create(session),
            RunsCompareVerb.Create(session),
            RunsDeleteVerb.Create(session),
        };

    /// <summary>The start of a run's identity.</summary>
    public static Argument<string> Run(Session session, string name = "run")
    {
        var argument = new Argument<string>(name) { Description = "The first digits of a run's identity, as orrery runs list shows it", HelpName = "RUN" };
        argument.CompletionSources.Add(_ => Identities(session));
        return argument;
    }

    /// <summary>The run that was looked up.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    public static RunResult Found(RunLookup lookup) => lookup switch
    {
        RunLookup.Found found => found.Result,
        RunLookup.Ambiguous several => throw new InputException($"several runs start with '{several.Prefix}'", $"give more digits: {string.Join(", ", several.Ids.Select(id => id[..16]))}"),
        RunLookup.Unknown unknown => throw new InputException($"no run starts with '{unknown.Prefix}'", "orrery runs list"),
        _ => throw new InvalidOperationException(),
    };

    static IEnumerable<string> Identities(Session session)
    {
        var path = RunStoreAccess.Path(session, null);
        if (!File.Exists(path)) return [];
        try
        {
            using var store = RunStore.Open(path);
            return [.. store.List().Select(r => r.Id[..12])];
        }
        catch (RunStoreException)
        {
            return [];
        }
    }
}
