using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>A run that is simulated as a whole: the scenario, and what is known of it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Source">Who measured or computed what is known.</param>
/// <param name="Scenario">The scenario without its traffic and name: <c>PROFILES</c> stands for the folder of profiles.</param>
/// <param name="Profile">The folder of layer tables under that; empty for the operator model.</param>
/// <param name="Arrivals">The file of arrivals; empty where the scenario draws them.</param>
sealed record EngineRun(string Name, string Source, string Scenario, string Profile = "", string Arrivals = "")
{
    const string Pcie = "{ base: rtx-pro-6000-server, scale-up: { base: pcie-gen5, bandwidth: 16 GB/s, latency: 20 us, efficiency: 1 } }";
    const string Vllm = "vLLM 0.19";
    const string Replica = "replica of vLLM's scheduler";
    const string Llama = "RTXPRO6000/meta-llama/Llama-3.1-8B/bf16/tp1";

    /// <summary>Name of the run in the file of measured requests; empty where it has none.</summary>
    public string Measured { get; init; } = "";

    /// <summary>Figures that were published, in milliseconds, by metric and statistic.</summary>
    public ImmutableArray<(string Metric, string Statistic, double Milliseconds)> Published { get; init; } = [];

    /// <summary>Largest error of means of TTFT, TPOT and E2E and of percentiles from the 90th.</summary>
    public (double Ttft, double Tpot, double E2e, double Tail) Bounds { get; init; } = (0.05, 0.02, 0.03, 0.06);

    /// <summary>Seeds over which figures are means: chance decides which of two equally loaded ranks takes a request.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Whether decodes count at the mean of their contexts, whatever their spread.</summary>
    public bool WithoutSkew { get; init; }

    /// <summary>The bound of a statistic; null where nothing is asked.</summary>
    public double? Bound(string metric, string statistic) => statistic switch
    {
        "mean" => metric switch { "TTFT" => Bounds.Ttft, "TPOT" => Bounds.Tpot, _ => Bounds.E2e },
        "p50" => null,
        _ => Bounds.Tail,
    };

    /// <summary>The runs there are.</summary>
    /// <remarks>
    /// Four of vLLM 0.19, limits and cache as the engine was started with or reported (casys-kaist/LLMServingSim at 5daddb2, MIT; docs/timing.md). Two of a replica
    /// of vLLM V1's scheduler over the same tables, decodes at their mean. One of a data-sheet roofline (doublewordai/inference-lab at 24d4011, MIT).
    /// </remarks>
    public static ImmutableArray<EngineRun> All { get; } =
    [
        new("Llama 3.1 8B on one RTX 4090", Vllm, Of("llama-3.1-8b", "max-sequences: 256, prefix-cache: true, kv-blocks: 2588", "accelerator: rtx4090"),
            "RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1", "sharegpt_llama-3.1-8b_300.jsonl") { Measured = "RTX4090/Llama-3.1-8B" },
        new("Qwen3 30B A3B on two RTX PRO 6000, two data ranks", Vllm,
            Of("qwen3-30b-a3b", "max-sequences: 128, prefix-cache: true, rank-queues: true, router: power-of-two", $"accelerator: {Pcie}, count: 2, parallelism: {{ tp: 1, dp: 2, ep: 2 }}"),
            "RTXPRO6000/Qwen/Qwen3-30B-A3B-Instruct-2507/bf16/tp1", "sharegpt_qwen3-30b-a3b_300.jsonl") { Measured = "RTXPRO6000/Qwen3-30B-A3B-Instruct-2507", Seeds = 8, Bounds = (0.05, 0.02, 0.05, 0.06) },
        new("Llama 3.1 8B on one RTX PRO 6000", Vllm, Of("llama-3.1-8b", "max-sequences: 128, prefix-cache: true", "accelerator: rtx-pro-6000-server"), Llama, "sharegpt_llama-3.1-8b_300.jsonl"),
        new("Qwen3 32B on two RTX PRO 6000, two tensor ranks", Vllm, Of("qwen3-32b", "max-sequences: 128, prefix-cache: true", $"accelerator: {Pcie}, count: 2, parallelism: {{ tp: 2 }}"),
            "RTXPRO6000/Qwen/Qwen3-32B/bf16/tp2", "sharegpt_qwen3-32b_300.jsonl"),
        new("10,000 Poisson requests, Llama 3.1 8B on one RTX PRO 6000", Replica, Of("llama-3.1-8b", "max-sequences: 256, kv-blocks: 36578", "accelerator: rtx-pro-6000-server"), Llama, "anchor_poisson10_512x256_10k.csv")
        {
            Published = [("TTFT", "mean", 46.25), ("TTFT", "p99", 97.79), ("TPOT", "mean", 18.32), ("E2E", "mean", 4717.1), ("E2E", "p99", 5425.8)],
            Bounds = (0.001, 0.001, 0.001, 0.005),
            WithoutSkew = true,
        },
        new("10,000 Azure conversations, Llama 3.1 8B on one RTX PRO 6000", Replica, Of("llama-3.1-8b", "max-sequences: 256, kv-blocks: 36578", "accelerator: rtx-pro-6000-server"), Llama, "anchor_azconv10k.csv")
        {
            Published = [("TTFT", "mean", 118.5), ("TTFT", "p99", 551.8), ("TPOT", "mean", 22.00), ("E2E", "mean", 4672.1), ("E2E", "p99", 14823.2)],
            Bounds = (0.001, 0.001, 0.001, 0.005),
            WithoutSkew = true,
        },
        new("10,000 Poisson requests, Llama 3.1 8B on one H100, ideal", "roofline of inference-lab",
            Of("llama-3.1-8b", "max-sequences: 256", "accelerator: h100-sxm, mode: ideal")
            + "traffic: { synthetic: { arrivals: { family: poisson, rate: 10/s }, input: { kind: constant, tokens: 512 }, output: { kind: constant, tokens: 256 }, requests: 10000 } }\n")
        {
            Published = [("TTFT", "mean", 11.79), ("TTFT", "p99", 21.60), ("TPOT", "mean", 5.34), ("E2E", "mean", 1374.1), ("E2E", "p99", 1448.9)],
        },
    ];

    static string Of(string model, string serving, string system) => $$"""
        model: {{model}}
        precision: { weights: bf16, activations: bf16, kv: bf16 }
        serving: { max-batched-tokens: 2048, {{serving}} }
        systems: { engine: { {{system}}TIMING } }

        """;
}
