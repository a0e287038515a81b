using Orrery.Serving.Measurement;
using Orrery.Units;

namespace Orrery.Serving.Front;

/// <summary>Why an attempt was turned away.</summary>
enum Refusal
{
    RateLimit,
    FullQueue,
    Late,
    Outage,
}

/// <summary>Counts what happens between clients and engines.</summary>
sealed class FrontRecord(int replicas)
{
    readonly long[] _ends = new long[Enum.GetValues<RequestStatus>().Length];
    readonly long[] _refusals = new long[Enum.GetValues<Refusal>().Length];
    TimelineBuilder? _timeline;
    long _origin;
    double _up;

    public long Attempts, TimedOutAttempts, Crashes, Moves, WastedInput, WastedOutput, AdapterLoads, AdapterHits;

    public void Begin(long now)
    {
        _origin = now;
        _timeline = new(now);
    }

    public void Ended(RequestStatus status) => _ends[(int)status]++;

    public void Refused(Refusal why) => _refusals[(int)why]++;

    /// <summary>A replica was up.</summary>
    public void Up(long from, long to)
    {
        from = Math.Max(from, _origin);
        if (to <= from || _timeline is null) return; // nothing has arrived yet
        _up += to - from;
        _timeline.AddRunning(from, to);
    }

    /// <param name="end">Until when replicas were looked at.</param>
    /// <param name="changes">Whether replicas were ever not up.</param>
    public FrontResult Result(long end, bool changes) => new()
    {
        Shed = _ends[(int)RequestStatus.Shed],
        TimedOut = _ends[(int)RequestStatus.TimedOut],
        Failed = _ends[(int)RequestStatus.Failed],
        Cancelled = _ends[(int)RequestStatus.Cancelled],
        Attempts = Attempts,
        LimitedAttempts = _refusals[(int)Refusal.RateLimit],
        QueueFullAttempts = _refusals[(int)Refusal.FullQueue],
        LateAttempts = _refusals[(int)Refusal.Late],
        OutageAttempts = _refusals[(int)Refusal.Outage],
        TimedOutAttempts = TimedOutAttempts,
        Crashes = Crashes,
        Moves = Moves,
        WastedInputTokens = WastedInput,
        WastedOutputTokens = WastedOutput,
        AdapterLoads = AdapterLoads,
        AdapterHits = AdapterHits,
        Availability = changes && end > _origin ? _up / replicas / (end - _origin) : 1,
        Up = changes && _timeline is not null ? [.. _timeline.Build(end, replicas).Select(static point => new ReplicasUp(point.Start, point.Running))] : [],
    };
}
