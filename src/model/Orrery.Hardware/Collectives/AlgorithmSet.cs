namespace Orrery.Hardware.Collectives;

/// <summary>The algorithms that a network can run for one collective; the fastest is taken at each size.</summary>
sealed class AlgorithmSet
{
    readonly AlgorithmCost[] _algorithms;

    /// <summary>Keeps the algorithms that are best at some size.</summary>
    public AlgorithmSet(params ReadOnlySpan<AlgorithmCost> algorithms)
    {
        var kept = new List<AlgorithmCost>();
        foreach (var candidate in algorithms)
        {
            if (kept.Exists(k => k.Dominates(candidate))) continue;
            kept.RemoveAll(k => candidate.Dominates(k));
            kept.Add(candidate);
        }
        _algorithms = [.. kept];
    }

    /// <summary>Nothing to do: a collective of one device.</summary>
    public static AlgorithmSet None { get; } = new(new AlgorithmCost("none", 0, 0, 0));

    public ReadOnlySpan<AlgorithmCost> Algorithms => _algorithms;

    public double Seconds(double bytes)
    {
        var best = double.PositiveInfinity;
        foreach (ref readonly var algorithm in _algorithms.AsSpan()) best = Math.Min(best, algorithm.Seconds(bytes));
        return best;
    }

    public ref readonly AlgorithmCost Best(double bytes)
    {
        var (best, index) = (double.PositiveInfinity, 0);
        for (var i = 0; i < _algorithms.Length; i++)
            if (_algorithms[i].Seconds(bytes) is var seconds && seconds < best) (best, index) = (seconds, i);
        return ref _algorithms[index];
    }

    public double SentBytes(double bytes) => bytes * Best(bytes).SentPerByte;
}
