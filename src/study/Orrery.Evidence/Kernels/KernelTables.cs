using Orrery.Hardware;
using Orrery.Performance;

namespace Orrery.Evidence;

/// <summary>A table of measured kernels.</summary>
/// <param name="Name">The file without extension.</param>
/// <param name="Columns">Columns that it must have.</param>
/// <param name="Read">The kernels of a row, on an accelerator; the systems know its model.</param>
sealed record KernelTable(string Name, string[] Columns, Func<MeasuredRow, AcceleratorSpec, EvidenceSystems, IEnumerable<KernelSample>> Read)
{
    /// <summary>Where a row was measured.</summary>
    public Func<MeasuredRow, string> System { get; init; } = row => row.Text("system");
}

/// <summary>Reads the tables of measured kernels of ai-dynamo/aiconfigurator; latencies are milliseconds of one call on one device unless a column says otherwise.</summary>
static class KernelTables
{
    // Timed with their host side: the same 60 to 300 µs for any small size, which no engine with captured graphs pays.
    static readonly string[] HostTimed = ["DeepGemmFp8BlockScaledMMKernel", "FlashInferFp8BlockScaledMMKernel", "TritonFp8BlockScaledMMKernel", "vLLM_custom_eager"];

    /// <summary>The tables that architectures are fitted to.</summary>
    public static readonly KernelTable[] All =
    [
        new("aic_gemm", ["system", "gemm_dtype", "m", "n", "k", "latency"], One(MatMul)),
        new("aic_moe", ["system", "moe_dtype", "num_tokens", "hidden_size", "inter_size", "topk", "num_experts", "moe_tp_size", "moe_ep_size", "distribution", "latency"], One(Experts)),
        new("aic_context_attention", ["system", "batch_size", "isl", "num_heads", "num_key_value_heads", "head_dim", "latency"], One(Prefill)),
        new("aic_generation_attention", ["system", "batch_size", "num_heads", "num_key_value_heads", "head_dim", "kv_len", "latency"], One(Decode)),
        new("aic_mla", ["system", "op_name", "kv_cache_dtype", "num_heads", "batch_size", "isl", "step", "latency"], One(Latent)),
        new("aic_comm", ["system", "op_name", "kernel_source", "dtype", "num_gpus", "message_size", "latency"], One(OwnSum)),
        new("aic_deepep", ["system", "table", "node_num", "hidden_size", "num_token", "num_topk"], (row, accelerator, _) => ExchangeTable.Read(row, accelerator)),
    ];

