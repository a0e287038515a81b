namespace Orrery.Hardware.Collectives;

/// <summary>What late devices cost a collective of a group: how much longer it takes, and how many contributions are stale.</summary>
/// <param name="ExtraSeconds">Mean time that the group waits for its last contribution.</param>
/// <param name="StaleContributions">Mean number of contributions that a time-out replaced by the previous value.</param>
public readonly record struct Stragglers(double ExtraSeconds, double StaleContributions)
{
    // Beyond so many mean delays nobody is late: e^-40 of one is below rounding.
    const double Farthest = 40;
    const int Pieces = 400;

    /// <summary>
    /// The cost for a group of <paramref name="ranks"/>. Lateness is independent; the group waits for the contribution that is late and not among
    /// those that spares answer, so it still waits at t where more than so many are late by more than t. None where nobody is said to be late.
    /// </summary>
    public static Stragglers Of(StragglerSpec? spec, int ranks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        if (spec is null) return default;
        var delay = spec.Delay.Value;
        if (ranks == 1 || spec.Share <= 0 || delay <= 0) return default;
        double LateAt(double seconds) => spec.Share * Math.Exp(-seconds / delay);
        double WaitsAt(double seconds) => MoreThan(spec.Spares, ranks, LateAt(seconds));
        var end = Math.Min(spec.TimeOut?.Value ?? double.PositiveInfinity, Farthest * delay + delay * Math.Log(ranks));
        // Simpson's rule.
        var (step, sum) = (end / Pieces, WaitsAt(0) + WaitsAt(end));
        for (var i = 1; i < Pieces; i++) sum += WaitsAt(i * step) * (i % 2 == 1 ? 4 : 2);
        return new(sum * step / 3, spec.TimeOut is { } timeOut ? Excess(spec.Spares, ranks, LateAt(timeOut.Value)) : 0);
    }

    /// <summary>The cost of waiting twice.</summary>
    public static Stragglers operator +(Stragglers a, Stragglers b) => new(a.ExtraSeconds + b.ExtraSeconds, a.StaleContributions + b.StaleContributions);

    // Probability that a binomial passes a bound.
    static double MoreThan(int bound, int trials, double share)
    {
        double below = 0;
        for (var k = 0; k <= Math.Min(bound, trials); k++) below += Probability(k, trials, share);
        return Math.Max(0, 1 - below);
    }

    // Mean of what of a binomial passes a bound.
    static double Excess(int bound, int trials, double share)
    {
        if (share <= 0) return 0;
        double excess = 0;
        for (var k = bound + 1; k <= trials; k++)
        {
            var term = (k - bound) * Probability(k, trials, share);
            excess += term;
            if (k > trials * share && term < 1e-16 * excess) break;
        }
        return excess;
    }

    static double Probability(int successes, int trials, double share)
    {
        if (share >= 1) return successes == trials ? 1 : 0;
        var log = (trials - successes) * Math.Log(1 - share) + (successes > 0 ? successes * Math.Log(share) : 0);
        for (var i = 1; i <= successes; i++) log += Math.Log((trials - successes + i) / (double)i);
        return Math.Exp(log);
    }
}
