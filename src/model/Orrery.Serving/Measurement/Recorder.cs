using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving.Engines;
using Orrery.Serving.Front;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Measurement;

/// <summary>Gathers what a run shows from an instant on, in memory that does not grow with the run.</summary>
sealed class Recorder
{
    readonly RequestBounds _bounds;
    readonly Action<RequestOutcome>? _sink;
    readonly PoolRecord[] _pools; // those of engines, then that of encoders
    readonly int _replicas; // of engines
    readonly WarmUpSpec _warmUp;
    readonly long _response; // from a token's step to its client; rates and loads stay on the engines' clock
    readonly LatencyRecord _latency = new();
    readonly TenantRecords _tenants = new();

    TimelineBuilder? _timeline;
    WarmUpWindow? _window; // null where everything counts
    QuantileSketch _itl;
    SpeculationTotals? _speculation;
    long _origin, _end, _input, _output, _cached;
    double _running, _waiting;

    public Recorder(ServingSetup setup)
    {
        _bounds = setup.Bounds;
        _sink = setup.Sink;
        _pools = [.. setup.Pools.Select(static pool => new PoolRecord(pool.Name, pool.Replicas))];
        if (setup.Encode is { } encode) _pools = [.. _pools, new PoolRecord("encode", encode.Replicas)];
        _replicas = setup.Pools.Sum(static pool => pool.Replicas);
        _speculation = setup.Spec.Speculation is null ? null : default(SpeculationTotals);
        _warmUp = setup.WarmUp;
        _itl = _latency.Itl;
        _response = SimTime.From(setup.Spec.ResponseOverhead).Picoseconds;
        if (setup.Spec.HasFrontDoor) Front = new(_replicas * setup.DataRanks);
    }

    /// <summary>What happens between clients and engines; null where nothing does.</summary>
    public FrontRecord? Front { get; }

    public long Arrived { get; private set; }

    public long Rejected { get; private set; }

    public long Completed { get; private set; }

    public long Preemptions { get; private set; }

    public long Steps { get; private set; }

    public QueueRecord Queue { get; } = new();

    /// <summary>Starts the record at the first arrival, or where the warm-up ends.</summary>
    public void Begin(long now)
    {
        if (_timeline is not null) return;
        _timeline = new TimelineBuilder(now);
        _origin = _end = now;
        Queue.Begin(now);
        if (_warmUp != WarmUpSpec.None) _window = new WarmUpWindow(_warmUp, now);
        Front?.Begin(now);
    }

    public void Arrival(in Request request, long now)
    {
        Arrived++;
        Of(now).Arrived++;
        if (request.Tenant >= 0) _tenants[request.Tenant].Arrived++;
    }

    public void Rejection(in Request request)
    {
        Rejected++;
        if (request.Tenant >= 0) _tenants[request.Tenant].Rejected++;
    }

    public void Preemption() => Preemptions++;

    public void Gap(long picoseconds, long tokens) => _itl.Add(picoseconds * 1e-12, tokens);

    public void Running(long from, long to)
    {
        from = Math.Max(from, _origin);
        if (to <= from) return;
        _running += to - from;
        _timeline!.AddRunning(from, to);
    }

    public void Waiting(long from, long to)
    {
        from = Math.Max(from, _origin);
        if (to <= from) return;
        _waiting += to - from;
        _timeline!.AddWaiting(from, to);
    }

    public void Cost(int pool, in StepCost cost, double weight = 1) => _pools[pool].Total.Add(cost, weight);

    /// <summary>Drafts of sequences were verified.</summary>
    /// <param name="sequences">Sequences that decoded.</param>
    /// <param name="drafted">Tokens that each had drafted.</param>
    /// <param name="accepted">Tokens of all drafts that stand.</param>
    /// <param name="kept">Those of them that were still wanted.</param>
    public void Verification(int sequences, int drafted, int accepted, int kept)
    {
        var sum = _speculation.GetValueOrDefault();
        _speculation = new(
            sum.Steps + sequences, sum.Drafts + (drafted > 0 ? sequences : 0), sum.Drafted + (long)sequences * drafted, sum.Accepted + accepted, sum.Kept + kept);
    }

    public void Step(int pool, long from, long to, double kvShare, int tokens)
    {
        Steps++;
        from = Math.Max(from, _origin);
        _pools[pool].Step(to - from, kvShare);
        _timeline!.AddStep(from, to, kvShare, tokens);
        if (_window is not null) _itl = _window.At(to).Itl; // the gaps that follow end with the step
    }

    /// <summary>A batch of an encoder has ended.</summary>
    public void Encoding(in StepCost cost, long from, long to)
    {
        Steps++;
        _pools[^1].Total.Add(cost, 1);
        _pools[^1].Step(to - Math.Max(from, _origin), 0);
    }

