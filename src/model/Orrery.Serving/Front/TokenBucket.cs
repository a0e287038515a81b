namespace Orrery.Serving.Front;

/// <summary>Lets through no more than rate × time + burst in any span of time.</summary>
sealed class TokenBucket(RateLimit limit)
{
    double _level = limit.Burst;
    long _since;

    /// <summary>Whether an amount is there at an instant that is not before the last.</summary>
    public bool Has(double amount, long now)
    {
        _level = Math.Min(limit.Burst, _level + limit.PerSecond * (now - _since) * 1e-12);
        _since = now;
        return amount <= _level;
    }

    /// <summary>Takes an amount that is there.</summary>
    public void Take(double amount) => _level -= amount;
}
