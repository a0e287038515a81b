using System.Collections.Immutable;

namespace Orrery.Simulation;

/// <summary>Quantiles of any number of non-negative values within a relative error, in memory that grows with the logarithm of their range alone.</summary>
/// <remarks>
/// Logarithmic buckets after DDSketch (Masson, Rim, Lee, PVLDB 12(12), 2019, arXiv 1908.10693), kept whole: a range of 10^12 at 0.2 % takes 7,000 counters.
/// Nothing is allocated per value once the range has been seen. Two sketches of one error merge into what one would have held.
/// </remarks>
public sealed class QuantileSketch
{
    readonly double _logGamma;
    long[] _counts = [];
    int _first;
    long _zeros;
    double _sum;
    double _min = double.PositiveInfinity;
    double _max = double.NegativeInfinity;

    /// <summary>An empty sketch.</summary>
    /// <param name="relativeError">Bound on the relative error of every quantile: 0.2 % where not given.</param>
    public QuantileSketch(double relativeError = 0.002)
    {
        if (!(relativeError > 1e-6 && relativeError < 1))
            throw new ArgumentOutOfRangeException(nameof(relativeError), relativeError, "The relative error lies between 1e-6 and 1.");
        RelativeError = relativeError;
        _logGamma = Math.Log((1 + relativeError) / (1 - relativeError));
    }

    /// <summary>Bound on the relative error of every quantile.</summary>
    public double RelativeError { get; }

    /// <summary>Values added, with their weights.</summary>
    public long Count { get; private set; }

    /// <summary>Exact mean; not a number where the sketch is empty.</summary>
    public double Mean => Count == 0 ? double.NaN : _sum / Count;

    /// <summary>Exact least value; not a number where the sketch is empty.</summary>
    public double Min => Count == 0 ? double.NaN : _min;

    /// <summary>Exact largest value; not a number where the sketch is empty.</summary>
    public double Max => Count == 0 ? double.NaN : _max;

    /// <summary>Adds a value a number of times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite, or the weight negative.</exception>
    public void Add(double value, long weight = 1)
    {
        if (!(value >= 0 && value <= double.MaxValue)) throw new ArgumentOutOfRangeException(nameof(value), value, "A value is finite and not negative.");
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        if (weight == 0) return;
        Count += weight;
        _sum += value * weight;
        if (value < _min) _min = value;
        if (value > _max) _max = value;
        if (value == 0) _zeros += weight;
        else Add((int)Math.Ceiling(Math.Log(value) / _logGamma), weight);
    }

    /// <summary>Adds all that another sketch holds.</summary>
    /// <exception cref="ArgumentException">The other has another error bound.</exception>
    public void Merge(QuantileSketch other)
    {
        if (other.RelativeError != RelativeError) throw new ArgumentException("Sketches of different error bounds do not merge.", nameof(other));
        for (var i = 0; i < other._counts.Length; i++)
            if (other._counts[i] is > 0 and var count) Add(other._first + i, count);
        Count += other.Count;
        _zeros += other._zeros;
        _sum += other._sum;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>The value of rank ⌊q·(n−1)⌋ in ascending order, within the relative error; not a number where the sketch is empty.</summary>
    /// <param name="q">Between 0 and 1.</param>
    public double Quantile(double q)
    {
        if (!(q >= 0 && q <= 1)) throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile lies between 0 and 1.");
        if (Count == 0) return double.NaN;
        var rank = (long)(q * (Count - 1));
        if (rank == Count - 1) return _max;
        if (rank < _zeros) return 0;
        var below = _zeros;
        for (var i = 0; i < _counts.Length; i++)
        {
            below += _counts[i];
            if (rank < below) return Math.Clamp(Representative(_first + i), _min, _max);
        }
        return _max;
    }

    /// <summary>The distribution function at equally spaced probabilities from 0 to 1: values ascend; empty where the sketch is.</summary>
    /// <param name="points">At least two.</param>
    public ImmutableArray<(double Value, double Probability)> Cdf(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (Count == 0) return [];
        var curve = ImmutableArray.CreateBuilder<(double, double)>(points);
        for (var i = 0; i < points; i++)
        {
            var probability = (double)i / (points - 1);
            curve.Add((i == 0 ? _min : Quantile(probability), probability));
        }
        return curve.MoveToImmutable();
    }

    // The middle, in relative terms, of the bucket (γ^(i-1), γ^i].
    double Representative(int index) => Math.Exp(index * _logGamma) * (1 - RelativeError);

    void Add(int index, long weight)
    {
        var slot = index - _first;
        if ((uint)slot >= (uint)_counts.Length) slot = Grow(index);
        _counts[slot] += weight;
    }

    int Grow(int index)
    {
        var last = _first + _counts.Length - 1;
        var (from, to) = _counts.Length == 0 ? (index, index) : (Math.Min(_first, index), Math.Max(last, index));
        var spare = Math.Max(64, (to - from) / 2); // so that a range that widens step by step costs amortised constant time
        if (_counts.Length == 0 || index < _first) from -= spare;
        if (_counts.Length == 0 || index > last) to += spare;
        var grown = new long[to - from + 1];
        _counts.CopyTo(grown, _counts.Length == 0 ? 0 : _first - from);
        _counts = grown;
        _first = from;
        return index - from;
    }
}
