using Orrery.Hardware;
using Orrery.Hardware.Trends;
using Orrery.Scenarios;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Growth of compute, memory and interconnects, and the arithmetic intensity of encoders and decoders.</summary>
sealed class AiMemoryWall : IPublication
{
    public string Id => "ai-memory-wall";

    public string Title => "AI and Memory Wall";

    public string Citation => "Gholami et al., IEEE Micro 2024, arXiv 2403.14123, and its companion on intensity, arXiv 2302.14017";

    static readonly (decimal Published, double Factor)[] TwentyYears = [(60000m, 3.0), (100m, 1.6), (30m, 1.4)];

    // One accelerator a generation of one maker, as its servers had it.
    static readonly string[] Generations = ["p100-sxm", "v100-sxm", "a100-40-sxm", "h100-sxm", "b200-sxm", "rubin"];

    static readonly (int Tokens, decimal Base, decimal Large)[] Encoders =
        [(128, 160m, 171m), (256, 215m, 239m), (512, 231m, 266m), (1024, 202m, 235m), (2048, 156m, 179m), (4096, 117m, 131m)];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        foreach (var ((published, factor), trend) in TwentyYears.Zip(AcceleratorTrend.All))
            yield return Number($"AMW-1 {trend.Name}", $"twenty years of {factor:0.0}× every two: {trend.Name}", published, GrowthTrend.Stated(factor, 2).Over(20), "×", 0.12) with { Place = "Fig. 1", Basis = Basis.Arithmetic };
        var accelerators = Generations.Select(inputs.Accelerator).ToArray();
        foreach (var trend in AcceleratorTrend.All)
            yield return Ours($"AMW-2 {trend.Name}", $"{trend.Name} of {accelerators[0].Title} to {accelerators[^1].Title} in two years; {trend.PublishedPerTwoYears:0.0}× published for twenty years of servers", trend.Fit(accelerators)!.Over(2), "×");

        var (encoder, large) = (inputs.Model("bert-base"), inputs.Model("bert-large"));
        foreach (var (tokens, published, _) in Encoders)
            yield return Number($"AMW-3 {tokens}", $"intensity of BERT Base over {tokens} tokens", published, TransformerProfile.Encoder(encoder, tokens).Total.Intensity, "FLOP/B");
        foreach (var (tokens, _, published) in Encoders)
            yield return Number($"AMW-4 {tokens}", $"intensity of BERT Large over {tokens} tokens", published, TransformerProfile.Encoder(large, tokens).Total.Intensity, "FLOP/B", 0.065);

        var bytes = new PrecisionSpec { Weights = NumberFormat.Int8, Activations = NumberFormat.Int8, Kv = NumberFormat.Int8, Embeddings = NumberFormat.Int8 };
        yield return Number("AMW-5", "intensity of GPT-2 that generates, 512 tokens", 2m, OperationalIntensity.Decode(inputs.Model("gpt-2"), bytes, 1, 512), "FLOP/B", 0.02);

        var parts = TransformerProfile.Encoder(encoder, 128);
        foreach (var (name, published, part) in new[] { ("projections", 192.00m, parts.Projections), ("attention", 63.62m, parts.Attention), ("feed-forward", 211.86m, parts.FeedForward), ("other", 3.14m, parts.Other) })
            yield return Number($"AMW-6 {name}", $"intensity of BERT Base over 128 tokens: {name}", published, part.Intensity, "FLOP/B", 0.001) with { Place = "Table 3" };
        // Memory on the die or computing beside its cells is another matter.
        var stacks = inputs.Names(CatalogKind.Accelerators).Select(inputs.Accelerator).Where(static a => a.Memory[0].Technology is var of && (of.StartsWith("HBM", StringComparison.Ordinal) || of.StartsWith("GDDR", StringComparison.Ordinal)) && !of.Contains("PIM", StringComparison.Ordinal)).ToArray();
        yield return Truth("AMW-7", $"a decoder's step of one sequence waits for memory on all {stacks.Length} accelerators with HBM or GDDR", published: true,
            stacks.All(static a => a.Engine(ComputeType.Bf16).Peak.Value / a.Memory.Max(static t => t.ReadBandwidth.Value) > 2));
    }
}
