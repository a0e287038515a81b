using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>What happened between clients and engines. With those completed and rejected, every request that arrived is in exactly one of shed, timed out, failed and cancelled.</summary>
public sealed record AccessResult
{
    /// <summary>Requests turned away at their last attempt.</summary>
    public required long Shed { get; init; }

    /// <summary>Requests given up by their clients.</summary>
    public required long TimedOut { get; init; }

    /// <summary>Requests lost to crashes.</summary>
    public required long Failed { get; init; }

    /// <summary>Requests whose user lost interest.</summary>
    public required long Cancelled { get; init; }

    /// <summary>Attempts of clients: requests and their retries.</summary>
    public required long Attempts { get; init; }

    /// <summary>Attempts turned away by a rate limit.</summary>
    public required long LimitedAttempts { get; init; }

    /// <summary>Attempts turned away by a full queue.</summary>
    public required long QueueFullAttempts { get; init; }

    /// <summary>Attempts turned away because their first token was expected too late.</summary>
    public required long LateAttempts { get; init; }

    /// <summary>Attempts turned away because no replica was up.</summary>
    public required long OutageAttempts { get; init; }

    /// <summary>Attempts that their clients gave up.</summary>
    public required long TimedOutAttempts { get; init; }

    /// <summary>Crashes of replicas.</summary>
    public required long Crashes { get; init; }

    /// <summary>Requests moved off crashed replicas.</summary>
    public required long Moves { get; init; }

    /// <summary>Prompt tokens computed for attempts that came to nothing, or lost with a crash.</summary>
    public required long WastedInputTokens { get; init; }

    /// <summary>Tokens generated for attempts that came to nothing.</summary>
    public required long WastedOutputTokens { get; init; }

    /// <summary>Adapters loaded.</summary>
    public required long AdapterLoads { get; init; }

    /// <summary>Requests that found their adapter loaded.</summary>
    public required long AdapterHits { get; init; }

    /// <summary>Share of the run in which replicas were up.</summary>
    public required double Availability { get; init; }

    /// <summary>Replicas up over time; empty where all always are.</summary>
    public required ImmutableArray<ReplicasUpResult> ReplicasUp { get; init; }
}

/// <summary>Replicas up in one slice of the run.</summary>
public sealed record ReplicasUpResult(double StartSeconds, double Mean);
