using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>How a request ended. New ways are added at the end.</summary>
public enum RequestStatus
{
    /// <summary>Its last token was out.</summary>
    Completed,

    /// <summary>It can never run: longer than the cache or the model's context.</summary>
    Rejected,

    /// <summary>It was turned away: a rate limit, a full queue, a first token expected too late, or no replica.</summary>
    Shed,

    /// <summary>Its client gave up.</summary>
    TimedOut,

    /// <summary>Its replica crashed.</summary>
    Failed,

    /// <summary>Its user lost interest.</summary>
    Cancelled,
}

/// <summary>What happened between clients and engines; every request that arrived ended in exactly one status.</summary>
public sealed record FrontResult
{
    /// <summary>Requests turned away at their last attempt.</summary>
    public required long Shed { get; init; }

    /// <summary>Requests given up by their clients.</summary>
    public required long TimedOut { get; init; }

    /// <summary>Requests lost to crashes, and those still waiting for a replica when nothing could happen any more.</summary>
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

    /// <summary>Adapters loaded by all replicas.</summary>
    public required long AdapterLoads { get; init; }

    /// <summary>Requests that found their adapter loaded.</summary>
    public required long AdapterHits { get; init; }

    /// <summary>Share of the run in which replicas were up, mean over replicas.</summary>
    public required double Availability { get; init; }

    /// <summary>Replicas up over time; empty where all always are.</summary>
    public required ImmutableArray<ReplicasUp> Up { get; init; }
}

/// <summary>Replicas that were up in one slice of time.</summary>
/// <param name="Start">Start of the slice.</param>
/// <param name="Mean">Mean number.</param>
public readonly record struct ReplicasUp(Seconds Start, double Mean);
