using System.CommandLine;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs;

/// <summary><c>orrery show</c>: the plan, as a scenario with nothing left out.</summary>
static class ShowVerb
{
    public static Command Create(Session session)
    {
        var scenario = ScenarioInput.Argument();
        var catalog = CatalogAccess.Option();
        var verb = new Verb("show", "Show the fully resolved plan, every default and every catalog entry written out; it is itself a scenario",
            "orrery show examples/chat.yaml", "orrery show examples/chat.yaml > everything.yaml") { scenario, catalog };
        verb.SetAction(parsed =>
        {
            if (ScenarioInput.Read(session, parsed.GetValue(scenario)!, CatalogAccess.Open(session, parsed.GetValue(catalog)), new()) is not { } plan) return ExitCode.BadInput;
            session.Output.Write(PlanText.Explain(plan));
            return ExitCode.Done;
        });
        return verb;
    }
}
