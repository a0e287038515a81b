namespace Orrery.Concurrency.Verification;

/// <summary>What a checker found.</summary>
public enum LinearizabilityVerdict
{
    /// <summary>There is an order.</summary>
    Linearizable,

    /// <summary>There is none.</summary>
    NotLinearizable,

    /// <summary>The search was given up.</summary>
    Undecided,
}

/// <summary>Whether a history can be explained by one operation at a time.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Order">The operations in an order that explains the history; where there is none, the longest beginning of one that was found.</param>
/// <param name="Steps">Operations tried.</param>
/// <param name="Blocked">Where there is no order: the operations that could come next after <paramref name="Order"/> and do not fit.</param>
public sealed record LinearizabilityResult(LinearizabilityVerdict Verdict, IReadOnlyList<StackOperation> Order, long Steps, IReadOnlyList<StackOperation> Blocked);
