using System.Globalization;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Evidence;

/// <summary>Tables of measured kernels that no architecture is fitted to: their predictions are of kernels that the fits have never seen, in other software.</summary>
static class OtherKernelTables
{
    public static readonly KernelTable[] All =
    [
        new("vidur_mlp_ops", ["gpu", "model", "num_tokens", "num_tensor_parallel_workers", "n_head", "n_kv_head", "n_embd", "n_expanded_embd", "mlp_up_proj_ms"], Layer) { System = row => row.Text("gpu") },
        new("infersim_kernels", ["file", "m", "k", "n", "latency_us"], (row, accelerator, _) => Infersim(row, accelerator)) { System = row => row.Text("file").Split('/') is [.., var chip, _] ? chip : "" },
        new("llmcompass_real_hw", ["file", "values"], (row, accelerator, _) => Compass(row, accelerator)) { System = row => Path.GetFileNameWithoutExtension(row.Text("file")).Split('_')[^1].ToLowerInvariant() },
    ];

    // microsoft/vidur, one layer at 16 bits: four multiplications. Norms, rotations and activations are kernels of PyTorch there, which engines fuse.
    static IEnumerable<KernelSample> Layer(MeasuredRow row, AcceleratorSpec accelerator, EvidenceSystems systems)
    {
        double N(string column) => KernelTables.N(row, column);
        double tokens = N("num_tokens"), ranks = N("num_tensor_parallel_workers"), hidden = N("n_embd"), heads = N("n_head"), kv = N("n_kv_head");
        var width = N("n_expanded_embd") / ranks;
        // Two matrices up, a gate beside the other, in all but the models whose entries say otherwise.
        var model = systems.ModelName(row.Text("model")) is { } entry ? systems.Model(entry) : null;
        var up = model?.Layers.Any(static layer => layer.FeedForward is DenseSpec { Gated: false }) == true ? 1 : 2;
        var projections = (heads / ranks + 2 * Math.Max(1, kv / ranks)) * hidden / heads;
        foreach (var (column, inner, outer) in new[]
        {
            ("attn_pre_proj_ms", hidden, projections), ("attn_post_proj_ms", hidden / ranks, hidden), ("mlp_up_proj_ms", hidden, up * width), ("mlp_down_proj_ms", width, hidden),
        })
            if (row.Number(column) is { } milliseconds) yield return MatMul(accelerator, NumberFormat.Bf16, tokens, inner, outer, milliseconds * 1e-3, row.Text("model"));
    }

    // alibaba/InferSim: multiplications by DeepGEMM, scaled by blocks of eight bits; other files of it are of kernels that the tables of fits do not have.
    static IEnumerable<KernelSample> Infersim(MeasuredRow row, AcceleratorSpec accelerator)
    {
        if (row.Text("file").StartsWith("gemm/", StringComparison.Ordinal) && row.Number("latency_us") is { } microseconds)
            yield return MatMul(accelerator, NumberFormat.Fp8Block, KernelTables.N(row, "m"), KernelTables.N(row, "k"), KernelTables.N(row, "n"), microseconds * 1e-6, "DeepGEMM");
    }

    // PrincetonUniversity/LLMCompass: lines "m, k, n, 0.1900ms, …" of multiplications; other files give rates of unstated units.
    static IEnumerable<KernelSample> Compass(MeasuredRow row, AcceleratorSpec accelerator)
    {
        var cells = row.Text("values").Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length == 5 && cells[3].EndsWith("ms", StringComparison.Ordinal) && double.TryParse(cells[3][..^2], CultureInfo.InvariantCulture, out var milliseconds))
            yield return MatMul(accelerator, NumberFormat.Bf16, Number(cells[0]), Number(cells[1]), Number(cells[2]), milliseconds * 1e-3, "PyTorch");
    }

    static KernelSample MatMul(AcceleratorSpec accelerator, NumberFormat format, double rows, double inner, double outer, double seconds, string of)
        => new(accelerator, KernelKind.MatMul, format, format.Compute, KernelWork.MatMul(rows, inner, outer, format.BytesPerElement, format.BytesPerElement), seconds)
        {
            Batch = rows,
            Shape = $"{inner} × {outer}",
            Detail = $"{rows} × {inner} × {outer}, {format.Name}, {of}",
        };

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
