using System.CommandLine;
using Orrery.Cli.Terminal;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary><c>orrery traffic stats</c>.</summary>
static class TrafficStatsVerb
{
    public static Command Create(Session session)
    {
        var trace = TrafficVerb.Trace();
        var requests = new Option<long>("--requests") { Description = "Read only the first requests", HelpName = "N", DefaultValueFactory = _ => long.MaxValue };
        var format = FormatOption.Create();
        var verb = new Verb("stats", "Describe a trace: rate, burstiness, lengths, repeated prefixes", "orrery traffic stats conversations.csv", "orrery traffic stats - --format json") { trace, requests, format };
        verb.SetAction(parsed =>
        {
            using var file = new TraceFile(session, parsed.GetValue(trace)!);
            var statistics = TrafficStatistics.Of(file.Reader, parsed.GetValue(requests), session.Stop);
            if (file.ReportProblems()) return ExitCode.BadInput;
            if (file.Reader.Skipped > 0) session.Error.WriteLine($"{file.Reader.Skipped:#,0} requests without output were left out.");
            statistics.ToListing().Write(session, parsed.GetValue(format));
            return ExitCode.Done;
        });
        return verb;
    }
}
