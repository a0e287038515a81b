using System.CommandLine;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Evidence;

namespace Orrery.Cli.Verbs.Validate;

/// <summary><c>orrery validate</c>: our prediction beside measured hardware, point by point, with error statistics.</summary>
static class ValidateVerb
{
    public static Command Create(Session session)
    {
        var data = new Option<string?>("--data") { Description = "A folder of measurements with the known file names; the published figures that come with the program where not given", HelpName = "DIR" };
        var traces = new Option<string?>("--traces") { Description = "The folder of the arrival files of recorded runs; 'traces' beside the folder of measurements where not given", HelpName = "DIR" };
        var page = new Option<string?>("--html") { Description = "Write a page with predicted against measured", HelpName = "FILE" };
        var by = new Option<bool>("--by") { Description = "Split statistics by phase, system, model, engine, precision and batch" };
        var unseen = new Option<bool>("--unseen") { Description = "Also fit engines' overheads without the runs that are then predicted: at random, by whole model, by whole system" };
        var check = new Option<bool>("--check") { Description = "Exit with 1 where a bound that must be held is missed" };
        var mode = Choice.Option("--mode", "How optimistic the timing is", "calibrated", ("calibrated", "calibrated"), ("ideal", "ideal"));
        var format = FormatOption.Create();
        var catalog = CatalogAccess.Option();
        var verb = new Verb("validate", "Set our predictions beside measured hardware: error statistics, the worst points, and what cannot be predicted",
            "orrery validate",
            "orrery validate --data measured --html validation.html",
            "orrery validate --data measured --by --unseen --check")
        {
            data, traces, page, by, unseen, check, mode, format, catalog,
        };
        verb.Needs(traces, data);
        verb.Needs(unseen, data);
        verb.SetAction(parsed =>
        {
            var target = parsed.GetValue(page) is { } named ? OutputFile.Target(session, named) : null;
            var systems = new EvidenceSystems(CatalogAccess.Open(session, parsed.GetValue(catalog)), parsed.GetValue(mode)!);
            var report = Read(session, parsed.GetValue(data), parsed.GetValue(traces), systems, parsed.GetValue(unseen));
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: ValidationJson.Write(report, session.Output); break;
                case OutputFormat.Csv: ValidationText.Points(report).Write(session, OutputFormat.Csv); break;
                default: ValidationText.Write(session, report, parsed.GetValue(by)); break;
            }

            if (target is not null) OutputFile.Write(target, stream => stream.Write(Encoding.UTF8.GetBytes(ValidationPage.Write(report))));
            return parsed.GetValue(check) && ValidationTargets.Of(report).Any(target => target.Holds == false) ? ExitCode.No : ExitCode.Done;
        });
        return verb;
    }

    static ValidationReport Read(Session session, string? folder, string? traces, EvidenceSystems systems, bool unseen)
    {
        try
        {
            if (folder is null) return Validator.OfPublished(systems);
            var path = session.Resolve(folder);
            if (!Directory.Exists(path)) throw new InputException($"the folder '{folder}' does not exist", $"known files are {Validator.Files}, and the folder {EngineRuns.Profiles}");
            var runs = new EngineRuns(systems, path, traces is null ? Path.GetFullPath(Path.Combine(path, "..", "traces")) : session.Resolve(traces));
            return Validator.OfFolder(file => File.Exists(Path.Combine(path, file)) ? new StreamReader(Path.Combine(path, file)) : null, systems, unseen, runs);
        }
        catch (EvidenceException exception)
        {
            throw new InputException(exception.Message, exception.Hint);
        }
    }
}
