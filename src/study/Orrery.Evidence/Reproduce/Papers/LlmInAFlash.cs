using Orrery.Performance;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Weights that come from flash with every token: what is read, how fast, and what stays in DRAM.</summary>
sealed class LlmInAFlash : IPublication
{
    public string Id => "llm-in-a-flash";

    public string Title => "LLM in a flash: efficient large language model inference with limited memory";

    public string Citation => "Alizadeh et al., ACL 2024, arXiv 2312.11514v3; activity of neurons and rates of small reads are fitted to its figures";

    // Table 2: OPT 6.7B at 16 bits on an M1 Max, half of it in DRAM but for the first.
    static readonly (string Name, string Offload, decimal Milliseconds)[] Techniques =
    [
        ("all weights read in order", "strategy: stream, budget: 0 B", 2196m),
        ("half of them kept", "strategy: stream, budget: 6.7 GB", 1090m),
        ("only predicted neurons", "window: 0, bundling: false", 738m),
        ("those of the last tokens kept", "window: 4, bundling: false", 164m),
        ("rows and columns bundled", "window: 4", 87m),
    ];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        foreach (var (at, (name, offload, published)) in Techniques.Index())
            yield return Number($"FLASH-1 {at + 1}", $"reading of a token's weights, OPT 6.7B on M1 Max: {name}", published, 1e3 * Plan(inputs, offload).Load(1, 0).Seconds, "ms", 0.03) with { Place = "Table 2", Basis = offload.StartsWith("strategy", StringComparison.Ordinal) ? Basis.Computed : Basis.Fitted };

        var windowed = Plan(inputs, "window: 4");
        yield return Number("FLASH-2", "weights that stay in DRAM: embeddings, attention, predictors, neurons of four tokens", 52.1m, 100 * (windowed.Resident + windowed.WindowBytes(4)) / (windowed.Stored / (1 + windowed.Spec.PredictorShare)), "%", 0.01) with { Place = "§4", Basis = Basis.Fitted };
        yield return Number("FLASH-3", "feed-forward weights that a token loads behind a window of four", 2.4m, 100 * windowed.Load(1, 0).SparseBytes / windowed.SparseBytes, "%", 0.05) with { Place = "§3.1", Basis = Basis.Fitted };
    }

    static OffloadPlan Plan(PublicationInputs inputs, string offload) => inputs.Engine($$"""
        model: opt-6.7b
        precision: { weights: bf16, activations: bf16, kv: bf16, embeddings: bf16 }
        serving: { max-sequences: 1 }
        systems: { one: { accelerator: m1-max, offload: { {{offload}} } } }
        """).Memory.Offload!;
}
