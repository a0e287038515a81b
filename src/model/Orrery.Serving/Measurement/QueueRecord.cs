using Orrery.Simulation;

namespace Orrery.Serving.Measurement;

/// <summary>How long the queues of replicas are, what stands before them, and what preemptions cost.</summary>
sealed class QueueRecord
{
    readonly QuantileSketch _lengths = new(); // weighted by nanoseconds
    long[] _since = [];
    long _origin, _blocked, _preempted, _recomputed;
    int _mostPreemptions;
    double _requestTime;

    public void Begin(long now) => _origin = now;

    /// <summary>The queue of an engine has been so long until now.</summary>
    public void Length(int engine, int length, long now)
    {
        if (engine >= _since.Length) Array.Resize(ref _since, engine + 1);
        var from = Math.Max(_since[engine], _origin);
        if (now > from)
        {
            _lengths.Add(length, (now - from) / 1000);
            _requestTime += (double)length * (now - from);
        }
        _since[engine] = now;
    }

    public void Blocked(long from, long to) => _blocked += Math.Max(0, to - Math.Max(from, _origin));

    public void Recomputed(int tokens) => _recomputed += tokens;

    public void Completion(int preemptions)
    {
        if (preemptions == 0) return;
        _preempted++;
        _mostPreemptions = Math.Max(_mostPreemptions, preemptions);
    }

    public QueueResult Result(long end, int replicas)
    {
        var makespan = end - _origin;
        // What no engine has told of is time without a queue.
        _lengths.Add(0, Math.Max(0, replicas * (makespan / 1000) - _lengths.Count));
        double OverTime(double integral) => makespan > 0 ? integral / makespan / replicas : 0;
        double At(double share) => _lengths.Count == 0 ? 0 : Math.Round(_lengths.Quantile(share));
        return new(
            OverTime(_requestTime), At(0.5), At(0.9), At(0.99), At(1),
            OverTime(_blocked), _preempted, _mostPreemptions, _recomputed);
    }
}
