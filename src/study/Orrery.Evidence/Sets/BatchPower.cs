using Orrery.Evaluation;

namespace Orrery.Evidence;

/// <summary>
/// Mean power of one accelerator over a batch whose inputs are as long as its outputs: <c>llm_inference_bench_power.csv</c> of argonne-lcf/LLM-Inference-Bench (arXiv
/// 2411.00136, Fig. 16), in milliwatts as the driver reports them.
/// </summary>
sealed class BatchPower : IEvidenceSet
{
    public const string SetName = "llm_inference_bench_power";

    // Of the eight runs of TensorRT-LLM on H100 six draw between 448 and 452 W whatever their batch: that machine was held to less than its design power, and only
    // what it drew says to how much.
    const string CappedEngine = "trtllm-2024";
    const string CappedAccelerator = "h100-sxm";

    public string Name => SetName;

    public IReadOnlyList<string> Columns { get; } = ["Hardware", "Num of Hardware", "Framework", "Model", "Input Output Length", "Batch Size", "avg_power"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var batch in Batches(table, systems, findings)) findings.Add(batch.Point with { Predicted = batch.Watts(batch.Engine) });
    }

    /// <summary>Every batch that a prediction can be set beside.</summary>
    /// <param name="table">The file.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="findings">Receives why rows have none.</param>
    public static IEnumerable<RecordedPower> Batches(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var row in table.Rows)
        {
            var (length, batch, devices) = (row.Whole("Input Output Length") ?? 0, row.Whole("Batch Size") ?? 0, row.Whole("Num of Hardware") ?? 1);
            if (OfflineBatches.Engine(row.Text("Framework")) is not { } name || length <= 1 || batch <= 0)
            {
                findings.Skip($"{row.Text("Framework")} is not modelled, or length or batch is missing");
                continue;
            }

            if (name == CappedEngine && systems.AcceleratorName(row.Text("Hardware")) == CappedAccelerator)
            {
                findings.Skip("under a power cap that the record does not state");
                continue;
            }

            var engine = systems.Engine(new(row.Text("Hardware"), row.Text("Model"), "weights: bf16, activations: bf16, kv: bf16", devices,
                Serving: $"max-batched-tokens: 8192, max-sequences: 1024, engine: {name}"), out var problem);
            if (engine is null)
            {
                findings.Skip(problem!);
                continue;
            }

            var point = new EvidencePoint
            {
                Set = SetName,
                Id = $"{row.Text("Hardware")} × {devices}, {name}, {row.Text("Model")}, {length}, batch {batch}",
                Metric = Metric.Power,
                System = engine.Plan.System.Accelerator.Name,
                Model = engine.Plan.Model.Name,
                Engine = name,
                Phase = "batch",
                Precision = "bf16",
                Batch = batch,
                Detail = $"TP {devices}, {length} in, {length} out, batch {batch}",
                Measured = (row.Number("avg_power") ?? 0) * 1e-3,
                Predicted = 1,
            };
            yield return new(point, engine, model => Watts(model, batch, length));
        }
    }

    static double Watts(EngineModel engine, int batch, int length)
    {
        var together = (int)Math.Clamp(engine.SequencesThatFit(1.5 * length), 1, batch);
        var timing = BatchTiming.Of(engine, (int)Math.Ceiling(batch / Math.Ceiling((double)batch / together)), length, length);
        return (timing.PrefillJoules + timing.DecodeJoules) / (timing.PrefillSeconds + timing.DecodeSeconds);
    }
}
