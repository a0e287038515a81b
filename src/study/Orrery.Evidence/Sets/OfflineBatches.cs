using Orrery.Evaluation;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>
/// Throughput of batches that start together, inputs as long as outputs: <c>llm_inference_bench_all.csv</c> of argonne-lcf/LLM-Inference-Bench (arXiv
/// 2411.00136). Tokens in and out are counted.
/// </summary>
sealed class OfflineBatches : IEvidenceSet
{
    public const string SetName = "llm_inference_bench_all";

    public string Name => SetName;

    public IReadOnlyList<string> Columns { get; } = ["hardware", "num", "framework", "model", "in_out_len", "batch", "throughput_tok_s"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var batch in Batches(table, systems, findings))
            findings.Add(batch.Point with { Predicted = batch.Throughput(systems.Overheads(batch.Point.Engine)) });
    }

    /// <summary>Every batch that a prediction can be set beside.</summary>
    /// <param name="table">The file.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="findings">Receives why rows have none.</param>
    public static IEnumerable<RecordedBatch> Batches(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var row in table.Rows)
        {
            if (row.Whole("in_out_len") is not > 0 || row.Whole("batch") is not > 0)
            {
                findings.Skip("length or batch is missing");
                continue;
            }

            if (Engine(row.Text("framework")) is not { } engine)
            {
                findings.Skip($"{row.Text("framework")} gives layers to devices in turn and serves few sequences at once, which is not modelled");
                continue;
            }

            var (length, batch) = (row.Whole("in_out_len")!.Value, row.Whole("batch")!.Value);
            var model = systems.Engine(new(row.Text("hardware"), row.Text("model"), "weights: bf16, activations: bf16, kv: bf16", row.Whole("num") ?? 1,
                Serving: "max-batched-tokens: 8192, max-sequences: 1024, memory-utilisation: 0.9"), out var problem);
            if (model is null)
            {
                findings.Skip(problem!);
                continue;
            }

            // What does not fit the cache at once waits for a place: whole waves, since all are equally long.
            var together = (int)Math.Clamp(model.SequencesThatFit(1.5 * length), 1, batch);
            var waves = Math.Ceiling((double)batch / together);
            var timing = BatchTiming.Of(model, (int)Math.Ceiling(batch / waves), length, length);
            var point = new EvidencePoint
            {
                Set = SetName,
                Id = $"{row.Text("hardware")} × {row.Text("num")}, {row.Text("framework")}, {row.Text("model")}, {length}, batch {batch}",
                Metric = Metric.Throughput,
                System = model.Plan.System.Accelerator.Name,
                Model = model.Plan.Model.Name,
                Engine = engine,
                Phase = "batch",
                Precision = "bf16",
                Batch = batch,
                Detail = $"TP {row.Text("num")}, {length} in, {length} out",
                Measured = row.Number("throughput_tok_s") ?? 0,
                Predicted = 1,
            };
            if (point.Measured > 0) yield return new(point, waves, (int)Math.Ceiling(batch / waves), model.Plan.Model.Layers.Length, length, timing.PrefillSeconds, timing.DecodeSeconds);
            else findings.Skip("the measured number is not positive");
        }
    }

    // The study ran releases of early 2024.
    internal static string? Engine(string framework) => framework.ToLowerInvariant() switch
    {
        "vllm" => "vllm-v0",
        "tensorrt-llm" => "trtllm-2024",
        "deepspeed-mii" => "deepspeed-mii",
        _ => null,
    };
}
