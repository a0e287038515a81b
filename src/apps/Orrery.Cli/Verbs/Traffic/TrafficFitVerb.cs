using System.CommandLine;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Units;
using Orrery.Workloads.Traffic;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary><c>orrery traffic fit</c>.</summary>
static class TrafficFitVerb
{
    public static Command Create(Session session)
    {
        var trace = TrafficVerb.Trace();
        var title = new Option<string>("--title") { Description = "The entry's title; the file's name where not given", HelpName = "TEXT" };
        var source = new Option<string>("--source") { Description = "Where the trace is from; its file name where not given", HelpName = "TEXT" };
        var output = new Option<string>("--output") { Description = "Write to a file instead of the standard output", HelpName = "FILE" };
        var verb = new Verb("fit", "Fit synthetic traffic to a trace and write it as an entry of the catalog",
            "orrery traffic fit conversations.csv --output mine/traffic/conversations.yaml") { trace, title, source, output };
        verb.SetAction(parsed => Fit(session, parsed.GetValue(trace)!, parsed.GetValue(title), parsed.GetValue(source), parsed.GetValue(output)));
        return verb;
    }

    static int Fit(Session session, string trace, string? title, string? source, string? output)
    {
        using var file = new TraceFile(session, trace);
        TrafficFitResult fit;
        try
        {
            fit = TrafficFit.Of(file.Reader);
        }
        catch (ArgumentException exception)
        {
            return file.ReportProblems() ? ExitCode.BadInput : throw new InputException($"{trace}: {exception.Message.Split(" (Parameter")[0]}");
        }
        if (file.ReportProblems()) return ExitCode.BadInput;

        var (whole, held) = (fit.Quality, fit.HeldOut);
        session.Error.WriteLine($"Kolmogorov-Smirnov distance: prompts {whole.InputKs:0.####} (unseen {held.InputKs:0.####}), outputs {whole.OutputKs:0.####} ({held.OutputKs:0.####}), gaps {whole.GapKs:0.####} ({held.GapKs:0.####}); error of the rate {whole.RateError:0.####} ({held.RateError:0.####}).");
        var entry = TrafficYaml.Write(fit.Spec, whole, title ?? Path.GetFileNameWithoutExtension(trace), new Provenance(ProvenanceKind.Fitted, source ?? Path.GetFileName(trace)));
        if (output is null) session.Output.Write(entry);
        else OutputFile.Write(OutputFile.Target(session, output), stream => stream.Write(Encoding.UTF8.GetBytes(entry)));
        return ExitCode.Done;
    }
}
