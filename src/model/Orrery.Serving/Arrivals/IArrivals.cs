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

    /// <summary>Requests finished.</summary>
    void Finished(long now, int count);
}
