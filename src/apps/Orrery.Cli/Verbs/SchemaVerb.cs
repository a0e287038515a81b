using System.CommandLine;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs;

/// <summary><c>orrery schema</c>: the JSON Schema of scenarios, for editors.</summary>
static class SchemaVerb
{
    public static Command Create(Session session)
    {
        var catalog = CatalogAccess.Option();
        var verb = new Verb("schema", "Print the JSON Schema of scenarios, for editors that complete and check YAML", "orrery schema > orrery.schema.json") { catalog };
        verb.SetAction(parsed =>
        {
            session.Output.Write(ScenarioSchema.Write(CatalogAccess.Open(session, parsed.GetValue(catalog))));
            return ExitCode.Done;
        });
        return verb;
    }
}
