using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Sessions;

/// <summary>Requests of sessions: the first of each arrives, or a user begins it; the others wait for answers.</summary>
/// <remarks>What a session asks depends on its number and the seed alone, so that every system is asked the same. Memory grows with the sessions that are not over.</remarks>
public sealed class SessionTraffic : IInteractiveSource
{
    readonly SessionLaws _laws;
    readonly ArrivalProcess? _arrivals;
    readonly DurationDistribution? _rest; // between two sessions of one user
    readonly Dictionary<long, LiveSession> _live = [];
    readonly EventQueue<LiveSession?> _due = new(); // null where a user begins another
    readonly SessionSummary _summary = new();
    readonly TenantLabels? _tenants;
    readonly SimTime _until;
    readonly double _scale;
    readonly long _requests, _sessions;
    SimTime _nextArrival = SimTime.Never;
    bool _beyond; // the next session arrives later than virtual time reaches
    long _planned, _sent;

    /// <summary>The sessions of a specification.</summary>
    /// <param name="spec">The specification, with a session and perhaps users.</param>
    /// <param name="streams">Gives the streams <c>arrivals</c>, <c>shared-prompt</c>, those of tenants and, for each, <c>session</c>.</param>
    /// <exception cref="ArgumentException">The specification describes no sessions.</exception>
    public SessionTraffic(TrafficSpec spec, RandomStreams streams)
    {
        if (spec.Synthetic is not { Session: { } session } synthetic) throw new ArgumentException("The traffic has no sessions.", nameof(spec));
        _laws = new(synthetic, streams);
        if (spec.Tenants.Length > 0) _tenants = new(spec.Tenants, streams);
        Tenants = [.. spec.Tenants.Select(static tenant => tenant.Name)];
        _scale = spec.Scale;
        _until = TrafficSource.Until(spec);
        _sessions = session.Sessions ?? long.MaxValue;
        var bounded = session.Sessions is not null || spec.Duration is not null;
        _requests = spec.Requests ?? (bounded ? long.MaxValue : synthetic.Requests);
        if (spec.Users is { } users)
        {
            _rest = new(users.Think);
            var begin = Math.Min(ServedTraffic.Users(spec), _sessions);
            while (_planned < begin) Plan(SimTime.Zero);
            return;
        }
        _arrivals = new(synthetic.Arrivals, streams.Get("arrivals"));
        Arrive();
    }

    /// <inheritdoc/>
    /// <exception cref="ArrivalsEndException">The next session comes later than virtual time reaches, and no duration ends the traffic before.</exception>
    public SimTime Due
    {
        get
        {
            if (_sent >= _requests) return SimTime.Never;
            var due = _due.TryPeek(out var next) && next <= _nextArrival ? next : _nextArrival;
            // While sessions live they may yet send all that was asked for.
            if (due == SimTime.Never && _beyond && _live.Count == 0 && _until == SimTime.Never)
                throw new ArrivalsEndException(_summary.Began, _sessions == long.MaxValue ? null : _sessions, "sessions");
            return due > _until ? SimTime.Never : due;
        }
    }

    /// <inheritdoc/>
    public SessionSummary? Sessions => _summary;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tenants { get; }

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        request = default;
        var now = Due;
        if (now == SimTime.Never) return false;
        LiveSession? session = null;
        if (_due.TryPeek(out var due) && due == now) _due.TryNext(out _, out session);
        else Arrive();
        request = (session ?? Begin(now)).Send(_sent++, now);
        if (_tenants is not null) request = _tenants.Label(request);
        return true;
    }

    /// <inheritdoc/>
    public void Answered(in Request request, SimTime now)
    {
        if (_live.TryGetValue(request.Session, out var session)) Follow(session, session.Answered(request, now), now);
    }

    /// <inheritdoc/>
    public void Failed(in Request request, SimTime now)
    {
        if (_live.TryGetValue(request.Session, out var session)) Follow(session, session.GaveUp(now), now);
    }

    // The next session to arrive by itself.
    void Arrive()
    {
        _nextArrival = SimTime.Never;
        if (_planned == _sessions) return;
        if (_arrivals!.TryNext(out var arrival)) _nextArrival = TrafficSource.Scaled(arrival, _scale);
        _beyond = _nextArrival == SimTime.Never;
        _planned++;
    }

    void Plan(SimTime start)
    {
        _planned++;
        _due.Schedule(start, null);
    }

    LiveSession Begin(SimTime now)
    {
        var session = new LiveSession(_summary.Began++, _laws, now);
        _live.Add(session.Id, session);
        if (session.First == SessionMove.SendBranches)
            for (var i = 1; i < session.Branches; i++) _due.Schedule(now, session); // beside the one that the caller sends
        return session;
    }

    void Follow(LiveSession session, SessionMove move, SimTime now)
    {
        switch (move)
        {
            case SessionMove.Wait: return;
            case SessionMove.Send: Schedule(session, now, session.Pause); return;
            case SessionMove.SendBranches:
                for (var i = 0; i < session.Branches; i++) Schedule(session, now, session.Pause);
                return;
        }
        _live.Remove(session.Id);
        _summary.End(session, now, move == SessionMove.EndAtLimit);
        if (_rest is not null && _planned < _sessions) Plan(now + session.Draw(_rest));
    }

    void Schedule(LiveSession session, SimTime now, SimTime pause)
    {
        if (pause < SimTime.Never - now) _due.Schedule(now + pause, session);
    }
}
