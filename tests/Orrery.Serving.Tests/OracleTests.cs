using Orrery.Performance;
using Orrery.Performance.Measured;
using Orrery.Serving.Tests.Reference;
using Orrery.Testing;
using Orrery.Units;

namespace Orrery.Serving.Tests;

public sealed class OracleTests
{
    const string Profile = "measured/llmservingsim_profile/RTXPRO6000/meta-llama/Llama-3.1-8B/bf16/tp1";

    // An independent replica of vLLM V1's scheduler over the same tables and trace gave these figures.
    [NeedsSharedFact(Profile)]
    public void Ten_thousand_Poisson_requests_on_measured_layers_take_as_long_as_an_independent_replica_of_vllm_says()
    {
        var result = Run("anchor_poisson10_512x256_10k.csv");
        AssertClose(55_543, result.Steps, 0.001);
        AssertClose(46.25e-3, result.Ttft.Mean.Value, 0.001);
        AssertClose(97.79e-3, result.Ttft.P99.Value, 0.005);
        AssertClose(18.32e-3, result.Tpot.Mean.Value, 0.001);
        AssertClose(4717.1e-3, result.E2e.Mean.Value, 0.001);
        AssertClose(5425.8e-3, result.E2e.P99.Value, 0.005);
    }

    [NeedsSharedFact(Profile)]
    public void Azure_conversations_on_measured_layers_take_as_long_as_an_independent_replica_of_vllm_says()
    {
        var result = Run("anchor_azconv10k.csv");
        AssertClose(90_759, result.Steps, 0.001);
        AssertClose(118.5e-3, result.Ttft.Mean.Value, 0.001);
        AssertClose(551.8e-3, result.Ttft.P99.Value, 0.005);
        AssertClose(22.00e-3, result.Tpot.Mean.Value, 0.001);
        AssertClose(4672.1e-3, result.E2e.Mean.Value, 0.001);
        AssertClose(14823.2e-3, result.E2e.P99.Value, 0.005);
    }

    static ServingResult Run(string trace)
    {
        const double bytesPerToken = 2 * 32 * 8 * 128 * 2; // K and V of 32 layers, 8 heads of 128, bf16
        return ServingSimulation.Run(new Traffic(Traffic.ReadAnchor(Path.Combine(Repository.Shared!, "traces", trace))), new ServingSetup
        {
            Timer = Measured.Timer(Profile, new MeasuredEngine(Measured.Llama8B, new ParallelismSpec())),
            Kv = new KvLayout([bytesPerToken], 0, new Bytes(36_578 * 16 * bytesPerToken)),
            Spec = new ServingSpec { MaxBatchedTokens = 2048, MaxSequences = 256, BlockTokens = 16 },
        });
    }

    static void AssertClose(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual / expected - 1) <= tolerance, $"expected {expected:R} within {tolerance:P1}, got {actual:R} ({actual / expected - 1:P2})");
}
