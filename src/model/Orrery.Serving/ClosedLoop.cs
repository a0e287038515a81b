using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>Traffic of a fixed number of users, each of whom sends the next request when the last has finished.</summary>
public sealed record ClosedLoop
{
    /// <summary>What the users send, in turn; arrival times are not looked at. It may end before <see cref="Completions"/> are reached.</summary>
    public required IRequestSource Requests { get; init; }

    /// <summary>Users, that is requests in flight.</summary>
    public required int Users { get; init; }

    /// <summary>Requests to finish after the warm-up; the run stops there, whatever is in flight.</summary>
    public required long Completions { get; init; }

    /// <summary>Requests to finish before anything is recorded.</summary>
    public long WarmUp { get; init; }

    /// <summary>Pause between an answer and its user's next request.</summary>
    public SimTime Think { get; init; }
}
