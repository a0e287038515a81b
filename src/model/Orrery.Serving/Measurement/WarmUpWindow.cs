using Orrery.Units;

namespace Orrery.Serving.Measurement;

/// <summary>Latencies by when requests arrived (gaps between tokens: by when they ended), so that the beginning can be left out at the end of a run whose length is not known.</summary>
/// <remarks>At most 128 slices of equal time: when they are used up, neighbours merge. A warm-up of a given time is the first of two slices.</remarks>
sealed class WarmUpWindow(WarmUpSpec rule, long origin)
{
    const int Slices = 128;
    const int LeastSlices = 10; // fewer make no series
    const int TailSlices = 5; // the statistic of the last few is chance (Spratt, 1998)

    readonly LatencyRecord?[] _slices = new LatencyRecord?[Slices];
    long _width = rule.Time is { } time ? (long)Math.Min(time.Value * 1e12, long.MaxValue / 2) : 1_000_000; // a microsecond; 40 doublings reach the end of time

    /// <summary>The record of an instant.</summary>
    public LatencyRecord At(long time)
    {
        var slice = Math.Max(0, time - origin) / Math.Max(1, _width);
        if (rule.Time is not null) slice = Math.Min(slice, 1);
        for (; slice >= Slices; slice /= 2) Merge();
        return _slices[slice] ??= new LatencyRecord();
    }

    /// <summary>What counts, and what is left out.</summary>
    public (LatencyRecord Kept, WarmUpResult LeftOut) Close()
    {
        var cut = rule.Time is not null ? 1 : rule.Share is { } share ? OfRequests(share) : Mser();
        var kept = new LatencyRecord();
        foreach (var slice in _slices.Skip(Math.Max(0, cut)).OfType<LatencyRecord>()) kept.Merge(slice);
        var leftOut = _slices.Take(Math.Max(0, cut)).Sum(static slice => slice?.Arrived ?? 0);
        return (kept, new WarmUpResult(rule, new Seconds(Math.Max(0, cut) * _width * 1e-12), leftOut, kept.Arrived, cut >= 0));
    }

    // The first slices that hold the share at least.
    int OfRequests(double share)
    {
        var wanted = share * _slices.Sum(static slice => slice?.Arrived ?? 0);
        var cut = 0;
        for (var arrived = 0L; arrived < wanted; cut++) arrived += _slices[cut]?.Arrived ?? 0;
        return cut;
    }

    // White's rule on the logarithms of the slices' mean end-to-end times, weighted by their requests: the cut after which the squared standard error of the mean is
    // least. Logarithms, because a queue scatters with its length: the plain rule would leave out crowded beginnings, and make the mean of an M/M/1 queue worse.
    // -1 where that would leave out more than half of the requests: the run is too short, or the load grows.
    int Mser()
    {
        var series = _slices.Index().Where(static slice => slice.Item?.E2e.Count > 0).Select(static slice => (slice.Index, Count: (double)slice.Item!.E2e.Count, Mean: Math.Log(slice.Item.E2e.Mean))).ToArray();
        if (series.Length < LeastSlices) return -1;
        double count = 0, sum = 0, squares = 0, least = double.PositiveInfinity, keptAtLeast = 0;
        var cut = -1;
        for (var i = series.Length - 1; i >= 0; i--)
        {
            var (index, n, mean) = series[i];
            count += n;
            sum += n * mean;
            squares += n * mean * mean;
            if (series.Length - i < TailSlices) continue;
            var error = Math.Max(0, squares - sum * sum / count) / (count * count);
            if (error > least) continue;
            (least, keptAtLeast) = (error, count);
            cut = i == 0 ? 0 : index;
        }
        return keptAtLeast >= count / 2 ? cut : -1;
    }

    void Merge()
    {
        _width *= 2;
        for (var i = 0; i < Slices / 2; i++)
        {
            var (first, second) = (_slices[2 * i], _slices[2 * i + 1]);
            if (first is not null && second is not null) first.Merge(second);
            _slices[i] = first ?? second;
        }
        Array.Clear(_slices, Slices / 2, Slices / 2);
    }
}
