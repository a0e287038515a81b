using System.Numerics;
using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>High Bandwidth Flash behind the base dies of HBM: how many devices a shared prefix of millions of tokens needs, and how many sequences fit beside it.</summary>
sealed class HybridHbmHbf : IPublication
{
    public string Id => "h3";

    public string Title => "H3: hybrid architecture of HBM and High Bandwidth Flash";

    public string Citation => "SK hynix, IEEE Computer Architecture Letters 25(1):49–52, 2026, doi 10.1109/LCA.2026.3660969; figures read in notes on it and in h3-hbf-sim";

    // Llama 3.1 405B with FP8 weights and a 16-bit cache; millions of tokens are binary.
    static readonly (string Name, long Tokens, decimal Bytes, string Unit, int Hbm, int Hybrid, decimal Batch)[] Prefixes =
        [("1M", 1L << 20, 540m, "GB", 8, 1, 2.6m), ("10M", 10L << 20, 5.4m, "TB", 32, 2, 18.8m)];

    const string Unstated = "the arithmetic of attention and the batch behind it are not stated";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var model = inputs.Model("llama-3.1-405b");
        var weights = (double)ParameterCount.Of(model).Total; // a byte each
        var device = inputs.Accelerator("b200-h3");
        var (hbm, flash) = (device.Memory.Single(t => t.Name == "hbm").Capacity.Value, device.Memory.Single(t => t.Name == "hbf").Capacity.Value);
        foreach (var prefix in Prefixes)
        {
            var shared = KvFootprint.Of(model).Size(prefix.Tokens, NumberFormat.Bf16).Value;
            var devices = Devices(weights + shared, hbm);
            var free = devices * hbm - weights - shared;
            yield return Number($"H3-1 {prefix.Name}", $"cache of a shared prefix of {prefix.Name} tokens", prefix.Bytes, shared / (prefix.Unit == "TB" ? 1e12 : 1e9), prefix.Unit);
            yield return Number($"H3-2 {prefix.Name}", $"devices that hold weights and {prefix.Name} tokens in HBM, a power of two", prefix.Hbm, devices, tolerance: 0);
            yield return Number($"H3-3 {prefix.Name}", $"devices that hold weights and {prefix.Name} tokens in flash", prefix.Hybrid, Devices(weights + shared, flash), tolerance: 0);
            // Sequences are as many as the room that is left in HBM holds; in flash, weights and prefix leave it all.
            yield return Number($"H3-4 {prefix.Name}", $"sequences beside {prefix.Name} tokens in flash over those beside it in HBM, on {devices} devices", prefix.Batch, devices * hbm / free, "×");
        }

        var stack = inputs.Memory("hbf-h3");
        yield return Number("H3-5", "buffer that hides the latency of a stack: twice what is in flight at its peak", 40m, 2 * stack.InFlightForPeak.Value / 1e6, "MB", 0) with { Basis = Basis.Arithmetic };
        foreach (var prefix in Prefixes)
            foreach (var reads in new[] { "once", "each" })
                yield return Ours($"H3-7 {prefix.Name} {reads}", $"throughput with a prefix of {prefix.Name} tokens in flash over HBM alone, {prefix.Hbm} devices, as many sequences of 2K as fit, the prefix read {(reads == "once" ? "once a step" : "by each")}", Gain(inputs, prefix.Tokens, prefix.Hbm, reads), "×");
        yield return Unreproducible("H3-6 1M", "throughput with a prefix of 1M tokens over HBM alone", 1.25m, "×", Unstated);
        yield return Unreproducible("H3-6 10M", "throughput with a prefix of 10M tokens over HBM alone", 6.14m, "×", Unstated);
        yield return Unreproducible("H3-6 power", "throughput per power over HBM alone, at most", 2.69m, "×", Unstated);
    }

    // Output tokens a second at the largest batch, with flash over without.
    static double Gain(PublicationInputs inputs, long prefix, int devices, string reads)
    {
        double Rate(string accelerator, string placement)
        {
            var scenario = $$"""
                model: llama-3.1-405b
                precision: { weights: fp8, activations: fp8, kv: bf16, embeddings: fp8 }
                serving: { shared-context: { tokens: {{prefix}}, reads: {{reads}} }, max-batched-tokens: 2048, max-sequences: 1024, memory-utilisation: 1 }
                systems: { s: { accelerator: {{accelerator}}, count: {{devices}}, parallelism: { tp: 8, pp: {{devices / 8}} }, placement: {{placement}} } }
                """;
            var batch = (int)inputs.Engine(scenario).SequencesThatFit(2048);
            return batch / inputs.DecodeStep(scenario, batch, 2048).Seconds;
        }

        return Rate("{ base: b200-h3, reserved-memory: 0 B }", "{ weights: hbf, shared-context: hbf, kv: hbm }") / Rate("{ base: b200-h3, reserved-memory: 0 B, memory: { hbf: null } }", "{ weights: hbm }");
    }

    static double Devices(double bytes, double each) => BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(bytes / each));
}
