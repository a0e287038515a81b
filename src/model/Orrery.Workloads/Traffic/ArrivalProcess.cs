using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>Arrivals of a renewal process whose rate follows a profile: gaps are drawn in operational time, where the rate is one, and mapped back.</summary>
public sealed class ArrivalProcess
{
    readonly GapDistribution _gaps;
    readonly RandomSource _random;
    readonly RateProfile _profile;
    double _operational;

    /// <summary>The process of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="random">The stream that gaps are drawn from.</param>
    /// <exception cref="ArgumentException">The rate, the coefficient of variation or the profile is not positive and finite.</exception>
    public ArrivalProcess(ArrivalSpec spec, RandomSource random)
    {
        _gaps = new(spec.Family, spec.Cv);
        _profile = new(spec);
        _random = random;
    }

    /// <summary>The next arrival.</summary>
    /// <returns>False where it lies beyond the 106 days that can be simulated.</returns>
    public bool TryNext(out SimTime arrival)
    {
        _operational += _gaps.Next(_random);
        var seconds = _profile.TimeOf(_operational);
        var fits = seconds < 9.2e6; // 106 days, short of what SimTime holds
        arrival = fits ? SimTime.FromSeconds(seconds) : SimTime.Never;
        return fits;
    }
}
