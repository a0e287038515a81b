using Orrery.Units;

namespace Orrery.Workloads;

/// <summary>Sessions: an arrival begins one, and each of its requests but the first waits for an answer. Beside it the traffic's input is what a turn adds, its output what answers it.</summary>
public sealed record SessionSpec
{
    /// <summary>Turns of a session: questions that its user asks.</summary>
    public required LengthSpec Turns { get; init; }

    /// <summary>Pause between an answer and its user's next question.</summary>
    public DurationSpec Think { get; init; } = new ConstantDuration(default);

    /// <summary>Tokens with which every prompt of every session begins: system prompt and descriptions of tools.</summary>
    public int SharedTokens { get; init; }

    /// <summary>Tokens of its own, such as a document, with which each session begins; null for none.</summary>
    public LengthSpec? Opening { get; init; }

    /// <summary>Tokens that the model generates before what it says; null where it does not reason.</summary>
    public ReasoningSpec? Reasoning { get; init; }

    /// <summary>Tools that the model calls before it answers; null where it calls none.</summary>
    public ToolSpec? Tools { get; init; }

    /// <summary>Requests of one turn that run beside each other before the answer; null where there are none.</summary>
    public BranchSpec? Branches { get; init; }

    /// <summary>What of the past a prompt holds.</summary>
    public ContextSpec Context { get; init; } = new(ContextKind.Full);

    /// <summary>Prompt and output together that a session's application allows; a session ends before a request that passes it. Null where only the model's context bounds it.</summary>
    public int? ContextLimit { get; init; }

    /// <summary>Whether a session whose request failed asks its next question; it ends where not.</summary>
    public bool ContinueAfterFailure { get; init; }

    /// <summary>Sessions that begin at most; as many as the requests allow where null.</summary>
    public long? Sessions { get; init; }
}

/// <summary>Reasoning before an answer or a call.</summary>
/// <param name="Tokens">Its length each time.</param>
/// <param name="Keep">Whether it stays in the history; where not, the next prompt leaves it out and what was generated after it has to be computed again.</param>
public sealed record ReasoningSpec(LengthSpec Tokens, bool Keep = false);

/// <summary>Calls of tools. Each is a request to the model, then the tools' run; what they return is appended to the next prompt.</summary>
public sealed record ToolSpec
{
    /// <summary>Requests of a turn that call tools before the one that answers.</summary>
    public required LengthSpec Calls { get; init; }

    /// <summary>Tokens that a call takes the model to write.</summary>
    public LengthSpec Arguments { get; init; } = new ConstantLength(50);

    /// <summary>Time that one tool takes.</summary>
    public required DurationSpec Latency { get; init; }

    /// <summary>Tokens that one tool returns.</summary>
    public required LengthSpec Returns { get; init; }

    /// <summary>Tools called at once: the slowest is waited for, and all return their tokens.</summary>
    public int Parallel { get; init; } = 1;
}

/// <summary>Requests of one turn that run beside each other: all have its prompt so far and an instruction of their own; the answer's prompt holds what they said.</summary>
/// <param name="Count">How many.</param>
/// <param name="Input">Tokens of one's instruction.</param>
/// <param name="Output">Tokens of what one says.</param>
public sealed record BranchSpec(LengthSpec Count, LengthSpec Input, LengthSpec Output);

/// <summary>What of the past a prompt holds.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Tokens">Tokens that it keeps; 0 where all.</param>
public sealed record ContextSpec(ContextKind Kind, int Tokens = 0);

/// <summary>A rule for what of the past a prompt holds.</summary>
public enum ContextKind
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>The last tokens, after what all sessions share.</summary>
    Truncate,

    /// <summary>A state that the model rewrites with every answer, in place of the past, as MEM1 does (arXiv 2506.15841); its tokens are generated too.</summary>
    Consolidate,
}

/// <summary>Images, pages or clips that requests carry: tokens of the prompt that an encoder makes.</summary>
/// <param name="Share">Share of requests, or of a session's questions, that carry any.</param>
/// <param name="Count">How many such a request carries.</param>
/// <param name="Tokens">Tokens of one.</param>
public sealed record MediaSpec(double Share, LengthSpec Count, LengthSpec Tokens);

/// <summary>A fixed number of users in place of arrivals: each sends what comes next when the answer to the last is there and its pause is over.</summary>
/// <param name="Users">How many.</param>
/// <param name="Think">Pause between an answer and the user's next request, or between two sessions of one user.</param>
public sealed record UsersSpec(int Users, DurationSpec Think);

/// <summary>How a file whose requests belong to sessions is replayed.</summary>
public enum ReplayKind
{
    /// <summary>Every request when the file says.</summary>
    Open,

    /// <summary>A request of a session not before its predecessor is answered and the pause that the file records between them has passed.</summary>
    Sessions,
}

/// <summary>A distribution of durations.</summary>
public abstract record DurationSpec
{
    /// <summary>Shortest.</summary>
    public Seconds Min { get; init; }

    /// <summary>Longest; draws beyond are clamped.</summary>
    public Seconds Max { get; init; } = new(86400);
}

/// <summary>Always the same duration.</summary>
/// <param name="Time">The duration.</param>
public sealed record ConstantDuration(Seconds Time) : DurationSpec;

/// <summary>Uniform between <see cref="DurationSpec.Min"/> and <see cref="DurationSpec.Max"/>.</summary>
public sealed record UniformDuration : DurationSpec;

/// <summary>Log-normal.</summary>
/// <param name="Median">The median.</param>
/// <param name="Sigma">Standard deviation of the logarithm.</param>
public sealed record LogNormalDuration(Seconds Median, double Sigma) : DurationSpec;

/// <summary>Exponential.</summary>
/// <param name="Mean">The mean.</param>
public sealed record ExponentialDuration(Seconds Mean) : DurationSpec;
