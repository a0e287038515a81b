namespace Orrery.Workloads.Traffic;

/// <summary>The expected number of arrivals up to a time, and its inverse, for a rate that is constant in each slice of a period.</summary>
sealed class RateProfile
{
    readonly double[] _cumulative; // arrivals from the period's start to the end of each slice
    readonly double _slice;

    /// <exception cref="ArgumentException">The rate, the period or the profile is not positive and finite.</exception>
    public RateProfile(ArrivalSpec spec)
    {
        var rate = spec.Rate.Value;
        if (!(rate > 0 && double.IsFinite(rate))) throw new ArgumentException($"A rate of {spec.Rate} brings no traffic.", nameof(spec));
        if (!(spec.Period.Value > 0 && double.IsFinite(spec.Period.Value))) throw new ArgumentException($"A profile's period is positive, not {spec.Period}.", nameof(spec));
        var shares = spec.Profile.IsDefaultOrEmpty ? [1.0] : spec.Profile.ToArray();
        var mean = shares.Average();
        if (!(mean > 0 && double.IsFinite(mean)) || shares.Min() < 0) throw new ArgumentException("A profile's rates are not negative, and some are positive.", nameof(spec));
        _slice = spec.Period.Value / shares.Length;
        _cumulative = new double[shares.Length];
        var sum = 0.0;
        for (var i = 0; i < shares.Length; i++) _cumulative[i] = sum += shares[i] / mean * rate * _slice;
    }

    /// <summary>Arrivals expected up to a time in seconds.</summary>
    public double ExpectedAt(double seconds)
    {
        var period = _slice * _cumulative.Length;
        var periods = Math.Floor(seconds / period);
        var into = Math.Max(0, seconds - periods * period);
        var slice = Math.Min((int)(into / _slice), _cumulative.Length - 1);
        var before = slice == 0 ? 0 : _cumulative[slice - 1];
        return periods * _cumulative[^1] + before + (into / _slice - slice) * (_cumulative[slice] - before);
    }

    /// <summary>The time in seconds up to which a number of arrivals is expected.</summary>
    public double TimeOf(double expected)
    {
        var periods = Math.Floor(expected / _cumulative[^1]);
        var rest = Math.Max(0, expected - periods * _cumulative[^1]);
        var slice = Array.BinarySearch(_cumulative, rest);
        if (slice < 0) slice = ~slice;
        slice = Math.Min(slice, _cumulative.Length - 1);
        var before = slice == 0 ? 0 : _cumulative[slice - 1];
        var share = _cumulative[slice] > before ? (rest - before) / (_cumulative[slice] - before) : 0;
        return (periods * _cumulative.Length + slice + share) * _slice;
    }
}
