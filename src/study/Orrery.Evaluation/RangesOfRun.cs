namespace Orrery.Evaluation;

/// <summary>Where four in five measured systems would lie, number by number of a simulation.</summary>
/// <remarks>
/// The traffic is served again at the low and the high end of what a step may take, so that queues grow as they would; rates that the traffic sets do not move. Times
/// to a first token are at least as wide as those of measured runs were.
/// </remarks>
public sealed record RangesOfRun
{
    /// <summary>What they rest on, in a few words.</summary>
    public required string Basis { get; init; }

    /// <summary>Whether nothing like this system was measured, so that they are wider by guess.</summary>
    public required bool Unmeasured { get; init; }

    /// <summary>Whether the rate of output is the traffic's, whatever steps take: then it has no range, and money per token hardly.</summary>
    public required bool TrafficBound { get; init; }

    /// <summary>Time of a step, over what we say.</summary>
    public required PredictedRange StepTime { get; init; }

    /// <summary>Time to first token, mean, in seconds.</summary>
    public required PredictedRange TtftMean { get; init; }

    /// <summary>Time to first token, median.</summary>
    public required PredictedRange TtftP50 { get; init; }

    /// <summary>Time to first token, 99th percentile.</summary>
    public required PredictedRange TtftP99 { get; init; }

    /// <summary>Time per output token, mean, in seconds.</summary>
    public required PredictedRange TpotMean { get; init; }

    /// <summary>Time per output token, median.</summary>
    public required PredictedRange TpotP50 { get; init; }

    /// <summary>Time per output token, 99th percentile.</summary>
    public required PredictedRange TpotP99 { get; init; }

    /// <summary>Arrival to last token, median, in seconds.</summary>
    public required PredictedRange E2eP50 { get; init; }

    /// <summary>Output tokens per second.</summary>
    public required PredictedRange OutputTokensPerSecond { get; init; }

    /// <summary>Dollars per million output tokens.</summary>
    public required PredictedRange DollarsPerMillionTokens { get; init; }

    /// <summary>IT energy per output token, in joules, as far as it follows from time.</summary>
    public required PredictedRange JoulesPerToken { get; init; }

    /// <summary>Whether a number of two systems may be the same, or the other way round, as far as this model can tell: their ranges overlap. False where one has none.</summary>
    public static bool Overlap(SystemResult one, SystemResult other, Func<RangesOfRun, PredictedRange> of)
        => one.Simulated?.Ranges is { } first && other.Simulated?.Ranges is { } second && of(first) is var a && of(second) is var b && a.Low <= b.High && b.Low <= a.High;
}
