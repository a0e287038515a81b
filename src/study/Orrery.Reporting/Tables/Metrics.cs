using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

/// <summary>The metrics that systems are compared by, in the order they are shown: one table for the terminal, the page and the store.</summary>
public static class Metrics
{
    /// <summary>Headings in order.</summary>
    internal const string Latency = "Latency", Sessions = "Sessions", Throughput = "Throughput", Utilisation = "Utilisation", Energy = "Energy", Cost = "Cost", Carbon = "Carbon", Merit = "For what it takes, at saturation", Centre = "In the data centre";

    /// <summary>All of them.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        .. Latencies("ttft", "Time to first token", s => s.Ttft, r => r.TtftMean, r => r.TtftP50, r => r.TtftP99),
        .. Latencies("tpot", "Time per output token", s => s.Tpot, r => r.TpotMean, r => r.TpotP50, r => r.TpotP99),
        .. Latencies("itl", "Gap between tokens", s => s.Itl),
        .. Latencies("e2e", "End to end", s => s.E2e, p50: r => r.E2eP50),
        Simulated("sessions.completed", Sessions, "Sessions finished", FigureKind.Count, Better.Higher, s => s.Sessions?.Completed),
        Simulated("sessions.failed", Sessions, "Sessions failed", FigureKind.Count, Better.Lower, s => s.Sessions?.Failed),
        Simulated("sessions.duration.p50Seconds", Sessions, "First question to last token, p50", FigureKind.Seconds, Better.Lower, s => s.Sessions?.Duration.P50Seconds),
        Simulated("sessions.duration.p99Seconds", Sessions, "First question to last token, p99", FigureKind.Seconds, Better.Lower, s => s.Sessions?.Duration.P99Seconds),
        Simulated("sessions.served.meanSeconds", Sessions, "Of that waiting for the model, mean", FigureKind.Seconds, Better.Lower, s => s.Sessions?.Served.MeanSeconds),
        Simulated("sessions.requests", Sessions, "Requests of one, mean", FigureKind.Count, Better.Neither, s => s.Sessions?.Requests),
        Simulated("sessions.peakTokens", Sessions, "Peak context, mean tokens", FigureKind.Count, Better.Neither, s => s.Sessions?.PeakTokens),
        Simulated("sessions.peakTokensP99", Sessions, "Peak context, p99 tokens", FigureKind.Count, Better.Neither, s => s.Sessions?.PeakTokensP99),
        Simulated("sessions.peakKvBytes", Sessions, "KV cache of the mean peak", FigureKind.Bytes, Better.Lower, s => s.Sessions?.PeakKvBytes),
        Simulated("sessions.joules", Sessions, "IT energy of one", FigureKind.Joules, Better.Lower, s => s.Sessions?.Joules),
        Simulated("sessions.dollars", Sessions, "Cost of one", FigureKind.Dollars, Better.Lower, s => s.Sessions?.Dollars),
        Simulated("requests.completed", Throughput, "Requests finished", FigureKind.Count, Better.Higher, s => s.Requests.Completed),
        Simulated("requests.rejected", Throughput, "Requests impossible", FigureKind.Count, Better.Lower, s => s.Requests.Rejected),
        Simulated("access.shed", Throughput, "Requests shed", FigureKind.Count, Better.Lower, s => s.Access?.Shed),
        Simulated("access.timedOut", Throughput, "Requests timed out", FigureKind.Count, Better.Lower, s => s.Access?.TimedOut),
        Simulated("access.failed", Throughput, "Requests failed", FigureKind.Count, Better.Lower, s => s.Access?.Failed),
        Simulated("access.cancelled", Throughput, "Requests cancelled", FigureKind.Count, Better.Neither, s => s.Access?.Cancelled),
        Simulated("access.attempts", Throughput, "Attempts", FigureKind.Count, Better.Lower, s => s.Access?.Attempts),
        Simulated("access.wastedOutputTokens", Throughput, "Output tokens wasted", FigureKind.Count, Better.Lower, s => s.Access?.WastedOutputTokens),
        Simulated("access.availability", Throughput, "Replicas up", FigureKind.Share, Better.Higher, s => s.Access?.Availability),
        Simulated("throughput.requestsPerSecond", Throughput, "Requests", FigureKind.RequestsPerSecond, Better.Higher, s => s.Throughput.RequestsPerSecond),
        Simulated("throughput.outputTokensPerSecond", Throughput, "Output", FigureKind.TokensPerSecond, Better.Higher, s => s.Throughput.OutputTokensPerSecond) with { Range = r => r.OutputTokensPerSecond },
        Simulated("throughput.outputTokensPerSecondPerDevice", Throughput, "Output per device", FigureKind.TokensPerSecond, Better.Higher, s => s.Throughput.OutputTokensPerSecondPerDevice),
        Simulated("goodput.requestsPerSecond", Throughput, "Goodput", FigureKind.RequestsPerSecond, Better.Higher, s => s.Goodput.RequestsPerSecond),
        Simulated("goodput.share", Throughput, "Requests within objectives", FigureKind.Share, Better.Higher, s => s.Goodput.Share),
        Simulated("tenants.serviceFairness", Throughput, "Fairness of service", FigureKind.Share, Better.Higher, s => s.Tenants?.ServiceFairness),
        Simulated("tenants.slowdownFairness", Throughput, "Fairness of slowdown", FigureKind.Share, Better.Higher, s => s.Tenants?.SlowdownFairness),
        new("analytic.saturationOutputTokensPerSecond", Throughput, "Output at saturation", FigureKind.TokensPerSecond, Better.Higher, s => s.Analytic?.SaturationOutputTokensPerSecond),
        new("analytic.maxConcurrency", Throughput, "Sequences the cache holds", FigureKind.Count, Better.Higher, s => s.Analytic?.MaxConcurrency),
        Simulated("utilisation.busy", Utilisation, "Time busy", FigureKind.Share, Better.Neither, s => s.Utilisation.Busy),
        Simulated("utilisation.compute", Utilisation, "Compute", FigureKind.Share, Better.Neither, s => s.Utilisation.Compute),
        Simulated("utilisation.links", Utilisation, "Links", FigureKind.Share, Better.Neither, s => s.Utilisation.Links),
        Simulated("utilisation.kvMean", Utilisation, "KV cache, mean", FigureKind.Share, Better.Neither, s => s.Utilisation.KvMean),
        Simulated("utilisation.kvPeak", Utilisation, "KV cache, peak", FigureKind.Share, Better.Neither, s => s.Utilisation.KvPeak),
        Simulated("queue.p99", Utilisation, "Waiting at a replica, p99", FigureKind.Count, Better.Lower, s => s.Queue?.P99),
        Simulated("queue.blockedShare", Utilisation, "Cache without room for the next", FigureKind.Share, Better.Lower, s => s.Queue?.BlockedShare),
        Simulated("queue.recomputedTokens", Utilisation, "Tokens computed again", FigureKind.Count, Better.Lower, s => s.Queue?.RecomputedTokens),
        Simulated("energy.acceleratorWatts", Energy, "Accelerators", FigureKind.Watts, Better.Lower, s => s.Energy.AcceleratorWatts),
        Simulated("energy.facilityWatts", Energy, "Facility", FigureKind.Watts, Better.Lower, s => s.Energy.FacilityWatts),
        Simulated("energy.joulesPerToken", Energy, "IT energy per output token", FigureKind.Joules, Better.Lower, s => s.Energy.JoulesPerToken) with { Range = r => r.JoulesPerToken },
        Simulated("cost.dollarsPerHour", Cost, "Per hour", FigureKind.Dollars, Better.Lower, s => s.Cost.DollarsPerHour),
        Simulated("cost.dollarsPerMillionTokens", Cost, "Per million output tokens", FigureKind.Dollars, Better.Lower, s => s.Cost.DollarsPerMillionTokens) with { Range = r => r.DollarsPerMillionTokens },
        Simulated("cost.dollarsPerMillionTokensAtSaturation", Cost, "… at saturation", FigureKind.Dollars, Better.Lower, s => s.Cost.DollarsPerMillionTokensAtSaturation),
        Simulated("cost.rentDollarsPerMillionTokens", Cost, "… rented", FigureKind.Dollars, Better.Lower, s => s.Cost.RentDollarsPerMillionTokens),
        Simulated("carbon.operationalGramsPerMillionTokens", Carbon, "Operational per million tokens", FigureKind.Grams, Better.Lower, s => s.Carbon.OperationalGramsPerMillionTokens),
        Simulated("carbon.embodiedLowGramsPerMillionTokens", Carbon, "Embodied, low estimate", FigureKind.Grams, Better.Lower, s => s.Carbon.EmbodiedLowGramsPerMillionTokens),
        Simulated("carbon.embodiedHighGramsPerMillionTokens", Carbon, "Embodied, high estimate", FigureKind.Grams, Better.Lower, s => s.Carbon.EmbodiedHighGramsPerMillionTokens),
        Simulated("carbon.totalLowGramsPerMillionTokens", Carbon, "Total, low estimate", FigureKind.Grams, Better.Lower, s => s.Carbon.TotalLowGramsPerMillionTokens),
        Simulated("carbon.totalHighGramsPerMillionTokens", Carbon, "Total, high estimate", FigureKind.Grams, Better.Lower, s => s.Carbon.TotalHighGramsPerMillionTokens),
        Simulated("merit.tokensPerDollar", Merit, "Output tokens per dollar", FigureKind.Count, Better.Higher, s => s.Merit?.TokensPerDollar),
        Simulated("merit.tokensPerJoule", Merit, "Output tokens per joule", FigureKind.Count, Better.Higher, s => s.Merit?.TokensPerJoule),
        Simulated("merit.tokensPerKilogramLow", Merit, "Output tokens per kg CO₂e, low", FigureKind.Count, Better.Higher, s => s.Merit?.TokensPerKilogramLow),
        Simulated("merit.tokensPerKilogramHigh", Merit, "Output tokens per kg CO₂e, high", FigureKind.Count, Better.Higher, s => s.Merit?.TokensPerKilogramHigh),
        Simulated("dataCentre.copies", Centre, "Copies that it holds", FigureKind.Count, Better.Neither, s => s.DataCentre?.Copies),
        Simulated("dataCentre.devices", Centre, "Accelerators in them", FigureKind.Count, Better.Neither, s => s.DataCentre?.Devices),
        Simulated("dataCentre.outputTokensPerSecond", Centre, "Output of all at saturation", FigureKind.TokensPerSecond, Better.Higher, s => s.DataCentre?.OutputTokensPerSecond),
    ];

    static Metric Simulated(string path, string group, string label, FigureKind kind, Better better, Func<SimulatedResult, double?> of) =>
        new("simulated." + path, group, label, kind, better, system => system.Simulated is { } simulated ? of(simulated) : null);

    static IEnumerable<Metric> Latencies(
        string name, string label, Func<SimulatedResult, LatencyResult> of,
        Func<RangesOfRun, PredictedRange>? mean = null, Func<RangesOfRun, PredictedRange>? p50 = null, Func<RangesOfRun, PredictedRange>? p99 = null)
    {
        yield return Simulated(name + ".meanSeconds", Latency, label + ", mean", FigureKind.Seconds, Better.Lower, s => of(s).MeanSeconds) with { Range = mean };
        yield return Simulated(name + ".p50Seconds", Latency, label + ", p50", FigureKind.Seconds, Better.Lower, s => of(s).P50Seconds) with { Range = p50 };
        yield return Simulated(name + ".p90Seconds", Latency, label + ", p90", FigureKind.Seconds, Better.Lower, s => of(s).P90Seconds);
        yield return Simulated(name + ".p99Seconds", Latency, label + ", p99", FigureKind.Seconds, Better.Lower, s => of(s).P99Seconds) with { Range = p99 };
    }
}
