namespace Orrery.Evidence;

/// <summary>The middle 80 % of measured numbers over predicted ones.</summary>
/// <param name="Low">One point in ten is below this times what is predicted.</param>
/// <param name="High">One in ten is above this times it.</param>
public readonly record struct ErrorInterval(double Low, double High)
{
    /// <summary>The interval of some points.</summary>
    public static ErrorInterval Of(IReadOnlyCollection<EvidencePoint> points)
    {
        var ratios = points.Select(point => point.Measured / point.Predicted).Order().ToArray();
        return new(ErrorStatistics.Quantile(ratios, 0.1), ErrorStatistics.Quantile(ratios, 0.9));
    }

    /// <summary>Whether what was measured lies within.</summary>
    public bool Holds(EvidencePoint point) => point.Measured / point.Predicted is var ratio && ratio >= Low && ratio <= High;
}

/// <summary>A run predicted by overheads that were fitted without it.</summary>
/// <param name="Fold">How runs were held back: <c>at random</c>, <c>by whole model</c> or <c>by whole system</c>.</param>
/// <param name="Point">The run beside the prediction.</param>
/// <param name="WithinInterval">Whether it lies in the 80 % interval of the other runs, which has seen neither it nor what was held back with it.</param>
public sealed record UnseenPrediction(string Fold, EvidencePoint Point, bool WithinInterval);
