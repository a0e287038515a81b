using Orrery.Hardware;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Video segmentation whose memory is a state of fixed size, beside memories that grow by frame and by pixel.</summary>
sealed class LinearMatching : IPublication
{
    public string Id => "livos";

    public string Title => "LiVOS: light video object segmentation with gated linear matching";

    public string Citation => "Liu et al., CVPR 2025, arXiv 2411.02818";

    // Lines of a 16:9 frame, GB and frames a second on an RTX A6000.
    static readonly (int Lines, decimal Gigabytes, decimal Frames)[] Resolutions = [(1024, 2.0m, 12.8m), (2048, 7.7m, 3.5m), (3072, 17.2m, 1.5m), (4096, 30.4m, 0.8m)];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        const double Cutie = 1092, Livos = 503; // MB on LVOS, as published
        yield return Number("LIV-1", "memory saved over Cutie on LVOS, of the megabytes that are published", 53m, 100 * (1 - Livos / Cutie), "%", 0.02) with { Basis = Basis.Arithmetic };

        // What scales is the activations of a frame: the line through the first and the last resolution tells the others.
        var (first, last) = (Resolutions[0], Resolutions[^1]);
        var slope = ((double)last.Gigabytes - (double)first.Gigabytes) / (Pixels(last.Lines) - Pixels(first.Lines));
        foreach (var (lines, gigabytes, _) in Resolutions)
            yield return Number($"LIV-2 {lines}", $"memory at {lines} lines, linear in pixels", gigabytes, (double)first.Gigabytes + slope * (Pixels(lines) - Pixels(first.Lines)), "GB") with { Basis = Basis.Arithmetic };
        foreach (var (lines, _, frames) in Resolutions)
            yield return Number($"LIV-3 {lines}", $"frames a second at {lines} lines, as one over pixels", frames, (double)first.Frames * Pixels(first.Lines) / Pixels(lines), "1/s", 0.1) with { Basis = Basis.Arithmetic };
        yield return Number("LIV-4", "memory of softmax matching at 2048 lines, quadratic in pixels, from 9.9 GB at 1024", 150m, 9.9 * Math.Pow(Pixels(2048) / Pixels(1024), 2), "GB", 0.06) with { Basis = Basis.Arithmetic };

        var linear = KvFootprint.Of(Memory(inputs, "kind: recurrent, heads: 1, key-heads: 1, key-dim: 64, value-dim: 256, gates: 1"));
        var softmax = KvFootprint.Of(Memory(inputs, "heads: 1, kv-heads: 1, head-dim: 64, value-dim: 256"));
        var frame = (long)(Pixels(1024) * 1e6 / 256); // a token every 16 pixels both ways
        yield return Truth("LIV-5", "memory of linear matching is that of one frame after a thousand", published: true, linear.Elements(1000 * frame) == linear.Elements(frame));
        yield return Number("LIV-6", "elements of the state of an object", 64 * 256, linear.Elements(frame), tolerance: 0) with { Basis = Basis.Arithmetic };
        yield return Ours("LIV-7", "memory of softmax matching after a thousand frames of 1024 lines, 16 bits", softmax.Size(1000 * frame, NumberFormat.Bf16).Value / 1e9, "GB");
    }

    // Millions in a frame of 16:9.
    static double Pixels(int lines) => lines * (lines * 16.0 / 9) / 1e6;

    static ModelSpec Memory(PublicationInputs inputs, string matching) => inputs.Engine($$"""
        model: { name: memory, title: Memory of a video, hidden: 256, vocabulary: 2, context-length: 100000000, attention: { {{matching}} }, feed-forward: none, layers: [{ count: 1 }] }
        systems: { one: { accelerator: h100-sxm, count: 1 } }
        """).Plan.Model;
}
