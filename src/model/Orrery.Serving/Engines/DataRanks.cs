using Orrery.Performance;

namespace Orrery.Serving.Engines;

/// <summary>
/// The data ranks of one replica, each an engine with a queue and a cache of its own. They share the experts, so their steps begin and end together, and a rank
/// without work takes part.
/// </summary>
/// <remarks>Whichever rank the run advances, all advance. Cost and time of a step are recorded once.</remarks>
sealed class DataRanks
{
    const int Pool = 0; // prompts are not computed apart

    readonly IStepTimer _timer;
    readonly RunState _run;
    readonly Engine[] _ranks;
    readonly StepShape[] _shapes;

    bool _inFlight;
    long _start;
    StepCost _cost;
    double _share; // of the caches and
    int _tokens; // out, summed over the ranks

    DataRanks(int replica, ServingSetup setup, RunState run)
    {
        _timer = setup.Timer;
        _run = run;
        _ranks = [.. Enumerable.Range(replica * setup.DataRanks, setup.DataRanks).Select(index => new Engine(index, Pool, setup, run, this))];
        _shapes = new StepShape[setup.DataRanks];
    }

    /// <summary>The engines of all replicas; those of one replica are neighbours.</summary>
    public static IEnumerable<Engine> Engines(ServingSetup setup, RunState run) =>
        Enumerable.Range(0, setup.Replicas).SelectMany(replica => new DataRanks(replica, setup, run)._ranks);

    public void Finish(long now)
    {
        if (!_inFlight) return;
        _inFlight = false;
        _run.Recorder.Cost(Pool, _cost);
        (_share, _tokens) = (0, 0);
        foreach (var rank in _ranks) rank.FinishStep(now);
        _run.Recorder.Step(Pool, _start, now, _share / _ranks.Length, _tokens);
    }

    /// <summary>A rank's part of the step has ended.</summary>
    /// <param name="kvShare">Share of its cache that it held.</param>
    /// <param name="tokens">Tokens out.</param>
    public void Ended(double kvShare, int tokens)
    {
        _share += kvShare;
        _tokens += tokens;
    }

    public void Start(long now)
    {
        _run.Tick(now);
        for (var i = 0; i < _ranks.Length; i++)
        {
            _shapes[i] = _ranks[i].Compose(now);
            _inFlight |= _shapes[i].Tokens > 0;
        }
        if (!_inFlight)
        {
            foreach (var rank in _ranks) rank.Rest();
            return;
        }
        _start = now;
        _timer.EvaluateRanks(_shapes, out _cost);
        foreach (var rank in _ranks) rank.Launch(now, _cost.Seconds);
        var end = 0L;
        foreach (var rank in _ranks) end = Math.Max(end, rank.Boundary);
        foreach (var rank in _ranks) rank.WaitUntil(end); // one may wait for copies before it begins
    }
}
