using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Workloads;
using static System.FormattableString;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>A limit study: tokens a second of one user by memory technology.</summary>
sealed class Liminal : IPublication
{
    // Three collectives a layer: fitted with the latencies of the catalog's links to the six rates.
    const double SyncsPerLayer = 3;
    const int Short = 4096;
    const int Long = 131072;

    static readonly (int Devices, decimal Short, decimal Long)[] Rates = [(8, 86m, 80m), (32, 290m, 271m), (128, 776m, 743m)];

    static readonly PrecisionSpec Fp8 = new() { Weights = NumberFormat.Fp8, Activations = NumberFormat.Fp8, Kv = NumberFormat.Fp8, Embeddings = NumberFormat.Fp8 };

    public string Id => "liminal";

    public string Title => "Efficient LLM Inference: Bandwidth, Compute, Synchronization, and Capacity are all you need (LIMINAL)";

    public string Citation => "Davies, Crago, Sankaralingam and Kozyrakis, arXiv 2507.14397; figures read in a survey that cites it";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var model = inputs.Model("llama-3.1-405b");
        var hbm = inputs.Accelerator("xpu-hbm3");
        foreach (var (devices, shortRate, longRate) in Rates)
            foreach (var (context, name, rate) in new[] { (Short, "4K", shortRate), (Long, "128K", longRate) })
                yield return Number($"LIM TP{devices} {name}", Invariant($"tokens a second of a user, Llama 3.1 405B on {devices} of xPU-HBM3, context {name}: closed form"), rate,
                    DecodeLimit.Of(model, Fp8, hbm, devices, 1, context, SyncsPerLayer).UserTokensPerSecond, "/s") with { Place = "results", Basis = Basis.Fitted };

        // The operator model in its ideal mode knows two sums a layer and the bytes of activations; its links have the latencies that were fitted.
        foreach (var (devices, shortRate, _) in Rates)
            yield return Number($"LIM-OP TP{devices} 4K", Invariant($"the same of the operators on {devices}, ideal mode"), shortRate, 1 / inputs.DecodeStep(System("xpu-hbm3", devices), 1, Short).Seconds, "/s", 0.12) with { Place = "results", Basis = Basis.Fitted };

        yield return Truth("LIM-FIT", "Llama 3.1 405B fits eight of xPU-3D-DRAM", published: false, inputs.Fits(System("xpu-3d-dram", 8))) with { Place = "results" };
        yield return Truth("LIM-1000", "an xPU-HBM3 system of up to 128 gives a user 1,000 tokens a second at 128K", published: false,
            Rates.Any(r => DecodeLimit.Of(model, Fp8, hbm, r.Devices, 1, Long, SyncsPerLayer).UserTokensPerSecond >= 1000)) with { Place = "abstract", Basis = Basis.Fitted };
        foreach (var name in new[] { "xpu-hbm4", "xpu-3d-dram" })
            yield return Ours($"LIM-NEXT {name}", $"tokens a second of a user, 32 of {inputs.Accelerator(name).Title}, context 4K", DecodeLimit.Of(model, Fp8, inputs.Accelerator(name), 32, 1, Short, SyncsPerLayer).UserTokensPerSecond, "/s");
    }

    static string System(string accelerator, int devices) => Invariant($$"""
        model: llama-3.1-405b
        precision: { weights: fp8, activations: fp8, kv: fp8, embeddings: fp8 }
        mode: ideal
        serving: { max-batched-tokens: 1, max-sequences: 1, memory-utilisation: 1 }
        systems: { xpu: { accelerator: {{accelerator}}, count: {{devices}}, parallelism: { tp: {{devices}} } } }
        """);
}
