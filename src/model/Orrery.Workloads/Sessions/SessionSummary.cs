using Orrery.Simulation;

namespace Orrery.Workloads.Sessions;

/// <summary>What the sessions of a run have seen. The figures per session are over those that came to their end: not over those that failed, nor over those that the traffic's bounds cut off.</summary>
public sealed record SessionSummary
{
    /// <summary>Sessions that began.</summary>
    public long Began { get; internal set; }

    /// <summary>Sessions that came to their end.</summary>
    public long Completed { get; internal set; }

    /// <summary>Of those the ones that ended early, since their next request would have passed their context.</summary>
    public long AtLimit { get; internal set; }

    /// <summary>Sessions that ended with a request that failed.</summary>
    public long Failed { get; internal set; }

    /// <summary>First question to last token of the last answer, in seconds.</summary>
    public QuantileSketch Duration { get; } = new();

    /// <summary>Of that the time in which the session waited for the model, in seconds.</summary>
    public QuantileSketch Served { get; } = new();

    /// <summary>Requests.</summary>
    public QuantileSketch Requests { get; } = new();

    /// <summary>Most tokens, prompt and output together, of one request.</summary>
    public QuantileSketch PeakTokens { get; } = new();

    /// <summary>Prompt tokens of all requests.</summary>
    public QuantileSketch InputTokens { get; } = new();

    /// <summary>Tokens generated for all requests.</summary>
    public QuantileSketch OutputTokens { get; } = new();

    /// <summary>Pairs of a generated token and one before it, the dependency of MEM1 (arXiv 2506.15841), to which the work of attention in decoding is proportional.</summary>
    public QuantileSketch Dependency { get; } = new();

    internal void End(LiveSession session, SimTime now, bool atLimit)
    {
        if (session.Failed)
        {
            Failed++;
            return;
        }
        Completed++;
        if (atLimit) AtLimit++;
        Duration.Add((now - session.Began).TotalSeconds);
        Served.Add(session.Served.TotalSeconds);
        Requests.Add(session.Requests);
        PeakTokens.Add(session.PeakTokens);
        InputTokens.Add(session.InputTokens);
        OutputTokens.Add(session.OutputTokens);
        Dependency.Add(session.Dependency);
    }
}
