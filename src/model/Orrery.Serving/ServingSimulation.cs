using Orrery.Serving.Arrivals;
using Orrery.Serving.Engines;
using Orrery.Serving.Measurement;
using Orrery.Serving.Routers;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>Shows what traffic sees on the replicas of a system: a simulation of discrete events in virtual time.</summary>
/// <remarks>
/// Deterministic. At one instant arrivals come before the ends and beginnings of steps, so a request that arrives as a step ends can be in the next one and its
/// router still counts what that step finishes; replicas go in the order in which their boundaries were set. Requests are pulled one at a time: memory grows with what
/// waits and runs, not with the traffic.
/// </remarks>
public static class ServingSimulation
{
    /// <summary>Serves traffic that arrives by itself, until all of it has finished.</summary>
    /// <param name="traffic">The requests, in order of arrival.</param>
    /// <param name="setup">The system.</param>
    /// <param name="progress">Told every few thousand steps how far the run is.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">The setup is impossible, or a request has no tokens.</exception>
    /// <exception cref="InvalidOperationException">The traffic is out of order.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ServingResult Run(
        IRequestSource traffic, ServingSetup setup, Action<ServingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var run = new Simulation(new OpenArrivals(traffic), setup, progress, cancellation);
        run.Until(long.MaxValue);
        return run.Recorder.Result();
    }

    /// <summary>Serves a fixed number of users, until so many requests have finished.</summary>
    /// <param name="loop">The users.</param>
    /// <param name="setup">The system.</param>
    /// <param name="progress">Told every few thousand steps how far the run is.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">The setup or the loop is impossible.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ServingResult Run(
        ClosedLoop loop, ServingSetup setup, Action<ServingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (loop.Users < 1 || loop.Completions < 1 || loop.WarmUp < 0)
            throw new ArgumentException("A closed loop needs at least one user and one completion, and a warm-up that is not negative.", nameof(loop));
        var run = new Simulation(new ClosedArrivals(loop), setup, progress, cancellation);
        if (loop.WarmUp > 0)
        {
            run.Until(loop.WarmUp);
            run.Restart();
        }
        run.Until(loop.Completions);
        run.Close();
        return run.Recorder.Result();
    }

    sealed class Simulation
    {
        readonly IArrivals _arrivals;
        readonly ServingSetup _setup;
        readonly RunState _state;
        readonly Engine[] _engines;
        readonly IRouter _router;
        readonly EventQueue<int> _boundaries = new();
        long _now;

        public Simulation(IArrivals arrivals, ServingSetup setup, Action<ServingProgress>? progress, CancellationToken cancellation)
        {
            if (setup is { Replicas: < 1 } or { Spec.MaxBatchedTokens: < 1 } or { Spec.MaxSequences: < 1 } or { Spec.BlockTokens: < 1 })
                throw new ArgumentException("Replicas, tokens a step, sequences and tokens a block are at least 1.", nameof(setup));
            _arrivals = arrivals;
            _setup = setup;
            _state = new RunState(new Recorder(setup), progress, cancellation);
            _engines = [.. Enumerable.Range(0, setup.Replicas).Select(index => new Engine(index, setup, _state))];
            _router = RouterTable.Create(setup.Spec.Router, new RandomStreams((ulong)setup.Seed));
        }

        public Recorder Recorder => _state.Recorder;

        // Until so many requests have finished since the record began, or nothing is left to happen.
        public void Until(long completions)
        {
            while (Recorder.Completed < completions)
            {
                var arrival = _arrivals.Next;
                if (_boundaries.TryPeek(out var boundary) && boundary.Picoseconds < arrival) Advance(arrival);
                else if (arrival != long.MaxValue) Route(_arrivals.Take());
                else return;
            }
        }

        public void Restart()
        {
            foreach (var engine in _engines) engine.Settle();
            _state.Recorder = new Recorder(_setup);
            Recorder.Begin(_now);
        }

        public void Close()
        {
            foreach (var engine in _engines) engine.Close(_now);
        }

        // An engine may go on by itself until the next arrival. Where completions bring arrivals, only until another engine's boundary.
        void Advance(long arrival)
        {
            _boundaries.TryNext(out _, out var index);
            var engine = _engines[index];
            var coupled = _arrivals.FollowCompletions;
            var horizon = coupled && _boundaries.TryPeek(out var other) ? Math.Min(arrival, other.Picoseconds) : arrival;
            var finished = engine.Advance(horizon, coupled);
            if (engine.Boundary != Engine.Idle) _boundaries.Schedule(new SimTime(engine.Boundary), index);
            if (finished == 0 || !coupled) return;
            _now = engine.Boundary;
            _arrivals.Finished(_now, finished);
        }

        void Route(in Request request)
        {
            var now = request.Arrival.Picoseconds;
            Recorder.Begin(now);
            Recorder.Arrival();
            var index = _router.Choose(request, _engines);
            var engine = _engines[index];
            var idle = engine.Boundary == Engine.Idle;
            if (!engine.Enqueue(request, now)) Recorder.Rejection();
            else if (idle) _boundaries.Schedule(new SimTime(now), index);
        }
    }
}
