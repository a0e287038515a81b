namespace Orrery.Evidence;

/// <summary>
/// Times of prompts and of tokens, and power, of batches that start together: <c>splitwise_perf_model.csv</c> of Mutinifni/splitwise-sim, measured
/// on DGX A100 and DGX H100 (Patel et al., ISCA 2024). Rows that repeat one configuration become their median.
/// </summary>
sealed class PromptAndTokenTimes : IEvidenceSet
{
    public const string SetName = "splitwise_perf_model";

    /// <summary>The catalog's name of the engine that ran.</summary>
    public const string Engine = "vllm-2023";

    // Rows of H100 under a cap are those without one, each prompt time multiplied by 1.3 and each token time by 1: derived, not measured.
    const string Derived = "-pcap";

    // Below this much of what its prompt takes at the recorded peak, a recorded mean is not one.
    const double PlausibleShare = 0.75;

    public string Name => SetName;

    public IReadOnlyList<string> Columns { get; } = ["model", "hardware", "prompt_size", "batch_size", "token_size", "prompt_time", "token_time", "tensor_parallel"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        var overheads = systems.Overheads(Engine);
        foreach (var batch in Batches(table, systems, findings))
        {
            foreach (var point in batch.Times(overheads)) findings.Add(point);
            if (batch.Power(batch.Engine, overheads) is { } power) findings.Add(power);
        }
    }

    /// <summary>Every batch that a prediction can be set beside.</summary>
    /// <param name="table">The file.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="findings">Receives why rows have none.</param>
    public static IEnumerable<PromptBatch> Batches(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var repeats in table.Rows.GroupBy(row => (Model: row.Text("model"), Hardware: row.Text("hardware"), Prompt: row.Whole("prompt_size") ?? 0,
            Batch: row.Whole("batch_size") ?? 0, Tokens: row.Whole("token_size") ?? 0, Tensor: row.Whole("tensor_parallel") ?? 1)))
        {
            var key = repeats.Key;
            if (key.Hardware.EndsWith(Derived, StringComparison.Ordinal))
            {
                foreach (var _ in repeats) findings.Skip("derived from the row without a power cap, not measured");
                continue;
            }

            // Before continuous batching of prompts: one step computes all prompts of the batch.
            var engine = systems.Engine(new(key.Hardware, key.Model, "weights: bf16, activations: bf16, kv: bf16", key.Tensor,
                Serving: "max-batched-tokens: 2048, max-sequences: 64"), out var problem);
            if (engine is not null && key.Batch > engine.SequencesThatFit(key.Prompt)) (engine, problem) = (null, "the cache does not hold the prompts of the batch at once");
            if (engine is null)
            {
                foreach (var _ in repeats) findings.Skip(problem!);
                continue;
            }

            MeasuredRow[] rows = [.. repeats];
            var devices = engine.Plan.Parallelism.DevicesPerEngine;
            var point = new EvidencePoint
            {
                Set = SetName,
                Id = $"{key.Hardware} TP {key.Tensor}, {key.Prompt} in, {key.Tokens} out, batch {key.Batch}",
                Metric = Metric.Ttft,
                System = engine.Plan.System.Accelerator.Name,
                Model = engine.Plan.Model.Name,
                Engine = Engine,
                Phase = "prefill",
                Precision = "bf16",
                Batch = key.Batch,
                Detail = $"TP {key.Tensor}, {key.Prompt} in, {key.Tokens} out",
                Measured = Median(rows, "prompt_time") * 1e-3,
                Predicted = 1,
            };
            var token = Median(rows, "token_time") * 1e-3;
            yield return new(engine, key.Prompt, key.Tokens, point, token, Power(rows, point.Measured, key.Tokens * token, findings) * engine.Plan.System.Accelerator.Tdp.Value * devices);
        }
    }

    // Power is a share of the accelerators' design power, the mean of the whole run; a mean that the prompt alone, at the recorded peak, exceeds is none.
    static double Power(MeasuredRow[] rows, double prompt, double tokens, EvidenceFindings findings)
    {
        var (mean, peak) = (Median(rows, "average_power"), Median(rows, "peak_power"));
        if (mean * (prompt + tokens) >= PlausibleShare * peak * prompt) return mean;
        if (mean > 0) foreach (var _ in rows) findings.Skip("the recorded mean power is less than the prompt alone takes at the recorded peak; times are used");
        return 0;
    }

    static double Median(MeasuredRow[] rows, string column)
        => rows.Select(row => row.Number(column)).OfType<double>().Order().ToArray() is { Length: > 0 } numbers ? ErrorStatistics.Quantile(numbers, 0.5) : 0;
}
