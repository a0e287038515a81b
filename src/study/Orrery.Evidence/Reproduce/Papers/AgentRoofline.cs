using Orrery.Hardware;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Operational intensity and capacity footprint of agents.</summary>
sealed class AgentRoofline : IPublication
{
    public string Id => "agent-roofline";

    public string Title => "Heterogeneous computing: the key to powering the future of AI agent inference";

    public string Citation => "Zhao and Liu, arXiv 2601.22001; introduction and notes on it, the figures' values could not be read";

    // What the text calls modest, and the memory of the accelerator that it names.
    const int Batch = 16;
    const double OneDevice = 192e9;

    // Contexts of the agents that the text describes: coding 10:1 and up to a million tokens, the web and a computer with tens of thousands a step.
    static readonly (string Name, long Context)[] Agents = [("coding", 32_000), ("coding, whole repositories", 300_000), ("coding, a million tokens", 1_000_000), ("web and computer use", 64_000)];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        double Attention(string model, NumberFormat cache) => OperationalIntensity.DecodeAttention(inputs.Model(model).Layers[0].Mixer, cache);
        yield return Number("OI-1 MHA", "decode attention, as many key-value heads as heads, 16-bit cache (Llama 2 7B)", 1m, Attention("llama-2-7b", NumberFormat.Bf16), "FLOP/B", 0);
        yield return Number("OI-1 GQA", "decode attention, eight heads to a key-value head (Llama 2 70B)", 8m, Attention("llama-2-70b", NumberFormat.Bf16), "FLOP/B", 0);
        yield return Number("OI-1 GQA fp8", "the same with an 8-bit cache", 16m, Attention("llama-2-70b", NumberFormat.Fp8), "FLOP/B", 0);
        yield return Ours("OI-1 MLA", "decode attention over a latent, absorbed (DeepSeek-R1)", Attention("deepseek-r1", NumberFormat.Bf16), "FLOP/B");

        var wide = new PrecisionSpec();
        yield return Number("OI-2", "memory a request of DeepSeek-R1 at 16 bits, 300,000 tokens, batch 16", 100m,
            CapacityFootprint.Of(inputs.Model("deepseek-r1"), wide, 300_000).PerRequest(Batch).Value / 1e9, "GB") with { Relation = Relation.AtLeast };

        var model = inputs.Model("llama-2-70b");
        var beyond = Agents.Count(agent => CapacityFootprint.Of(model, wide, agent.Context).PerRequest(Batch).Value * Batch > OneDevice);
        yield return Truth("OI-3", "memory of most agents passes 192 GB at a modest batch (Llama 2 70B, batch 16)", published: true, beyond * 2 > Agents.Length);
        foreach (var (name, context) in Agents)
        {
            yield return Ours($"OI-4 {context / 1000}K", $"largest batch on eight times 192 GB: {name}, {context / 1000}K tokens", CapacityFootprint.Of(model, wide, context).LargestBatch(new(8 * OneDevice)));
            yield return Ours($"OI-5 {context / 1000}K", $"intensity of decoding 64 sequences together: {name}, {context / 1000}K tokens", OperationalIntensity.Decode(model, wide, 64, context), "FLOP/B");
        }
    }
}