    public void Completion(in Sequence sequence, long now, int replica, int attempts = 1)
    {
        var request = sequence.Request;
        var arrival = request.Arrival.Picoseconds;
        var (first, last) = (sequence.FirstToken + _response, now + _response);
        var ttft = (first - arrival) * 1e-12;
        var e2e = (last - arrival) * 1e-12;
        var tpot = 0.0;
        Completed++;
        _end = Math.Max(_end, now);
        _input += request.InputTokens;
        _output += request.OutputTokens;
        _cached += sequence.Cached;
        Queue.Completion(sequence.Preemptions);
        var queueing = (sequence.FirstScheduled - arrival) * 1e-12;
        var latency = Of(arrival);
        latency.Ttft.Add(ttft);
        latency.E2e.Add(e2e);
        latency.Queueing.Add(queueing);
        if (request.OutputTokens > 1)
        {
            tpot = (now - sequence.FirstToken) * 1e-12 / (request.OutputTokens - 1);
            latency.Tpot.Add(tpot);
        }
        var good = _bounds.Hold(ttft, tpot, e2e);
        if (good) latency.Good++;
        if (request.Tenant >= 0) _tenants[request.Tenant].Completion(sequence, good, ttft, tpot, e2e, queueing);
        _sink?.Invoke(new(
            request.Id, request.Arrival.ToSeconds(), new Seconds(first * 1e-12), new Seconds(last * 1e-12),
            request.InputTokens, request.OutputTokens, sequence.Cached, sequence.Preemptions, replica)
        {
            FirstScheduled = new Seconds(sequence.FirstScheduled * 1e-12),
            Session = request.Session,
            Priority = request.Priority,
            Tenant = request.Tenant,
            Attempts = attempts,
        });
    }

    LatencyRecord Of(long arrival) => _window is null ? _latency : _window.At(arrival);

    /// <summary>A request ended without all its tokens.</summary>
    public void GivenUp(in Visit visit, RequestStatus status, long now)
    {
        if (_sink is null) return;
        var nothing = new Seconds(double.NaN);
        _sink(new(
            visit.Request.Id, visit.Request.Arrival.ToSeconds(), nothing, new Seconds((now + _response) * 1e-12), visit.Request.InputTokens, visit.Got, 0, 0, visit.Replica, status, visit.Attempts)
        {
            FirstScheduled = nothing,
            Session = visit.Request.Session,
            Priority = visit.Request.Priority,
            Tenant = visit.Request.Tenant,
        });
    }

    public ServingResult Result()
    {
        var makespan = _end - _origin;
        var (latency, leftOut) = _window is null ? (_latency, null) : _window.Close();
        double OverTime(double integral) => makespan > 0 ? integral / makespan : 0;
        var total = default(StepCost);
        foreach (var pool in _pools) total.Add(pool.Total);
        return new()
        {
            Arrived = Arrived,
            Completed = Completed,
            Rejected = Rejected,
            InputTokens = _input,
            OutputTokens = _output,
            CachedTokens = _cached,
            Preemptions = Preemptions,
            Steps = Steps,
            Makespan = new Seconds(makespan * 1e-12),
            Ttft = LatencySummary.Of(latency.Ttft),
            Tpot = LatencySummary.Of(latency.Tpot),
            Itl = LatencySummary.Of(latency.Itl),
            E2e = LatencySummary.Of(latency.E2e),
            Queueing = LatencySummary.Of(latency.Queueing),
            Good = latency.Good,
            Total = total,
            BusyTime = new Seconds(_pools.Sum(static pool => pool.Busy) * 1e-12),
            MeanRunning = OverTime(_running),
            MeanWaiting = OverTime(_waiting),
            MeanKvUtilisation = OverTime(_pools.Sum(static pool => pool.Kv)) / _replicas,
            PeakKvUtilisation = _pools.Max(static pool => pool.PeakKv),
            Pools = [.. _pools.Select(pool => pool.Result(makespan))],
            TtftCdf = Cdf(latency.Ttft),
            TpotCdf = Cdf(latency.Tpot),
            E2eCdf = Cdf(latency.E2e),
            Speculation = _speculation,
            WarmUp = leftOut,
            Queue = Queue.Result(_end, _replicas),
            Tenants = [.. _tenants.Results()],
            Timeline = _timeline?.Build(_end, _replicas) ?? [],
        };
    }

    static ImmutableArray<CdfPoint> Cdf(QuantileSketch sketch) => [.. sketch.Cdf(101).Select(static p => new CdfPoint(p.Value, p.Probability))];
}
