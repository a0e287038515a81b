namespace Orrery.Simulation;

/// <summary>Integrates a quantity that stays constant between events: requests in the system, blocks in use, watts drawn.</summary>
public sealed class TimeWeightedAverage
{
    readonly SimTime _start;
    SimTime _since;
    double _integral;

    /// <summary>A quantity from a start on.</summary>
    /// <param name="start">When observation begins.</param>
    /// <param name="value">The value then.</param>
    public TimeWeightedAverage(SimTime start = default, double value = 0)
    {
        _start = _since = start;
        Value = Max = value;
    }

    /// <summary>The value now.</summary>
    public double Value { get; private set; }

    /// <summary>The largest value so far.</summary>
    public double Max { get; private set; }

    /// <summary>The value becomes another at an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the last change.</exception>
    public void Set(SimTime at, double value)
    {
        _integral = IntegralUntil(at);
        _since = at;
        Value = value;
        if (value > Max) Max = value;
    }

    /// <summary>The value changes by an amount at an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the last change.</exception>
    public void Add(SimTime at, double change) => Set(at, Value + change);

    /// <summary>The integral from the start to an instant, in the quantity's unit times seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the last change.</exception>
    public double IntegralUntil(SimTime end)
    {
        if (end < _since) throw new ArgumentOutOfRangeException(nameof(end), end, $"The value last changed at {_since}.");
        return _integral + Value * (end - _since).TotalSeconds;
    }

    /// <summary>The mean from the start to an instant; the value itself where no time has passed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the last change.</exception>
    public double MeanUntil(SimTime end) => end == _start ? Value : IntegralUntil(end) / (end - _start).TotalSeconds;
}
