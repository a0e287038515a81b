using Orrery.Simulation;
using Orrery.Units;

namespace Orrery.Workloads.Traffic;

/// <summary>Arrivals seen, and the renewal process that stands for them.</summary>
sealed class ArrivalSample
{
    const double Day = 86400;
    const int Slices = 24; // hours of a day, or parts of a shorter span
    const int LeastForProfile = 40 * Slices;
    const double ProfileGain = 0.02; // what a profile must take off the distance of gaps to be worth its numbers

    readonly double[] _times;
    readonly double _span;
    readonly double _period;

    /// <exception cref="ArgumentException">All arrive at once.</exception>
    public ArrivalSample(List<double> arrivals)
    {
        _times = Spread(arrivals);
        _span = _times[^1] - _times[0];
        if (_span <= 0) throw new ArgumentException("All requests arrive at once, which gives no rate.", nameof(arrivals));
        // What lasts days repeats by the day.
        _period = _span >= 2 * Day ? Day : _span;
    }

    /// <summary>Fits the arrivals of one parity, with the gaps that follow them, or all.</summary>
    public ArrivalSpec Fit(int? parity)
    {
        var constant = WithGaps(new() { Rate = new((_times.Length - 1) / _span), Period = new(_period) }, parity, out var distance);
        if (_times.Length < LeastForProfile) return constant;
        var profiled = Profiled(parity, out var scatter, out var profiledDistance);
        // Counts of a renewal process scatter by cv² times a Poisson process's (Cox 1962, §4.2); a profile is real where they
        // scatter more than that by three standard errors of a chi-square. (Equal gaps do not scatter at all, but counts are whole.)
        var isReal = scatter > Math.Max(0.01, profiled.Cv * profiled.Cv) * (1 + 3 * Math.Sqrt(2.0 / (Slices - 1)));
        return isReal || profiledDistance < distance - ProfileGain ? profiled : constant;
    }

    /// <summary>How well a process fits the arrivals of one parity, or all.</summary>
    public (double GapKs, double RateError) Score(ArrivalSpec spec, int? parity)
    {
        var counts = Counts(parity);
        var exposures = Exposures();
        var profile = new RateProfile(spec);
        var slice = _period / Slices;
        var expected = exposures.Select((exposure, i) => (profile.ExpectedAt((i + 1) * slice) - profile.ExpectedAt(i * slice)) * exposure / slice).ToArray();
        var share = counts.Sum() / expected.Sum();
        var error = counts.Zip(expected, (count, mean) => Math.Abs(count - share * mean)).Sum() / counts.Sum();
        return (GapFit.Distance(new(spec.Family, spec.Cv), OperationalGaps(spec, parity)), error);
    }

    ArrivalSpec Profiled(int? parity, out double scatter, out double distance)
    {
        var counts = Counts(parity);
        var exposures = Exposures();
        var mean = counts.Sum() / exposures.Sum();
        scatter = counts.Zip(exposures, (count, exposure) => Math.Pow(count - mean * exposure, 2) / (mean * exposure)).Sum() / (Slices - 1);
        var profile = counts.Zip(exposures, (count, exposure) => count / exposure / mean).ToArray();
        var average = profile.Average(); // differs from 1 where the last day is cut short
        var rate = new PerSecond((_times.Length - 1) / _span * average);
        return WithGaps(new() { Rate = rate, Period = new(_period), Profile = [.. profile.Select(share => share / average)] }, parity, out distance);
    }

    ArrivalSpec WithGaps(ArrivalSpec spec, int? parity, out double distance)
    {
        var gaps = OperationalGaps(spec, parity);
        var fit = GapFit.Of(gaps);
        distance = fit.Ks;
        return spec with { Family = fit.Family, Cv = fit.Cv };
    }

    // Ascending gaps in expected arrivals, scaled to a mean of one.
    double[] OperationalGaps(ArrivalSpec spec, int? parity)
    {
        var profile = new RateProfile(spec);
        var gaps = new List<double>(_times.Length);
        for (var i = 0; i + 1 < _times.Length; i++)
            if (parity is null || i % 2 == parity) gaps.Add(profile.ExpectedAt(_times[i + 1] - _times[0]) - profile.ExpectedAt(_times[i] - _times[0]));
        gaps.Sort();
        var mean = gaps.Average();
        return [.. gaps.Select(gap => gap / mean)];
    }

    double[] Counts(int? parity)
    {
        var counts = new double[Slices];
        for (var i = 0; i < _times.Length; i++)
            if (parity is null || i % 2 == parity) counts[Math.Min((int)((_times[i] - _times[0]) % _period / _period * Slices), Slices - 1)]++;
        // The last arrival ends the span, so that the remainder of a whole period is the first slice again: it belongs to the last.
        if (_period == _span && (parity is null || (_times.Length - 1) % 2 == parity)) (counts[0], counts[^1]) = (counts[0] - 1, counts[^1] + 1);
        return counts;
    }

    // Seconds for which each slice was observed.
    double[] Exposures()
    {
        var slice = _period / Slices;
        var periods = Math.Floor(_span / _period);
        var rest = _span - periods * _period;
        return [.. Enumerable.Range(0, Slices).Select(i => periods * slice + Math.Clamp(rest - i * slice, 0, slice))];
    }

    // Where most arrivals share their instant with another, the clock was coarse (Mooncake's ticks every 3 s): they are then
    // spread over the time up to the next tick, uniformly, for nothing is known of their order within it.
    static double[] Spread(List<double> arrivals)
    {
        var times = arrivals.ToArray();
        var ties = 0;
        for (var i = 1; i < times.Length; i++)
            if (times[i] == times[i - 1]) ties++;
        if (ties <= times.Length / 2) return times;
        var random = new RandomStreams(0).Get("tick");
        var tick = 0.0;
        for (int start = 0, end; start < times.Length; start = end)
        {
            for (end = start + 1; end < times.Length && arrivals[end] == arrivals[start];) end++;
            if (end < times.Length) tick = arrivals[end] - arrivals[start];
            for (var i = start; i < end; i++) times[i] += random.NextDouble() * tick;
            Array.Sort(times, start, end - start);
        }
        return times;
    }
}
