using Orrery.Evaluation;

namespace Orrery.Evidence;

/// <summary>
/// Throughput of batches that start together, inputs as long as outputs: <c>llm_inference_bench_all.csv</c> of argonne-lcf/LLM-Inference-Bench (arXiv
/// 2411.00136). Tokens in and out are counted.
/// </summary>
sealed class OfflineBatches : IEvidenceSet
{
    public string Name => "llm_inference_bench_all";

    public IReadOnlyList<string> Columns { get; } = ["hardware", "num", "framework", "model", "in_out_len", "batch", "throughput_tok_s"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var row in table.Rows)
        {
            if (row.Whole("in_out_len") is not > 0 || row.Whole("batch") is not > 0)
            {
                findings.Skip("length or batch is missing");
                continue;
            }

            var (length, batch) = (row.Whole("in_out_len")!.Value, row.Whole("batch")!.Value);
            var engine = systems.Engine(new(row.Text("hardware"), row.Text("model"), "weights: bf16, activations: bf16, kv: bf16", row.Whole("num") ?? 1,
                Serving: "max-batched-tokens: 8192, max-sequences: 1024, memory-utilisation: 0.9"), out var problem);
            if (engine is null)
            {
                findings.Skip(problem!);
                continue;
            }

            // What does not fit the cache at once waits for a place: whole waves, since all are equally long.
            var together = (int)Math.Clamp(engine.SequencesThatFit(1.5 * length), 1, batch);
            var waves = Math.Ceiling((double)batch / together);
            var timing = BatchTiming.Of(engine, (int)Math.Ceiling(batch / waves), length, length);
            findings.Add(new()
            {
                Set = findings.Set,
                Id = $"{row.Text("hardware")} × {row.Text("num")}, {row.Text("framework")}, {row.Text("model")}, {length}, batch {batch}",
                Metric = Metric.Throughput,
                System = engine.Plan.System.Accelerator.Name,
                Model = engine.Plan.Model.Name,
                Engine = row.Text("framework").ToLowerInvariant(),
                Phase = "batch",
                Precision = "bf16",
                Batch = batch,
                Detail = $"TP {row.Text("num")}, {length} in, {length} out",
                Measured = row.Number("throughput_tok_s") ?? 0,
                Predicted = 2.0 * length * batch / (waves * (timing.PrefillSeconds + timing.DecodeSeconds)),
            });
        }
    }
}
