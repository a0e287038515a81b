using System.Globalization;
using System.Text.Json;
using Orrery.Performance;
using Orrery.Performance.Measured;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

/// <summary>vLLM 0.19 served 300 ShareGPT requests at 10 a second; its own stamps of every request are what these runs are held to.</summary>
public sealed class RealEngineTests
{
    const string Requests = "measured/llmservingsim_vllm_requests.csv";

    [NeedsSharedFact(Requests)]
    public void Measured_layers_under_the_simulated_scheduler_take_as_long_as_vllm_did_on_one_rtx_4090()
    {
        var (real, simulated) = Serve("RTX4090/Llama-3.1-8B", "llama-3.1-8b", new ServingSetup
        {
            Timer = Measured.Timer("measured/llmservingsim_profile/RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1", new MeasuredEngine(Measured.Llama8B, new ParallelismSpec())),
            Kv = Blocks(2588, 2 * 32 * 8 * 128 * 2),
            Spec = new ServingSpec { MaxBatchedTokens = 2048, MaxSequences = 256, BlockTokens = 16, PrefixCache = true },
        });
        AssertClose(real, simulated, mean: 0.01, tail: 0.01, tpot: 0.01);
    }

    static void AssertClose(Latencies real, Latencies simulated, double mean, double tail, double tpot) =>
        Assert.All(real.All.Zip(simulated.All), pair =>
        {
            var (name, expected) = pair.First;
            var tolerance = name.StartsWith("TPOT", StringComparison.Ordinal) ? tpot : name.EndsWith("mean", StringComparison.Ordinal) ? mean : tail;
            Assert.True(Math.Abs(pair.Second.Value / expected - 1) <= tolerance, $"{name}: vLLM {expected:F2} ms, simulated {pair.Second.Value:F2} ms ({pair.Second.Value / expected - 1:P2})");
        });

    static KvLayout Blocks(int blocks, double bytesPerToken) => new([bytesPerToken], 0, new Bytes(blocks * 16 * bytesPerToken));

    static (Latencies Real, Latencies Simulated) Serve(string example, string prompts, ServingSetup setup)
    {
        var rows = File.ReadLines(Path.Combine(Repository.Shared!, Requests)).Where(line => line.StartsWith(example, StringComparison.Ordinal))
            .Select(static line => line.Split(',')).ToArray();
        var blocks = File.ReadLines(Path.Combine(Repository.Shared!, $"traces/llmservingsim_sharegpt_{prompts}_300.jsonl")).Where(static line => line.StartsWith('{')).Select(BlocksOf).ToArray();
        var outcomes = new List<RequestOutcome>();
        ServingSimulation.Run(
            new Traffic(rows.Select((row, id) => new Request(id, SimTime.FromSeconds(Number(row[2])), int.Parse(row[3], CultureInfo.InvariantCulture), int.Parse(row[4], CultureInfo.InvariantCulture), blocks[id], 16))),
            setup with { Sink = outcomes.Add });
        Assert.Equal(rows.Length, outcomes.Count);
        return (new([.. rows.Select(static row => Number(row[6]))], [.. rows.Select(static row => Number(row[7]))], [.. rows.Where(static row => row[8].Length > 0).Select(static row => Number(row[8]))]),
            new([.. outcomes.Select(static o => (o.FirstToken - o.Arrival).Value * 1e3)], [.. outcomes.Select(static o => (o.Finish - o.Arrival).Value * 1e3)],
                [.. outcomes.Where(static o => o.OutputTokens > 1).Select(static o => (o.Finish - o.FirstToken).Value * 1e3 / (o.OutputTokens - 1))]));
    }

    static long[] BlocksOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return [.. json.RootElement.GetProperty("block_ids").EnumerateArray().Select(static id => id.GetInt64())];
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    sealed record Latencies(double[] Ttft, double[] E2e, double[] Tpot)
    {
        public (string Name, double Value)[] All =>
        [
            ("TTFT mean", Ttft.Average()), ("TTFT p50", At(Ttft, 0.5)), ("TTFT p90", At(Ttft, 0.9)), ("TTFT p99", At(Ttft, 0.99)),
            ("E2E mean", E2e.Average()), ("E2E p90", At(E2e, 0.9)), ("E2E p99", At(E2e, 0.99)),
            ("TPOT mean", Tpot.Average()), ("TPOT p90", At(Tpot, 0.9)),
        ];

        static double At(double[] values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Length) - 1);
    }
}
