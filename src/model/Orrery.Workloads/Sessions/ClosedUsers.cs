using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Sessions;

/// <summary>A fixed number of users who send the requests of a source in turn, each when the answer to its last is there and its pause is over; all begin at time zero.</summary>
/// <remarks>When the source sends its requests is not looked at. A user whose request failed pauses and goes on.</remarks>
public sealed class ClosedUsers : IInteractiveSource
{
    readonly IRequestSource _requests;
    readonly DurationDistribution _think;
    readonly RandomSource[] _streams;
    readonly SimTime _until;
    readonly EventQueue<int> _due = new();
    readonly Dictionary<long, int> _waiting = []; // users by the request that they wait for
    Request _next;
    bool _ended;

    /// <summary>Users of a specification.</summary>
    /// <param name="requests">What they send.</param>
    /// <param name="spec">How many they are, how long they pause and when they stop.</param>
    /// <param name="streams">Gives each user's stream <c>think</c>.</param>
    /// <exception cref="ArgumentException">There are no users, or the pause is no distribution.</exception>
    public ClosedUsers(IRequestSource requests, TrafficSpec spec, RandomStreams streams)
    {
        var users = ServedTraffic.Users(spec);
        _requests = requests;
        _think = new(spec.Users!.Think);
        _until = TrafficSource.Until(spec);
        _streams = [.. Enumerable.Range(0, users).Select(user => streams.Get("think", user))];
        for (var user = 0; user < users; user++) _due.Schedule(SimTime.Zero, user);
        Pull();
    }

    /// <inheritdoc/>
    public SimTime Due => !_ended && _due.TryPeek(out var due) && due <= _until ? due : SimTime.Never;

    /// <inheritdoc/>
    public SessionSummary? Sessions => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tenants => _requests.Tenants;

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        request = default;
        if (Due == SimTime.Never) return false;
        _due.TryNext(out var now, out var user);
        request = _next with { Arrival = now };
        _waiting.Add(request.Id, user);
        Pull();
        return true;
    }

    /// <inheritdoc/>
    public void Answered(in Request request, SimTime now)
    {
        if (!_waiting.Remove(request.Id, out var user)) return;
        var pause = _think.Next(_streams[user]);
        if (pause < SimTime.Never - now) _due.Schedule(now + pause, user);
    }

    /// <inheritdoc/>
    public void Failed(in Request request, SimTime now) => Answered(request, now);

    void Pull() => _ended = !_requests.TryNext(out _next);
}
