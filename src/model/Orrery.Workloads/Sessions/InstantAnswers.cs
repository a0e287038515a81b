using Orrery.Simulation;

namespace Orrery.Workloads.Sessions;

/// <summary>Interactive traffic as it would come if every answer took no time: what it asks, without a system.</summary>
public sealed class InstantAnswers(IInteractiveSource source) : IRequestSource
{
    /// <summary>Traffic that needs no answers as it is, other traffic as if they took no time.</summary>
    public static IRequestSource Of(IRequestSource traffic) => traffic is IInteractiveSource interactive ? new InstantAnswers(interactive) : traffic;

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        if (!source.TryNext(out request)) return false;
        source.Answered(request, request.Arrival);
        return true;
    }
}
