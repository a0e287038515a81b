using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary>Traffic of the catalog, named on the command line.</summary>
static class CatalogTrafficArgument
{
    public static Argument<string> Create(Session session)
    {
        var name = new Argument<string>("name") { Description = "Traffic of the catalog", HelpName = "NAME" };
        name.CompletionSources.Add(_ => CatalogAccess.Names(session, CatalogKind.Traffic));
        return name;
    }

    /// <summary>Looks it up; null, with its diagnostics printed, where it does not exist.</summary>
    public static CatalogTraffic? Find(Session session, CatalogStore store, string name)
    {
        var diagnostics = new DiagnosticBag();
        var traffic = store.Traffic(name, diagnostics);
        DiagnosticsText.Write(session, diagnostics);
        return diagnostics.HasErrors ? null : traffic;
    }
}
