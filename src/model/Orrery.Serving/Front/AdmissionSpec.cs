using Orrery.Units;

namespace Orrery.Serving;

/// <summary>Which requests the front door lets in, and in which order they wait before it. What is absent does not bound anything.</summary>
public sealed record AdmissionSpec
{
    /// <summary>What all tenants together may send.</summary>
    public RateLimit? Limit { get; init; }

    /// <summary>What each tenant may send.</summary>
    public RateLimit? TenantLimit { get; init; }

    /// <summary>Unfinished requests that one replica may have; others wait at the router.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests that may wait: at the router where <see cref="Concurrency"/> bounds the replicas, else in each replica. More are shed.</summary>
    public int? MaxQueue { get; init; }

    /// <summary>A request whose first token is expected later than this is shed.</summary>
    public Seconds? ShedTtft { get; init; }

    /// <summary>Who goes first of those that wait at the router.</summary>
    public QueueOrder Order { get; init; }
}

/// <summary>A token bucket: a mean rate, and what may come at once after a pause.</summary>
/// <param name="Counts">What is counted.</param>
/// <param name="PerSecond">The rate.</param>
/// <param name="Burst">What the full bucket holds.</param>
public sealed record RateLimit(LimitUnit Counts, double PerSecond, double Burst);

/// <summary>What a rate limit counts.</summary>
public enum LimitUnit
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Tokens of prompts and outputs, both taken when a request comes.</summary>
    Tokens,
}

/// <summary>The order of those that wait at the router.</summary>
public enum QueueOrder
{
    /// <summary>First come, first served.</summary>
    Fcfs,

    /// <summary>The lowest priority number first, equals first come, first served.</summary>
    Priority,

    /// <summary>The tenant that has had least service first.</summary>
    Fair,
}

/// <summary>How service counts in fair scheduling, and what share each tenant is due.</summary>
public sealed record FairnessSpec
{
    /// <summary>What a prompt token counts (Sheng et al., OSDI 2024: 1).</summary>
    public double PromptWeight { get; init; } = 1;

    /// <summary>What an output token counts (Sheng et al., OSDI 2024: 2).</summary>
    public double OutputWeight { get; init; } = 2;

    /// <summary>Shares of the first tenants against each other; 1 for all others.</summary>
    public IReadOnlyList<double> TenantWeights { get; init; } = [];

    /// <summary>The share of a tenant.</summary>
    public double WeightOf(int tenant) => tenant >= 0 && tenant < TenantWeights.Count ? TenantWeights[tenant] : 1;
}
