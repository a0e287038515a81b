using System.Collections.Immutable;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Holds objectives against a run.</summary>
static class Objectives
{
    /// <summary>What a single request must meet to be good: of several bounds on one metric the widest, which is the one that no request may pass.</summary>
    public static RequestBounds PerRequest(SloSpec slo)
    {
        // A request's mean gap is its time per output token, so a bound on gaps is one on that.
        return new RequestBounds(Widest(SloMetric.Ttft), Widest(SloMetric.Tpot) ?? Widest(SloMetric.Itl), Widest(SloMetric.E2e));

        Seconds? Widest(SloMetric metric)
        {
            Seconds? widest = null;
            foreach (var bound in slo.Bounds)
                if (bound.Metric == metric && (widest is null || bound.Bound > widest.Value)) widest = bound.Bound;
            return widest;
        }
    }

    public static ImmutableArray<ObjectiveResult> Check(SloSpec slo, ServingResult served)
        => [.. slo.Bounds.Select(bound =>
        {
            var actual = Latency(bound.Metric, served).At(bound.Percentile);
            return new ObjectiveResult(Describe.ObjectiveName(bound), bound.Bound.Value, actual.Value, served.E2e.Count > 0 && actual <= bound.Bound);
        })];

    static LatencySummary Latency(SloMetric metric, ServingResult served) => metric switch
    {
        SloMetric.Ttft => served.Ttft,
        SloMetric.Tpot => served.Tpot,
        SloMetric.Itl => served.Itl,
        _ => served.E2e,
    };
}
