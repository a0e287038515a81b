using Orrery.Simulation;

namespace Orrery.Serving.Front;

/// <summary>Something that happened to a replica.</summary>
enum FleetEvent
{
    /// <summary>It is up.</summary>
    Started,

    /// <summary>It crashed.</summary>
    Crashed,
}

/// <summary>Which replicas are up, and when they start and crash: from the streams <c>faults</c>, one for each, and at given times.</summary>
sealed class Fleet
{
    enum State
    {
        Starting,
        Up,
        Down,
    }

    readonly FaultSpec _faults;
    readonly long _startUp;
    readonly Replica[] _replicas;
    readonly State[] _states;
    readonly RandomSource[] _sources;
    readonly TimerHeap _alarms = new();
    readonly Queue<Crash> _given;

    public Fleet(Replica[] replicas, ServingSpec spec, long startUp, RandomStreams streams)
    {
        _faults = spec.Faults ?? new();
        _replicas = replicas;
        _states = new State[replicas.Length];
        _sources = [.. replicas.Select(replica => streams.Get("faults", replica.Index))];
        _startUp = startUp;
        _given = new(_faults.Crashes.OrderBy(static crash => crash.At.Value));
        Changes = spec.Faults is not null || (startUp > 0 && spec.StartUp is { Cold: true });
        foreach (var replica in replicas)
            if (startUp > 0 && spec.StartUp!.Cold) Set(replica.Index, State.Starting, startUp);
            else Rise(replica.Index, 0);
    }

    /// <summary>Whether replicas are ever not up.</summary>
    public bool Changes { get; }

    /// <summary>Replicas that are up.</summary>
    public int Up { get; private set; }

    /// <summary>Whether a replica is down for good.</summary>
    public bool IsGone(int replica) => _states[replica] == State.Down && !_alarms.IsSet(replica);

    public long Next => Math.Min(_alarms.Next, _given.TryPeek(out var crash) ? SimTime.From(crash.At).Picoseconds : long.MaxValue);

    /// <summary>Lets the next thing happen.</summary>
    /// <returns>What happened to which replica; null where nobody notices.</returns>
    public (FleetEvent What, Replica Replica)? Happen(long now)
    {
        if (_given.TryPeek(out var crash) && SimTime.From(crash.At).Picoseconds <= now)
        {
            _given.Dequeue();
            if (crash.Replica >= _replicas.Length || _states[crash.Replica] == State.Down) return null;
            return Fall(crash.Replica, crash.Lasts is { } lasts ? checked(now + SimTime.From(lasts).Picoseconds) : long.MaxValue);
        }

        var index = _alarms.Take();
        switch (_states[index])
        {
            case State.Starting:
                return Rise(index, now);
            case State.Up:
                return Fall(index, checked(now + Draw(index, _faults.MeanTimeToRepair.Value)));
            default:
                if (_startUp == 0) return Rise(index, now);
                Set(index, State.Starting, checked(now + _startUp));
                return null;
        }
    }

    (FleetEvent, Replica) Rise(int index, long now)
    {
        Up++;
        _replicas[index].IsUp = true;
        _replicas[index].UpSince = now;
        Set(index, State.Up, _faults.MeanTimeBetween is { } mean ? checked(now + Draw(index, mean.Value)) : long.MaxValue);
        return (FleetEvent.Started, _replicas[index]);
    }

    (FleetEvent, Replica)? Fall(int index, long until)
    {
        var wasUp = _states[index] == State.Up;
        Set(index, State.Down, until);
        if (!wasUp) return null;
        Up--;
        _replicas[index].IsUp = false;
        return (FleetEvent.Crashed, _replicas[index]);
    }

    void Set(int index, State state, long until)
    {
        _states[index] = state;
        _alarms.Set(index, until);
    }

    long Draw(int index, double mean) => mean > 0 ? SimTime.FromSeconds(-mean * Math.Log(1 - _sources[index].NextDouble())).Picoseconds : 0;
}
