using Orrery.Simulation;

namespace Orrery.Workloads.Sessions;

/// <summary>The requests of a trace, those of one session one after another: none before the answer to its predecessor and the pause that the trace has between the two.</summary>
/// <remarks>
/// The pause is the gap between the two arrivals, less the time that the answer took then where the trace says it (<see cref="Request.Took"/>). A request never comes
/// earlier than the trace says. Requests of no session come when it says. Memory grows with what is parked, and by a few bytes a session of the trace.
/// </remarks>
public sealed class SessionReplay : IInteractiveSource
{
    // The last request of a session that was sent: when its successor's pause begins in the trace, and in the replay; never while it is in flight.
    readonly record struct Line(SimTime Recorded, SimTime Free);

    readonly IRequestSource _trace;
    readonly Dictionary<long, Line> _lines = [];
    readonly Dictionary<long, Queue<Request>> _parked = [];
    readonly EventQueue<Request> _due = new();
    Request _next;
    bool _ended;

    /// <summary>The replay of a trace.</summary>
    public SessionReplay(IRequestSource trace)
    {
        _trace = trace;
        Pull();
        Read();
    }

    /// <inheritdoc/>
    public SimTime Due => _due.TryPeek(out var due) ? due : SimTime.Never;

    /// <inheritdoc/>
    public SessionSummary? Sessions => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tenants => _trace.Tenants;

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        if (!_due.TryNext(out var now, out request)) return false;
        request = request with { Arrival = now };
        Read();
        return true;
    }

    /// <inheritdoc/>
    public void Answered(in Request request, SimTime now)
    {
        if (request.Session < 0) return;
        var line = _lines[request.Session] with { Free = now };
        if (!_parked.TryGetValue(request.Session, out var queue))
        {
            _lines[request.Session] = line;
            return;
        }
        Schedule(queue.Dequeue(), line);
        if (queue.Count == 0) _parked.Remove(request.Session);
    }

    /// <inheritdoc/>
    public void Failed(in Request request, SimTime now) => Answered(request, now);

    // As far as what comes next may depend on it.
    void Read()
    {
        while (!_ended && !(_due.TryPeek(out var due) && due < _next.Arrival))
        {
            if (_next.Session < 0) _due.Schedule(_next.Arrival, _next);
            else if (!_lines.TryGetValue(_next.Session, out var line)) Schedule(_next, new(_next.Arrival, _next.Arrival));
            else if (line.Free != SimTime.Never) Schedule(_next, line);
            else Park(_next);
            Pull();
        }
    }

    void Schedule(in Request request, Line line)
    {
        var pause = request.Arrival > line.Recorded ? request.Arrival - line.Recorded : SimTime.Zero;
        _lines[request.Session] = new(request.Arrival + request.Took, SimTime.Never);
        if (pause >= SimTime.Never - line.Free) return;
        var due = line.Free + pause;
        _due.Schedule(due > request.Arrival ? due : request.Arrival, request);
    }

    void Park(in Request request)
    {
        if (!_parked.TryGetValue(request.Session, out var queue)) _parked.Add(request.Session, queue = new());
        queue.Enqueue(request);
    }

    void Pull() => _ended = !_trace.TryNext(out _next);
}
