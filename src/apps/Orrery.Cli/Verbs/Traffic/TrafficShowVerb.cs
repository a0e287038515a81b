using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary><c>orrery traffic show</c>.</summary>
static class TrafficShowVerb
{
    public static Command Create(Session session)
    {
        var name = CatalogTrafficArgument.Create(session);
        var seed = TrafficVerb.Seed();
        var catalog = CatalogAccess.Option();
        var format = FormatOption.Create();
        var verb = new Verb("show", "Draw traffic of the catalog and describe what was drawn", "orrery traffic show azure-conversation-2023") { name, seed, catalog, format };
        verb.SetAction(parsed =>
        {
            if (CatalogTrafficArgument.Find(session, CatalogAccess.Open(session, parsed.GetValue(catalog)), parsed.GetValue(name)!) is not { } traffic) return ExitCode.BadInput;
            var source = InstantAnswers.Of(ServedTraffic.Open(new TrafficSpec { Synthetic = traffic.Spec }, new RandomStreams((ulong)parsed.GetValue(seed))).Requests);
            var statistics = TrafficStatistics.Of(source, long.MaxValue, session.Stop);
            if (parsed.GetValue(format) == OutputFormat.Table)
            {
                session.Output.WriteLine(traffic.Title);
                if (traffic.Fit is { } fit)
                    session.Output.WriteLine($"Fitted; Kolmogorov-Smirnov distance of prompts {fit.InputKs}, outputs {fit.OutputKs}, gaps {fit.GapKs}; error of the rate {fit.RateError}.");
                if (traffic.Spec.Session is not null) session.Output.WriteLine("Sessions, as if every answer took no time.");
                session.Output.WriteLine();
            }
            statistics.ToListing().Write(session, parsed.GetValue(format));
            return ExitCode.Done;
        });
        return verb;
    }
}
