using Orrery.Scenarios;

namespace Orrery.Evaluation;

/// <summary>Which part of serving an operating point is about.</summary>
public enum Phase
{
    /// <summary>Prompts are computed.</summary>
    Prefill,

    /// <summary>One token is generated for each sequence of a batch.</summary>
    Decode,

    /// <summary>Requests from arrival to last token.</summary>
    Request,
}

/// <summary>One operating point to evaluate.</summary>
public sealed record PointSpec
{
    /// <summary>The candidate.</summary>
    public required SystemPlan System { get; init; }

    /// <summary>What is asked.</summary>
    public Phase Phase { get; init; } = Phase.Request;

    /// <summary>Sequences that one engine works on together; with <see cref="Concurrency"/> it is not used.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Users in a closed loop without think time, over all engines; null for a single batch.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Prompt tokens of a request.</summary>
    public int InputTokens { get; init; } = 1024;

    /// <summary>Tokens that a request generates.</summary>
    public int OutputTokens { get; init; } = 128;

    /// <summary>Where and at what prices it runs.</summary>
    public required OperationSpec Operation { get; init; }
}
