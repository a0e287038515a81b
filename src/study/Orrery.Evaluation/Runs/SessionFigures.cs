using Orrery.Performance;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Turns what sessions have seen into means, energy and money of one.</summary>
static class SessionFigures
{
    /// <summary>The figures; null where there are no sessions.</summary>
    public static SessionResult? Of(EngineModel engine, ServingResult served, double joulesPerToken, double dollarsPerMillionTokens)
    {
        if (served.Sessions is not { } sessions) return null;
        var peak = Mean(sessions.PeakTokens);
        var tokens = sessions.Completed > 0 ? (double)served.OutputTokens / sessions.Completed : 0;
        return new SessionResult
        {
            Began = sessions.Began,
            Completed = sessions.Completed,
            AtLimit = sessions.AtLimit,
            Failed = sessions.Failed,
            Duration = Latency(sessions.Duration),
            Served = Latency(sessions.Served),
            Requests = Mean(sessions.Requests),
            InputTokens = Mean(sessions.InputTokens),
            OutputTokens = Mean(sessions.OutputTokens),
            PeakTokens = peak,
            PeakTokensP99 = sessions.Completed > 0 ? sessions.PeakTokens.Quantile(0.99) : 0,
            PeakKvBytes = KvBytes(engine, peak),
            Dependency = Mean(sessions.Dependency),
            Joules = joulesPerToken * tokens,
            Dollars = dollarsPerMillionTokens * 1e-6 * tokens,
        };
    }

    static double KvBytes(EngineModel engine, double tokens)
    {
        var (layout, reaches) = (engine.Memory.Kv, engine.Timer!.Reaches);
        var bytes = layout.StateBytesPerSequence;
        for (var r = 0; r < reaches.Length; r++)
            bytes += layout.BytesPerToken[r] * (reaches[r].Kind == ReachKind.Full ? tokens : Math.Min(tokens, reaches[r].Tokens));
        return bytes;
    }

    static double Mean(QuantileSketch sketch) => sketch.Count == 0 ? 0 : sketch.Mean;

    static LatencyResult Latency(QuantileSketch sketch) => sketch.Count == 0
        ? new(0, 0, 0, 0, 0, 0)
        : new(sketch.Mean, sketch.Quantile(0.5), sketch.Quantile(0.9), sketch.Quantile(0.99), sketch.Max, sketch.Count);
}