    /// <summary>Samples of a table; rows without one are counted in <paramref name="findings"/>.</summary>
    public static IEnumerable<KernelSample> Read(MeasuredTable table, KernelTable kind, EvidenceSystems systems, EvidenceFindings findings)
    {
        var accelerators = new Dictionary<string, AcceleratorSpec?>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var system = kind.System(row);
            if (!accelerators.TryGetValue(system, out var accelerator)) accelerators.Add(system, accelerator = systems.Accelerator(system));
            var reason = accelerator is null ? $"the catalog has no accelerator '{system}'"
                : HostTimed.Contains(row.Text("kernel_source"), StringComparer.Ordinal) ? $"{row.Text("kernel_source")} was timed with its host side"
                : null;
            var any = false;
            if (reason is null)
                foreach (var sample in kind.Read(row, accelerator!, systems).Where(sample => sample.Seconds > 0))
                {
                    any = true;
                    yield return sample with { Table = findings.Set, Engine = row.Text("framework").ToLowerInvariant(), Version = row.Text("version") };
                }

            if (!any) findings.Skip(reason ?? "a kernel of another kind");
        }
    }

    static Func<MeasuredRow, AcceleratorSpec, EvidenceSystems, IEnumerable<KernelSample>> One(Func<MeasuredRow, AcceleratorSpec, KernelSample?> read)
        => (row, accelerator, _) => read(row, accelerator) is { } sample ? [sample] : [];

    static KernelSample? MatMul(MeasuredRow row, AcceleratorSpec accelerator)
    {
        if (Format(row.Text("gemm_dtype")) is not { } format) return null;
        double m = N(row, "m"), n = N(row, "n"), k = N(row, "k");
        return new(accelerator, KernelKind.MatMul, format, format.Compute, KernelWork.MatMul(m, k, n, format.BytesPerElement, format.BytesPerElement), Seconds(row))
        {
            Batch = m,
            Shape = $"{k} × {n}",
            Detail = $"{m} × {k} × {n}, {format.Name}, {row.Text("kernel_source")}",
        };
    }

    static KernelSample? Experts(MeasuredRow row, AcceleratorSpec accelerator)
    {
        var wide = row.Text("moe_dtype").StartsWith("w4a16", StringComparison.Ordinal);
        if ((wide ? NumberFormat.Mxfp4 : Format(row.Text("moe_dtype"))) is not { } format) return null;
        double tokens = N(row, "num_tokens"), hidden = N(row, "hidden_size"), experts = N(row, "num_experts"), visits = N(row, "topk"), ep = N(row, "moe_ep_size");
        var (rows, touched) = ExpertVisits.Of((int)tokens, (int)experts, (int)visits, (int)ep, row.Text("distribution"));
        var work = KernelWork.Experts(rows, tokens * visits - rows, touched, hidden, N(row, "inter_size") / N(row, "moe_tp_size"), format.BytesPerElement);
        return new(accelerator, KernelKind.Experts, format, wide ? ComputeType.Bf16 : format.Compute, work, Seconds(row))
        {
            Batch = tokens,
            Shape = $"{visits} of {experts} experts, {hidden} × {row.Text("inter_size")}",
            Detail = $"{tokens} tokens, {visits} of {experts} experts, {hidden} × {row.Text("inter_size")}, TP {row.Text("moe_tp_size")}, EP {ep}, {format.Name}, {row.Text("distribution")}",
        };
    }

    static KernelSample? Prefill(MeasuredRow row, AcceleratorSpec accelerator)
    {
        double batch = N(row, "batch_size"), length = N(row, "isl"), heads = N(row, "num_heads"), kv = N(row, "num_key_value_heads"), dim = N(row, "head_dim");
        var format = Cache(row);
        var work = KernelWork.Prompts(4 * dim * batch * heads * length * (length + 1) / 2, batch * length * 2 * kv * dim * format.BytesPerElement, batch * length * heads * dim * 2 * 2, length);
        return new(accelerator, KernelKind.PrefillAttention, format, ComputeType.Bf16, work, Seconds(row))
        {
            Batch = batch,
            Shape = $"{heads} over {kv} heads of {dim}",
            Detail = $"{batch} × {length} tokens, {heads} over {kv} heads, {format.Name}",
        };
    }

    static KernelSample? Decode(MeasuredRow row, AcceleratorSpec accelerator)
    {
        double batch = N(row, "batch_size"), length = N(row, "kv_len"), heads = N(row, "num_heads"), kv = N(row, "num_key_value_heads"), dim = N(row, "head_dim");
        var format = Cache(row);
        var work = new KernelWork(4 * dim * batch * heads * length, batch * length * 2 * kv * dim * format.BytesPerElement, Units: batch * kv);
        return new(accelerator, KernelKind.DecodeAttention, format, ComputeType.Bf16, work, Seconds(row))
        {
            Batch = batch,
            Shape = $"{heads} over {kv} heads of {dim}",
            Detail = $"{batch} sequences of {length}, {heads} over {kv} heads, {format.Name}",
        };
    }

    // DeepSeek's latent: 512 and 64 of position; prompts multiply keys of 192 and values of 128, tokens the latent itself.
    static KernelSample? Latent(MeasuredRow row, AcceleratorSpec accelerator)
    {
        const double latent = 576, key = 192, value = 128, absorbed = 512;
        double batch = N(row, "batch_size"), heads = N(row, "num_heads");
        var format = Cache(row);
        var prompt = row.Text("op_name") == "mla_context";
        var length = prompt ? N(row, "isl") : N(row, "step") + 1;
        var work = prompt
            ? KernelWork.Prompts(2 * (key + value) * batch * heads * length * (length + 1) / 2, batch * length * latent * format.BytesPerElement, batch * length * heads * (key + value) * 2, length)
            : new KernelWork(2 * (latent + absorbed) * batch * heads * length, batch * length * latent * format.BytesPerElement, Units: batch * heads);
        return new(accelerator, prompt ? KernelKind.PrefillLatent : KernelKind.DecodeLatent, format, ComputeType.Bf16, work, Seconds(row))
        {
            Batch = batch,
            Shape = $"{heads} heads",
            Detail = $"{batch} × {length} tokens, {heads} heads, {format.Name}",
        };
    }

    // Message sizes are elements.
    static KernelSample? OwnSum(MeasuredRow row, AcceleratorSpec accelerator)
    {
        if (row.Text("op_name") != "all_reduce" || row.Text("kernel_source") != "vLLM_custom_graph" || accelerator.ScaleUp is null) return null;
        double ranks = N(row, "num_gpus"), bytes = N(row, "message_size") * 2;
        return new(accelerator, KernelKind.AllReduce, NumberFormat.Bf16, ComputeType.Bf16, new KernelWork(0, 2 * (ranks - 1) / ranks * bytes, Units: ranks), Seconds(row))
        {
            Batch = ranks,
            Shape = $"{ranks} devices",
            Detail = $"sum of {bytes} B over {ranks}",
        };
    }

    static NumberFormat Cache(MeasuredRow row) => Format(row.Text("kv_cache_dtype")) ?? NumberFormat.Bf16;

    static NumberFormat? Format(string name) => name switch
    {
        "bfloat16" or "half" or "float16" => NumberFormat.Bf16,
        "fp8" => NumberFormat.Fp8,
        "fp8_block" => NumberFormat.Fp8Block,
        "nvfp4" => NumberFormat.Nvfp4,
        _ => null,
    };

    internal static double N(MeasuredRow row, string column) => Math.Max(row.Number(column) ?? 1, column == "step" ? 0 : 1);

    static double Seconds(MeasuredRow row) => (row.Number("latency") ?? 0) * 1e-3;
}
