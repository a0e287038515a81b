using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary><c>orrery catalog check</c>.</summary>
static class CatalogCheckVerb
{
    public static Command Create(Session session)
    {
        var catalog = CatalogAccess.Option();
        var verb = new Verb("check", "Read every entry: each must be well formed and every number must have a source",
            "orrery catalog check", "orrery catalog check --catalog ./mine") { catalog };
        verb.SetAction(parsed =>
        {
            var store = CatalogAccess.Open(session, parsed.GetValue(catalog));
            var diagnostics = new DiagnosticBag();
            store.Check(diagnostics);
            DiagnosticsText.Write(session, diagnostics);
            if (diagnostics.HasErrors) return ExitCode.BadInput;
            session.Output.WriteLine($"{CatalogVerb.Kinds.Sum(k => store.Names(k.Kind).Length)} entries are well formed, and every number has a source.");
            return ExitCode.Done;
        });
        return verb;
    }
}
