using Orrery.Performance;
using Orrery.Performance.Measured;
using Orrery.Serving.Tests.Reference;
using Orrery.Testing;
using Orrery.Units;

namespace Orrery.Serving.Tests;

/// <summary>An independent replica of vLLM V1's scheduler over the same tables, decodes at their mean, and the same traces gave these figures.</summary>
public sealed class OracleTests
{
    const string Profile = "measured/llmservingsim_profile/RTXPRO6000/meta-llama/Llama-3.1-8B/bf16/tp1";
    const double Tolerance = 0.001;
    const int P99 = 9899; // of ten thousand

    [NeedsSharedFact(Profile)]
    public void Ten_thousand_Poisson_requests_on_measured_layers_take_as_long_as_an_independent_replica_of_vllm_says() =>
        AssertServed("anchor_poisson10_512x256_10k.csv", new(Steps: 55_543, TtftMean: 46.25, TtftP99: 97.79, TpotMean: 18.32, E2eMean: 4717.1, E2eP99: 5425.8, PerSecond: 9.97));

    [NeedsSharedFact(Profile)]
    public void Azure_conversations_on_measured_layers_take_as_long_as_an_independent_replica_of_vllm_says() =>
        AssertServed("anchor_azconv10k.csv", new(Steps: 90_759, TtftMean: 118.5, TtftP99: 551.8, TpotMean: 22.00, E2eMean: 4672.1, E2eP99: 14823.2, PerSecond: 5.58));

    static void AssertServed(string trace, Figures expected)
    {
        const double bytesPerToken = 2 * 32 * 8 * 128 * 2; // K and V of 32 layers, 8 heads of 128, bf16
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(Traffic.ReadAnchor(Path.Combine(Repository.Shared!, "traces", trace))), new ServingSetup
        {
            Timer = Measured.Timer(Profile, new MeasuredEngine(Measured.Llama8B, new ParallelismSpec()), without: "skew_fit.csv"),
            Kv = new KvLayout([bytesPerToken], 0, new Bytes(36_578 * 16 * bytesPerToken)),
            Spec = new ServingSpec { MaxBatchedTokens = 2048, MaxSequences = 256, BlockTokens = 16 },
            Sink = outcomes.Add,
        });
        var ttft = outcomes.Select(static o => (o.FirstToken - o.Arrival).Value * 1e3).Order().ToArray();
        var e2e = outcomes.Select(static o => (o.Finish - o.Arrival).Value * 1e3).Order().ToArray();
        AssertClose("steps", expected.Steps, result.Steps);
        AssertClose("TTFT mean", expected.TtftMean, ttft.Average());
        AssertPercentile("TTFT p99", expected.TtftP99, ttft);
        AssertClose("TPOT mean", expected.TpotMean, result.Tpot.Mean.Value * 1e3);
        AssertClose("E2E mean", expected.E2eMean, e2e.Average());
        AssertPercentile("E2E p99", expected.E2eP99, e2e);
        AssertClose("requests a second", expected.PerSecond, result.Completed / result.Makespan.Value);
        // The run's own percentiles come from a sketch of bounded relative error.
        Assert.Equal(ttft[P99], result.Ttft.P99.Value * 1e3, ttft[P99] * 0.01);
        Assert.Equal(e2e[P99], result.E2e.P99.Value * 1e3, e2e[P99] * 0.01);
    }

    // Of ten thousand values those next to the percentile lie up to 0.3 % apart: two ranks to either side are as close as it is defined.
    static void AssertPercentile(string what, double expected, double[] sorted) =>
        Assert.True(expected >= sorted[P99 - 2] * (1 - Tolerance) && expected <= sorted[P99 + 2] * (1 + Tolerance), $"{what}: expected {expected:R}, got {sorted[P99]:R}");

    static void AssertClose(string what, double expected, double actual) =>
        Assert.True(Math.Abs(actual / expected - 1) <= Tolerance, $"{what}: expected {expected:R} within {Tolerance:P1}, got {actual:R} ({actual / expected - 1:P3})");

    sealed record Figures(long Steps, double TtftMean, double TtftP99, double TpotMean, double E2eMean, double E2eP99, double PerSecond);
}
