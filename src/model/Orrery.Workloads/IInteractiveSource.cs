using Orrery.Simulation;
using Orrery.Workloads.Sessions;

namespace Orrery.Workloads;

/// <summary>Requests of which some wait for the answers to others. Whoever serves them says when each was answered; no request may be left without.</summary>
public interface IInteractiveSource : IRequestSource
{
    /// <summary>When the next request comes, as far as is known; <see cref="SimTime.Never"/> where none will come before another answer.</summary>
    SimTime Due { get; }

    /// <summary>A request has its last token. Times do not go back, nor behind the request taken last.</summary>
    void Answered(in Request request, SimTime now);

    /// <summary>A request was given up: it can never run, or nobody waits for it any more.</summary>
    void Failed(in Request request, SimTime now);

    /// <summary>What sessions have seen so far; null where there are none.</summary>
    SessionSummary? Sessions { get; }
}
