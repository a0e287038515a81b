namespace Orrery.Evaluation;

/// <summary>What sessions see: per session over those that came to their end.</summary>
public sealed record SessionResult
{
    /// <summary>Sessions that began.</summary>
    public required long Began { get; init; }

    /// <summary>Sessions that came to their end.</summary>
    public required long Completed { get; init; }

    /// <summary>Of those the ones that ended early, before they passed their context.</summary>
    public required long AtLimit { get; init; }

    /// <summary>Sessions that ended with a request that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>First question to last token.</summary>
    public required LatencyResult Duration { get; init; }

    /// <summary>Of that the time in which the session waited for the model.</summary>
    public required LatencyResult Served { get; init; }

    /// <summary>Mean requests of one.</summary>
    public required double Requests { get; init; }

    /// <summary>Mean prompt tokens of all requests of one.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Mean tokens generated for one.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>Most tokens, prompt and output together, of a request of one: mean.</summary>
    public required double PeakTokens { get; init; }

    /// <summary>Most tokens of a request of one: 99th percentile.</summary>
    public required double PeakTokensP99 { get; init; }

    /// <summary>Key-value cache of the mean peak.</summary>
    public required double PeakKvBytes { get; init; }

    /// <summary>Mean pairs of a generated token and one before it.</summary>
    public required double Dependency { get; init; }

    /// <summary>IT energy of all that was served, per session.</summary>
    public required double Joules { get; init; }

    /// <summary>Money of all that was served, per session.</summary>
    public required double Dollars { get; init; }
}
