using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>How a run is carried out; none of it changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>Version of the product, part of the run's identity.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Systems evaluated at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told now and then how far the simulation of a system is, by its index; called from the threads that work.</summary>
    public Action<int, ServingProgress>? Progress { get; init; }

    /// <summary>For each system, by its index, who receives every finished request; called from the thread that works on the system.</summary>
    public Func<int, Action<RequestOutcome>?>? Sink { get; init; }

    /// <summary>For each system, by its index, who is told every step of its replicas; called from the thread that works on the system.</summary>
    public Func<int, Action<ServingStep>?>? Observer { get; init; }

    /// <summary>Opens the traffic of a system anew, by its index, where systems are served differently (<see cref="Plan.TrafficOf"/>); called from the thread that works on the system. Null where all are served alike.</summary>
    public Func<int, IRequestSource>? Traffic { get; init; }

    /// <summary>Whether results tell how far measured systems may be from them, for which some of the traffic is served again.</summary>
    public bool Ranges { get; init; } = true;

    /// <summary>Told each system's result as soon as it is there, by its index; called from the threads that work.</summary>
    public Action<int, SystemResult>? Finished { get; init; }
}
