namespace Orrery.Concurrency;

/// <summary>The places in an operation where another thread may matter: those before an access to shared memory, and those that name what came of it.</summary>
public enum StackStep
{
    /// <summary>A read of shared memory follows.</summary>
    Read,

    /// <summary>A write or an atomic update of shared memory follows.</summary>
    Update,

    /// <summary>An atomic update lost to another thread.</summary>
    Lost,

    /// <summary>An operation went straight to the top and won.</summary>
    Direct,

    /// <summary>The operation is about to announce itself to a batch.</summary>
    Announce,

    /// <summary>The first of a batch is about to wait until the one before is done, while others join.</summary>
    Gather,

    /// <summary>The first of a batch is about to allocate its successor.</summary>
    Succeed,

    /// <summary>The successor is in place; the batch is about to be frozen.</summary>
    Freeze,

    /// <summary>The announcement came after the batch was frozen.</summary>
    Late,

    /// <summary>The announcement found no slot left in the batch.</summary>
    Overflow,

    /// <summary>A push met a pop.</summary>
    EliminatedPush,

    /// <summary>A pop met a push.</summary>
    EliminatedPop,

    /// <summary>A push is put on the stack by its batch's combiner.</summary>
    CombinedPush,

    /// <summary>A pop is served from what its batch's combiner took.</summary>
    CombinedPop,

    /// <summary>A pop found the stack empty.</summary>
    Empty,

    /// <summary>No memory for a successor: the shard's operations go straight to the top from now on.</summary>
    Closed,
}
