using static System.FormattableString;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>High Bandwidth Flash that is read as HBM is: how much slower a token comes, by layout and reading ahead.</summary>
sealed class HighBandwidthFlash : IPublication
{
    const int Context = 4096;
    const string Unstated = "the matrices, tiles and pages behind it are not stated where it was read; rows of tiles of 0.6 to 2.5 kB span it here";

    public string Id => "hbf";

    public string Title => "High Bandwidth Flash beside HBM of the same bandwidth";

    public string Citation => "SanDisk's own simulation; TileLens, arXiv 2607.04031; FlashAccel, arXiv 2607.10186: figures read where others quote them";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        // Llama 3.1 405B at 8 bits; nine stacks either way, HBM as large as flash. The simulations know no limit of power: 14.7 TB/s to engines of today take more than
        // the package's 1,000 W.
        double Seconds(string hbf, string weights) => inputs.DecodeStep($$"""
            model: llama-3.1-405b
            precision: { weights: fp8, activations: fp8, kv: fp8, embeddings: fp8 }
            systems:
              s:
                accelerator: { base: b200-sxm, calibration: null, tdp: 3 kW, measured-power: null, memory: { hbm: { part: hbm4, count: 9, capacity: 5 TB, read-bandwidth: 14742 GB/s }, hbf: { part: hbf-stack, count: 9{{hbf}} } } }
                count: 1
                parallelism: { tp: 1 }
                placement: { weights: {{weights}}, kv: hbm }
            """, 1, Context).Seconds;

        var hbm = Seconds("", "hbm");
        double Slowdown(string hbf = "") => Seconds(hbf, "hbf") / hbm;

        yield return Number("HBF-1", "Llama 3.1 405B, slower than with HBM without end", 2.2m, 100 * (Slowdown() - 1), "%") with { Relation = Relation.AtMost, Place = "SanDisk" };
        yield return Number("HBF-2", "the same where tiles lie together and reads are ahead", 1m, 100 * (Slowdown() - 1), "%") with { Relation = Relation.AtMost, Place = "TileLens" };
        yield return Number("HBF-3", "the same of an accelerator made for it", 4m, 100 * (Slowdown(", prefetch-lead: 45 us") - 1), "%") with { Relation = Relation.AtMost, Place = "FlashAccel" };
        foreach (var piece in new[] { 2048, 1024, 512 })
            yield return Ours($"HBF-4 {piece} B", Invariant($"slower with matrices row by row, a tile's rows of {piece} B on pages of 4 KiB"), Slowdown(Invariant($", weight-piece: {piece} B")), "×");
        yield return Unreproducible("HBF-4 least", "slower with a conventional layout, least mean over kernels", 1.61m, "×", Unstated);
        yield return Unreproducible("HBF-4 most", "slower with a conventional layout, largest mean over kernels", 6.49m, "×", Unstated);
        yield return Ours("HBF-5", "slower without reading ahead, each operator waiting 10 µs", Slowdown(", prefetch-lead: 0 s"), "×");
        yield return Unreproducible("HBF-6", "throughput that plain flash loses", 65m, "%", "the layout and the reading ahead of the plain system are not stated where it was read");
    }
}
