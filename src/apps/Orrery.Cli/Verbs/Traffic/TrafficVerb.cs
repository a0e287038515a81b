using System.CommandLine;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary><c>orrery traffic</c>: traces and synthetic traffic.</summary>
static class TrafficVerb
{
    public static Command Create(Session session) =>
        new("traffic", "Describe a trace, fit synthetic traffic to it, draw traffic")
        {
            TrafficListVerb.Create(session),
            TrafficShowVerb.Create(session),
            TrafficStatsVerb.Create(session),
            TrafficFitVerb.Create(session),
            TrafficSynthVerb.Create(session),
        };

    public static Argument<string> Trace() => new("trace") { Description = "A trace: Azure, BurstGPT, Mooncake, Vidur, Splitwise or a CSV or JSON lines of your own; - reads the standard input", HelpName = "FILE" };

    public static Option<long> Seed() => new("--seed") { Description = "Seed of every draw [default: 1]", HelpName = "N", DefaultValueFactory = _ => 1 };
}
