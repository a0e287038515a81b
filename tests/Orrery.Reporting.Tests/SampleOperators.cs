using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tests;

/// <summary>The analytic half of the sample: a curve and the operators of a 70B model.</summary>
static class SampleOperators
{
    public static AnalyticResult Analytic(double time, int devices, ImmutableArray<TierResult> memory, double joules) => new()
    {
        InputTokens = 1154.7,
        OutputTokens = 211.1,
        UnloadedTtftSeconds = 0.041 * time,
        UnloadedTpotSeconds = 0.0098 * time,
        MaxConcurrency = 2310 / time,
        SaturationOutputTokensPerSecond = 11_800 / time,
        SaturationRequestsPerSecond = 55.9 / time,
        Curve =
        [
            .. Enumerable.Range(0, 9).Select(power => Math.Pow(2, power)).Select(concurrency =>
            {
                var tpot = 0.0098 * time * (1 + concurrency / 90);
                return new OperatingPoint(concurrency, tpot, 0.041 * time * (1 + concurrency / 40), concurrency / tpot, joules * (0.4 + 14 / concurrency));
            }),
        ],
        PrefillOperators = [.. Operators(1155 / 8.0, time * 0.041, memory[^1].Name, prefill: true, devices > 1)],
        DecodeOperators = [.. Operators(41 / 8.0, time * 0.0142, memory[^1].Name, prefill: false, devices > 1)],
        Speculation = new(3, 2.5, 0.2, 1.6),
        Offload = memory.Length == 1 ? null : new()
        {
            Strategy = "sparse", Near = "hbm", Far = "hbf", ResidentBytes = 8e9, WindowBytes = 4e9, WindowTokens = 2.5, SparseBytesPerStep = 6e8, StreamedBytesPerStep = 2e8,
            BytesPerSecond = 1.2e9, LoadSeconds = 0.6, ManagementSeconds = 0.1, ShareOfStep = 0.8,
        },
        StaleContributions = memory.Length == 1 ? null : 0.25,
        Intensity = new()
        {
            Engine = "fp8", Tier = "hbm", RidgeFlopsPerByte = 590, MemoryBytes = 6e11, WeightBytes = 7e10, BytesPerSequence = 2e8, Batch = 41, BytesPerRequest = 1.9e9, LargestBatch = 230, RidgeBatch = 300, CapacityBound = true,
            Operators =
            [
                new("prefill", "step", 1_400, 4e9, 0.3, "compute"), new("prefill", "mlp.up", 1_900, 1e9, 0.2, "compute"),
                new("decode", "step", 30 / time, 1.9e9, 1.4, "bandwidth and capacity"), new("decode", "attention.decode", 16, 2e8, 1.2, "bandwidth and capacity"), new("decode", "mlp.up", 60 / time, 6e8, 0.1, "bandwidth"),
            ],
            Curve = [new(1, 2, 7e10), new(64, 60, 1.3e9), new(230, 90, 5e8), new(300, 96, 4e8)],
        },
        Roofline = new(
            [new("bf16", 989e12 / time), new("fp8", 1979e12 / time)],
            [.. memory.Select((tier, place) => new NamedValue(tier.Name, (place == 0 ? 3.35e12 : 12.8e12) / time))]),
    };

    static IEnumerable<OperatorResult> Operators(double tokens, double step, string tier, bool prefill, bool network)
    {
        var bound = prefill ? "compute" : tier;
        yield return Of("attention.qkv", 80, 0.14, 1.07e10, bound);
        yield return Of("attention.core", 80, prefill ? 0.11 : 0.16, prefill ? 3e9 : 4e8, prefill ? "compute" : "hbm");
        yield return Of("attention.output", 80, 0.09, 5.4e9, bound);
        yield return Of("mlp.up", 80, 0.33, 3.76e10, bound);
        yield return Of("mlp.down", 80, 0.17, 1.88e10, bound);
        yield return Of("norm", 161, 0.03, 1e7, tier, "fp32");
        yield return Of("unembedding", 1, 0.02, 1.05e9, bound);
        yield return Of("embedding", 1, 0.002, 0, tier);
        if (network) yield return Of("all-reduce", 160, 0.11, 0, "network") with { LinkBytes = tokens * 8192 * 160, MemoryBytes = 0 };

        OperatorResult Of(string name, double count, double share, double weights, string limit, string engine = "fp8") => new()
        {
            Name = name,
            Count = count,
            Seconds = share * step,
            Joules = share * step * 400,
            Flops = 2 * weights * tokens,
            MemoryBytes = weights + tokens * 8192 * 2 * 80,
            LinkBytes = 0,
            Bound = limit,
            Engine = engine,
        };
    }
}
