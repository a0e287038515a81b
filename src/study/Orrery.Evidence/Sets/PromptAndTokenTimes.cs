using Orrery.Evaluation;
using Orrery.Performance;

namespace Orrery.Evidence;

/// <summary>
/// Times of prompts and of tokens, and power, of batches that start together: <c>splitwise_perf_model.csv</c> of Mutinifni/splitwise-sim, measured
/// on DGX A100 and DGX H100 (Patel et al., ISCA 2024). Rows that repeat one configuration become their median.
/// </summary>
sealed class PromptAndTokenTimes : IEvidenceSet
{
    public string Name => "splitwise_perf_model";

    public IReadOnlyList<string> Columns { get; } = ["model", "hardware", "prompt_size", "batch_size", "token_size", "prompt_time", "token_time", "tensor_parallel"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var repeats in table.Rows.GroupBy(row => (Model: row.Text("model"), Hardware: row.Text("hardware"), Prompt: row.Whole("prompt_size") ?? 0,
            Batch: row.Whole("batch_size") ?? 0, Tokens: row.Whole("token_size") ?? 0, Tensor: row.Whole("tensor_parallel") ?? 1)))
        {
            var key = repeats.Key;
            if (key.Hardware.EndsWith("-pcap", StringComparison.Ordinal))
            {
                foreach (var _ in repeats) findings.Skip("a power cap that the record does not state");
                continue;
            }

            // Before continuous batching of prompts: one step computes all prompts of the batch.
            var engine = systems.Engine(new(key.Hardware, key.Model, "weights: bf16, activations: bf16, kv: bf16", key.Tensor,
                Serving: "max-batched-tokens: 2048, max-sequences: 64, memory-utilisation: 1"), out var problem);
            if (engine is null)
            {
                foreach (var _ in repeats) findings.Skip(problem!);
                continue;
            }

            Predict(key.Prompt, key.Batch, key.Tokens, engine, [.. repeats], findings);
        }
    }

    static void Predict(int prompt, int batch, int tokens, EngineModel engine, MeasuredRow[] repeats, EvidenceFindings findings)
    {
        var steps = engine.Timer!;
        steps.Evaluate(StepShapes.Prefill(steps.Reaches, batch, 0, prompt), out var prefill);
        steps.Evaluate(StepShapes.Decode(steps.Reaches, batch, prompt + tokens / 2), out var decode);
        var point = new EvidencePoint
        {
            Set = findings.Set,
            Id = $"{repeats[0].Text("hardware")} TP {engine.Plan.Parallelism.Tensor}, {prompt} in, {tokens} out, batch {batch}",
            Metric = Metric.Ttft,
            System = engine.Plan.System.Accelerator.Name,
            Model = engine.Plan.Model.Name,
            Phase = "prefill",
            Precision = "bf16",
            Batch = batch,
            Detail = $"TP {engine.Plan.Parallelism.Tensor}, {prompt} in, {tokens} out",
            Measured = Median(repeats, "prompt_time") * 1e-3,
            Predicted = prefill.Seconds,
        };
        findings.Add(point);
        findings.Add(point with { Metric = Metric.Tpot, Phase = "decode", Measured = Median(repeats, "token_time") * 1e-3, Predicted = decode.Seconds });
        // Power is recorded as a share of the accelerators' design power; it is that of the whole run.
        var devices = engine.Plan.Parallelism.DevicesPerEngine;
        var seconds = prefill.Seconds + tokens * decode.Seconds;
        findings.Add(point with
        {
            Metric = Metric.Power,
            Phase = "run",
            Measured = Median(repeats, "average_power") * engine.Plan.System.Accelerator.Tdp.Value * devices,
            Predicted = (prefill.Joules + tokens * decode.Joules) / seconds,
        });
    }

    static double Median(MeasuredRow[] rows, string column)
        => rows.Select(row => row.Number(column)).OfType<double>().Order().ToArray() is { Length: > 0 } numbers ? ErrorStatistics.Quantile(numbers, 0.5) : 0;
}
