using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary><c>orrery traffic synth</c>.</summary>
static class TrafficSynthVerb
{
    public static Command Create(Session session)
    {
        var name = CatalogTrafficArgument.Create(session);
        var requests = new Option<long?>("--requests") { Description = "Requests; as many as the entry says where not given", HelpName = "N" };
        var scale = new Option<double>("--scale") { Description = "Rate relative to the entry's [default: 1]", HelpName = "X", DefaultValueFactory = _ => 1 };
        scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < double.PositiveInfinity)) result.AddError("--scale is a positive number.");
        });
        var seed = TrafficVerb.Seed();
        var output = new Option<string>("--output") { Description = "Write to a file instead of the standard output", HelpName = "FILE" };
        var catalog = CatalogAccess.Option();
        var verb = new Verb("synth", "Draw traffic of the catalog as a trace in CSV",
            "orrery traffic synth azure-conversation-2023 --requests 1000 --output trace.csv") { name, requests, scale, seed, output, catalog };
        verb.SetAction(parsed =>
        {
            if (CatalogTrafficArgument.Find(session, CatalogAccess.Open(session, parsed.GetValue(catalog)), parsed.GetValue(name)!) is not { } traffic) return ExitCode.BadInput;
            var spec = new TrafficSpec { Synthetic = traffic.Spec, Requests = parsed.GetValue(requests), Scale = parsed.GetValue(scale) };
            var source = InstantAnswers.Of(ServedTraffic.Open(spec, new RandomStreams((ulong)parsed.GetValue(seed))).Requests);
            var sessions = traffic.Spec.Session is not null;
            if (parsed.GetValue(output) is not { } named)
            {
                Write(source, sessions, session.Output, session.Stop);
                return ExitCode.Done;
            }
            OutputFile.Write(OutputFile.Target(session, named), stream =>
            {
                using var writer = new StreamWriter(stream);
                Write(source, sessions, writer, session.Stop);
            });
            return ExitCode.Done;
        });
        return verb;
    }

    // Of sessions each request comes as if the one before it were answered at once: `replay: sessions` then sends them after the same pauses.
    static void Write(IRequestSource source, bool sessions, TextWriter writer, CancellationToken stop)
    {
        writer.Write(sessions ? "arrival_s,input_tokens,output_tokens,session_id\n" : "arrival_s,input_tokens,output_tokens\n");
        while (source.TryNext(out var request))
        {
            stop.ThrowIfCancellationRequested();
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{request.Arrival.TotalSeconds:0.############},{request.InputTokens},{request.OutputTokens}"));
            if (sessions) writer.Write(string.Create(CultureInfo.InvariantCulture, $",{request.Session}"));
            writer.Write('\n');
        }
    }
}
