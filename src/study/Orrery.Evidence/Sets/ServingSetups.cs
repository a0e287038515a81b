using Orrery.Hardware;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evidence;

/// <summary>What a row of recorded serving runs says of its engine: sharding and formats.</summary>
static class ServingSetups
{
    // Ranks of one engine that a record can mean; larger ones count the devices of several engines as one.
    const int MostRanks = 16;

    // What records leave out: the share of memory that engines take where they are not told, by the records' names of them; the others take 0.9.
    static readonly Dictionary<string, string> MemoryShares = new(StringComparer.Ordinal) { ["sglang"] = "0.88" };

    /// <summary>Ranks of one engine.</summary>
    /// <param name="Tensor">Tensor ranks.</param>
    /// <param name="Data">Attention data ranks.</param>
    /// <param name="Expert">Expert ranks.</param>
    public readonly record struct Ranks(int Tensor, int Data, int Expert);

    /// <summary>Reads the ranks of a row; null, with a reason, where they make no engine.</summary>
    /// <remarks>
    /// Records of tensor ranks T and expert ranks E on the same T = E devices were written as T·E: a square count with equal halves, or
    /// attention data ranks beside tensor ranks with as many experts' ranks as both. The engine has the root of it.
    /// </remarks>
    public static Ranks? Of(MeasuredRow row, string prefix, out string? reason)
    {
        reason = null;
        var tensor = row.Whole(prefix + "tp_size") ?? 1;
        var data = row.Whole(prefix + "attention_dp_size");
        int moeTensor = Math.Max(1, row.Whole(prefix + "moe_tp_size") ?? 1), expert = Math.Max(1, row.Whole(prefix + "moe_ep_size") ?? 1);
        if (data is { } ranks && prefix.Length == 0)
        {
            if (tensor * ranks == moeTensor * expert && moeTensor == expert && expert > 1) (tensor, data) = ranks > 1 ? (1, expert) : (expert, 1);
            else if (moeTensor == 1 && tensor == ranks && expert == tensor * ranks && expert > 1) (tensor, data, expert) = (1, tensor, tensor);
        }
        else if (data is null)
        {
            // Each data rank has a batch of its own: the users over the batch tell how many there are.
            var batches = row.Number("concurrency") is { } users && row.Number("batch_size") is { } batch && batch > 0 ? users / batch : 1;
            (tensor, data) = tensor > 1 && Math.Abs(batches - tensor) < 0.01 ? (1, tensor) : (tensor, Math.Max(1, moeTensor * expert / tensor));
        }

        if (tensor * data > MostRanks && data == 1) reason = $"{tensor} tensor ranks are recorded: the devices of several engines";
        return reason is null ? new(tensor, data ?? 1, expert) : null;
    }

    /// <summary>Formats of a row, as YAML.</summary>
    /// <param name="row">The row.</param>
    /// <param name="shipped">The formats that its model ships in; null where it has no entry.</param>
    /// <param name="experts">Whether its model has experts.</param>
    public static string Precision(MeasuredRow row, PrecisionSpec? shipped, bool experts)
    {
        // Experts that ship in MXFP4, as OpenAI's do, run in it whatever a record calls them; engines keep their cache at 16 bits.
        if (shipped?.Experts == NumberFormat.Mxfp4) return "kv: bf16";
        return row.Text("moe_quant_mode") is { Length: > 0 } mode && experts ? Experts(mode) : Dense(row.Text("gemm_quant_mode"));
    }

    static string Dense(string mode) => mode switch
    {
        "fp8" => "weights: fp8, activations: fp8, kv: fp8",
        "fp8_block" => "weights: fp8-block, activations: fp8, kv: fp8",
        "nvfp4" => "weights: nvfp4, activations: nvfp4, kv: fp8",
        "int4_wo" => "weights: int4, activations: bf16, kv: bf16",
        _ => "weights: bf16, activations: bf16, kv: bf16",
    };

    // Four-bit checkpoints of mixtures leave attention at 16 bits: quantisation excludes it in NVIDIA's and in Moonshot's.
    static string Experts(string mode) => mode switch
    {
        "nvfp4" => "weights: bf16, experts: nvfp4, activations: nvfp4, kv: fp8",
        "int4_wo" => "weights: bf16, experts: int4, activations: bf16, kv: bf16",
        "fp8" or "fp8_block" => "weights: fp8-block, activations: fp8, kv: fp8",
        _ => "weights: bf16, activations: bf16, kv: bf16",
    };

    /// <summary>Limits of the engine, as YAML: what benchmarks set so that all their users are admitted.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="overheads">Whether the engine's overheads are to be counted.</param>
    public static string Limits(string engine, string version, bool overheads)
        => $"max-batched-tokens: 8192, max-sequences: 2048, memory-utilisation: {MemoryShares.GetValueOrDefault(engine, "0.9")}" + (overheads ? $", engine: {engine}{(EngineVersion.Number(version) is null ? "" : "@" + version)}" : "");
}
