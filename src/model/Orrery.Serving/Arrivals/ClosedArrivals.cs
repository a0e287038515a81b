using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Arrivals;

/// <summary>Every user asks at time zero, then again after each answer. One whose request is rejected does not come back, so that a run of impossible requests ends.</summary>
sealed class ClosedArrivals : IArrivals
{
    readonly ClosedLoop _loop;
    readonly Queue<long> _due = new(); // in order of time, since answers come in order and every pause is the same
    Request _next;

    public ClosedArrivals(ClosedLoop loop)
    {
        _loop = loop;
        Ask(0, loop.Users);
    }

    public long Next => _due.TryPeek(out var due) ? due : long.MaxValue;

    public bool FollowCompletions => true;

    public Request Take()
    {
        var request = _next with { Arrival = new SimTime(_due.Dequeue()) };
        Prepare();
        return request;
    }

    public void Finished(in Request request, long now) => Ask(checked(now + _loop.Think.Picoseconds), 1);

    public void Failed(in Request request, long now)
    {
    }

    void Ask(long when, int count)
    {
        var idle = _due.Count == 0;
        for (var i = 0; i < count; i++) _due.Enqueue(when);
        if (idle) Prepare();
    }

    void Prepare()
    {
        if (_due.Count > 0 && !_loop.Requests.TryNext(out _next)) _due.Clear();
    }
}
