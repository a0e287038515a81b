using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Traces;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Sessions;

/// <summary>The traffic of a scenario as a system is served with it: requests that arrive by themselves, or an <see cref="IInteractiveSource"/> of those that wait for answers.</summary>
/// <param name="Requests">The requests.</param>
/// <param name="Problems">What is wrong with the trace, as far as it was read; to be looked at after the last request.</param>
public sealed record ServedTraffic(IRequestSource Requests, IReadOnlyList<TraceProblem> Problems)
{
    // Nobody looks at when users' requests would have come; a trace that records no arrivals serves as well.
    static readonly ArrivalSpec Unheeded = new() { Family = GapFamily.Constant, Rate = new(1000) };

    /// <summary>Opens the traffic of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="streams">Gives the streams that all of it draws from.</param>
    /// <param name="file">The bytes of <see cref="TrafficSpec.File"/>, where the specification names one; the caller closes it.</param>
    /// <param name="companion">For ServeGen the dataset beside the windows.</param>
    /// <exception cref="ArgumentException">The specification describes no traffic.</exception>
    public static ServedTraffic Open(TrafficSpec spec, RandomStreams streams, Stream? file = null, Stream? companion = null)
    {
        if (file is null && spec.Synthetic?.Session is not null) return new(new SessionTraffic(spec, streams), []);
        if (spec.Users is not null)
        {
            var synthetic = spec.Synthetic is { } own ? own with { Arrivals = Unheeded } : null;
            var sent = TrafficSource.Open(spec with { Arrivals = Unheeded, Synthetic = synthetic, Scale = 1, Duration = null }, streams, file, companion);
            return new(new ClosedUsers(sent, spec, streams), sent.Problems);
        }
        var requests = TrafficSource.Open(spec, streams, file, companion);
        return new(spec.Replay == ReplayKind.Sessions ? new SessionReplay(requests) : requests, requests.Problems);
    }

    /// <summary>Users of a specification, as many more as its scale says.</summary>
    internal static int Users(TrafficSpec spec)
    {
        if (spec.Users is not { Users: >= 1 } users) throw new ArgumentException("There is at least one user.", nameof(spec));
        return (int)Math.Clamp(Math.Round(users.Users * spec.Scale), 1, 1 << 24);
    }
}
