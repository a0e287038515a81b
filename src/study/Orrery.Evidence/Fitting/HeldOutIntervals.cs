using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>The middle 80 % of measured over predicted, of runs that were held back, by what is predicted and by regime.</summary>
sealed class HeldOutIntervals
{
    // Fewer points of a regime say less than those of all regimes.
    const int FewestPoints = 40;
    readonly Dictionary<(Metric, RangeRegime), EngineRange> _known = [];

    /// <summary>The intervals of some points.</summary>
    /// <param name="points">Points beside predictions that have not seen them.</param>
    /// <param name="unseen">What was held back. Where that is a whole model or system, few of a regime are left to tell how far off another would be: all regimes do.</param>
    public static HeldOutIntervals Of(IReadOnlyCollection<EvidencePoint> points, Unseen unseen)
    {
        var intervals = new HeldOutIntervals();
        foreach (var metric in points.GroupBy(point => point.Metric))
            foreach (var regime in Enum.GetValues<RangeRegime>())
            {
                var taken = metric.Where(point => unseen != Unseen.Neither || Regime(point) == regime).ToList();
                if (taken.Count < FewestPoints) taken = [.. metric];
                var (low, high) = ErrorInterval.Of(taken);
                intervals._known.Add((metric.Key, regime), new(metric.Key == Metric.Tpot ? RangeOf.Tpot : RangeOf.Ttft, regime, unseen, low, high, taken.Count));
            }

        return intervals;
    }

    /// <summary>The interval that a point should lie in.</summary>
    public ErrorInterval Of(EvidencePoint point) => _known[(point.Metric, Regime(point))] is var range ? new(range.Low, range.High) : default;

    /// <summary>As the catalog states them.</summary>
    public IEnumerable<EngineRange> Ranges() => _known.Values.OrderBy(range => range.Of).ThenBy(range => range.Regime);

    static RangeRegime Regime(EvidencePoint point) => point.Phase == "dense" ? RangeRegime.Dense : RangeRegime.Mixture;
}
