using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Serving.Measurement;

/// <summary>Averages over at most two hundred slices of a run whose length is not known: when the slices are used up, neighbours merge.</summary>
sealed class TimelineBuilder(long origin)
{
    const int Slices = 200;

    readonly double[] _running = new double[Slices], _waiting = new double[Slices], _kv = new double[Slices], _tokens = new double[Slices];
    long _width = 1_000_000; // a microsecond; 40 doublings reach the end of time
    int _steps; // the slice of the last step, and its bounds
    long _stepsFrom, _stepsTo;

    public void AddRunning(long from, long to) => Spread(_running, from, to, 1);

    public void AddWaiting(long from, long to) => Spread(_waiting, from, to, 1);

    /// <summary>A step: the share of the cache that it held, and the tokens out at its end.</summary>
    public void AddStep(long from, long to, double kvShare, int tokens)
    {
        // Steps are much shorter than slices: nearly every one lies in the slice of the last, and needs no division.
        if (from < _stepsFrom || to > _stepsTo)
        {
            Spread(_kv, from, to, kvShare);
            _steps = Slice(to - 1);
            _stepsFrom = origin + _steps * _width;
            _stepsTo = _stepsFrom + _width;
        }
        else _kv[_steps] += kvShare * (to - from);
        _tokens[_steps] += tokens;
    }

    public ImmutableArray<TimelinePoint> Build(long end, int replicas)
    {
        var points = ImmutableArray.CreateBuilder<TimelinePoint>();
        for (var (i, from) = (0, origin); i < Slices && from < end; i++, from += _width)
        {
            var length = Math.Min(_width, end - from);
            points.Add(new(
                new Seconds((from - origin) * 1e-12), _running[i] / length, _waiting[i] / length, _kv[i] / length / replicas, _tokens[i] / (length * 1e-12)));
        }
        return points.ToImmutable();
    }

    void Spread(double[] slices, long from, long to, double value)
    {
        if (to <= from) return;
        var last = Slice(to - 1);
        for (var i = Slice(from); i < last; i++)
        {
            var edge = origin + (i + 1) * _width;
            slices[i] += value * (edge - from);
            from = edge;
        }
        slices[last] += value * (to - from);
    }

    int Slice(long time)
    {
        var offset = Math.Max(0, time - origin);
        while (offset / _width >= Slices) Merge();
        return (int)(offset / _width);
    }

    void Merge()
    {
        _width *= 2;
        _stepsFrom = _stepsTo = 0;
        foreach (var slices in (ReadOnlySpan<double[]>)[_running, _waiting, _kv, _tokens])
        {
            for (var i = 0; i < Slices / 2; i++) slices[i] = slices[2 * i] + slices[2 * i + 1];
            Array.Clear(slices, Slices / 2, Slices / 2);
        }
    }
}
