using Orrery.Workloads;

namespace Orrery.Serving.Arrivals;

/// <summary>Where the next request comes from, and when.</summary>
interface IArrivals
{
    /// <summary>When it comes, in picoseconds; <see cref="long.MaxValue"/> where none is due.</summary>
    long Next { get; }

    /// <summary>Takes it.</summary>
    Request Take();

    /// <summary>Whether completions bring arrivals, so that engines may not run ahead of each other.</summary>
    bool FollowCompletions { get; }

    /// <summary>A request has all its tokens.</summary>
    void Finished(in Request request, long now);

    /// <summary>A request was given up: it can never run, or nobody waits for it any more.</summary>
    void Failed(in Request request, long now);
}
