using Orrery.Simulation;

namespace Orrery.Workloads.Sessions;

/// <summary>A distribution of durations, ready to draw from.</summary>
sealed class DurationDistribution
{
    readonly DurationSpec _spec;

    /// <exception cref="ArgumentException">The specification describes no distribution.</exception>
    public DurationDistribution(DurationSpec spec)
    {
        _spec = spec;
        var problem = spec switch
        {
            { Min.Value: not >= 0 } => "a duration is not negative",
            { Max.Value: not <= 9e6 } => "a duration is at most 104 days",
            _ when spec.Max.Value < spec.Min.Value => "the longest duration is less than the shortest",
            ConstantDuration { Time.Value: not (>= 0 and <= 9e6) } => "a duration is not negative, and at most 104 days",
            LogNormalDuration { Median.Value: not > 0 } or LogNormalDuration { Sigma: not >= 0 } => "a log-normal duration has a positive median and a sigma of at least 0",
            ExponentialDuration { Mean.Value: not > 0 } => "an exponential duration has a positive mean",
            _ => null,
        };
        if (problem is not null) throw new ArgumentException(problem, nameof(spec));
    }

    public SimTime Next(RandomSource random) => SimTime.FromSeconds(_spec switch
    {
        ConstantDuration constant => constant.Time.Value,
        UniformDuration => _spec.Min.Value + random.NextDouble() * (_spec.Max.Value - _spec.Min.Value),
        LogNormalDuration law => Clamp(random.NextLogNormal(law.Median.Value, law.Sigma)),
        ExponentialDuration law => Clamp(random.NextExponential(law.Mean.Value)),
        _ => throw new InvalidOperationException($"{_spec.GetType().Name} cannot be drawn."),
    });

    double Clamp(double seconds) => Math.Clamp(seconds, _spec.Min.Value, _spec.Max.Value);
}
