using System.CommandLine;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Cli.Verbs.Run;
using Orrery.Reporting.Html;

namespace Orrery.Cli.Verbs.Runs;

/// <summary><c>orrery runs show</c>.</summary>
static class RunsShowVerb
{
    public static Command Create(Session session)
    {
        var run = RunsVerb.Run(session);
        var store = RunStoreAccess.Option();
        var html = new Option<string>("--html") { Description = "Write the report to this file as well", HelpName = "FILE" };
        var format = FormatOption.Create();
        var verb = new Verb("show", "Show a run again", "orrery runs show 1f0c", "orrery runs show 1f0c --html report.html") { run, store, html, format };
        verb.SetAction(parsed =>
        {
            var page = parsed.GetValue(html) is { } named ? OutputFile.Target(session, named) : null;
            using var runs = RunStoreAccess.Open(RunStoreAccess.Path(session, parsed.GetValue(store)));
            var result = RunsVerb.Found(runs.Get(parsed.GetValue(run)!));
            RunText.Write(session, result, parsed.GetValue(format));
            if (page is not null) OutputFile.Write(page, stream => stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Write(result))));
            return ExitCode.Done;
        });
        return verb;
    }
}
