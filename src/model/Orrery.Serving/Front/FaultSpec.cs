using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>When replicas crash, how long they stay away, and what becomes of their requests. Their caches are lost.</summary>
public sealed record FaultSpec
{
    /// <summary>Mean time between the start of a replica and its next crash, exponential; null where replicas crash only at given times.</summary>
    public Seconds? MeanTimeBetween { get; init; }

    /// <summary>Mean time until a crashed replica begins to start again, exponential; zero where it does so at once.</summary>
    public Seconds MeanTimeToRepair { get; init; }

    /// <summary>Crashes at given times.</summary>
    public ImmutableArray<Crash> Crashes { get; init; } = [];

    /// <summary>What becomes of the requests of a replica that crashes.</summary>
    public OnCrash OnCrash { get; init; }

    /// <summary>Times that a request may be moved off a crashed replica before it fails.</summary>
    public int MaxMoves { get; init; } = 3;

    /// <summary>What becomes of requests that come while no replica is up.</summary>
    public OnOutage OnOutage { get; init; }
}

/// <summary>A crash at a given time.</summary>
/// <param name="Replica">The replica, from 0.</param>
/// <param name="At">When, from the start of the run.</param>
/// <param name="Lasts">How long until it begins to start again; null for ever.</param>
public sealed record Crash(int Replica, Seconds At, Seconds? Lasts);

/// <summary>What becomes of the requests of a replica that crashes.</summary>
public enum OnCrash
{
    /// <summary>The router sends them to another replica, which computes prompt and output so far again.</summary>
    Move,

    /// <summary>The attempt fails, and the client may try again.</summary>
    Retry,

    /// <summary>The request fails.</summary>
    Fail,
}

/// <summary>What becomes of requests that come while no replica is up.</summary>
public enum OnOutage
{
    /// <summary>They wait at the router.</summary>
    Wait,

    /// <summary>They are shed.</summary>
    Reject,
}

/// <summary>How long a replica takes to start, at the beginning of a run and after a crash.</summary>
/// <param name="Delay">A fixed time.</param>
/// <param name="Bandwidth">At which each device loads its weights from storage; null where that is part of the fixed time.</param>
/// <param name="Cold">Whether replicas have to start at the beginning of the run; otherwise they are up then.</param>
public sealed record StartUpSpec(Seconds Delay, BytesPerSecond? Bandwidth = null, bool Cold = true);
