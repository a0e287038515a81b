using Orrery.Evaluation;
using Orrery.Workloads;

namespace Orrery.Evidence;

/// <summary>
/// Recorded serving runs, users in a closed loop against one endpoint: <c>aic_silicon_e2e.csv</c> of ai-dynamo/aiconfigurator, collected from
/// InferenceMAX and NVIDIA's own runs. Lengths are nominal: the benchmark draws them between 0.8 and 1 of it.
/// </summary>
sealed class ServingRuns : IEvidenceSet
{
    // InferenceMAX draws lengths uniformly from 0.8 to 1 of the nominal; other collections fix them.
    const double MeanShare = 0.9;

    public string Name => "aic_silicon_e2e";

    public IReadOnlyList<string> Columns { get; } = ["system", "model_path", "backend", "mode", "isl", "osl", "concurrency", "silicon_ttft_ms", "silicon_tpot_ms", "tp_size"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var row in table.Rows)
        {
            if (row.Text("mode") == "agg") Aggregated(row, systems, findings);
            else Disaggregated(row, systems, findings);
        }
    }

    static void Aggregated(MeasuredRow row, EvidenceSystems systems, EvidenceFindings findings)
    {
        if (ServingSetups.Of(row, "", out var reason) is not { } ranks)
        {
            findings.Skip(reason!);
            return;
        }

        if ((row.Number("concurrency") ?? row.Number("batch_size") * ranks.Data) is not { } users)
        {
            findings.Skip("no number of users is recorded");
            return;
        }

        if (Engine(row, "", ranks, systems, findings) is not { } engine) return;
        var (input, output) = Lengths(row);
        var state = SteadyState.ClosedLoop(engine, users, input, output);
        Add(row, engine, engine.Plan.Model.HasExperts() ? "moe" : "dense", users, state.Ttft, state.Tpot, findings);
    }

    static void Disaggregated(MeasuredRow row, EvidenceSystems systems, EvidenceFindings findings)
    {
        if (row.Whole("prefill_num_workers") is not { } prefillWorkers || row.Whole("decode_num_workers") is not { } decodeWorkers)
        {
            findings.Skip("disaggregated, and the number of its engines is not recorded");
            return;
        }

        if (ServingSetups.Of(row, "prefill_", out var reason) is not { } prefillRanks || ServingSetups.Of(row, "decode_", out reason) is not { } decodeRanks)
        {
            findings.Skip(reason!);
            return;
        }

        if ((row.Number("concurrency") ?? row.Number("decode_batch_size") * decodeRanks.Data * decodeWorkers) is not { } users)
        {
            findings.Skip("no number of users is recorded");
            return;
        }

        if (Engine(row, "prefill_", prefillRanks, systems, findings) is not { } prefill || Engine(row, "decode_", decodeRanks, systems, findings) is not { } decode) return;
        var (input, output) = Lengths(row);
        var (ttft, tpot) = SplitLoop.Of(prefill, prefillWorkers, decode, decodeWorkers, users, input, output);
        Add(row, decode, "disagg", users / decodeWorkers, ttft, tpot, findings);
    }

    static EngineModel? Engine(MeasuredRow row, string prefix, in ServingSetups.Ranks ranks, EvidenceSystems systems, EvidenceFindings findings)
    {
        var model = systems.ModelName(row.Text("model_path"));
        var experts = model is not null && systems.Model(model) is { } spec && spec.HasExperts();
        var setup = new EngineSetup(row.Text("system"), row.Text("model_path"), ServingSetups.Precision(row, model ?? "", experts),
            ranks.Tensor, Math.Max(1, row.Whole(prefix + "pp_size") ?? 1), ranks.Data, experts ? ranks.Expert : 1, ServingSetups.Limits(row.Text("backend")));
        var engine = systems.Engine(setup, out var problem);
        if (engine is null) findings.Skip(problem!);
        return engine;
    }

    static (int Input, int Output) Lengths(MeasuredRow row)
    {
        double input = row.Number("isl") ?? 1, output = row.Number("osl") ?? 1;
        // Powers of two are InferenceMAX's lengths, round thousands and short ones those of the other collections.
        var drawn = input is 1024 or 8192 && output is 1024 or 8192;
        return (Math.Max(1, (int)(input * (drawn ? MeanShare : 1))), Math.Max(2, (int)(output * (drawn ? MeanShare : 1))));
    }

    static void Add(MeasuredRow row, EngineModel engine, string phase, double users, double ttft, double tpot, EvidenceFindings findings)
    {
        var parallelism = engine.Plan.Parallelism;
        var point = new EvidencePoint
        {
            Set = findings.Set,
            Id = row.Text("id"),
            Metric = Metric.Tpot,
            System = engine.Plan.System.Accelerator.Name,
            Model = engine.Plan.Model.Name,
            Engine = row.Text("backend"),
            Version = row.Text("backend_version"),
            Phase = phase,
            Precision = row.Text("precision") is { Length: > 0 } precision ? precision : "bf16",
            Batch = users,
            Detail = $"TP {parallelism.Tensor}, DP {parallelism.Data}, EP {parallelism.Expert}, {row.Text("isl")} in, {row.Text("osl")} out, {row.Text("concurrency")} users",
            Measured = (row.Number("silicon_tpot_ms") ?? 0) * 1e-3,
            Predicted = tpot,
        };
        findings.Add(point);
        findings.Add(point with { Metric = Metric.Ttft, Measured = (row.Number("silicon_ttft_ms") ?? 0) * 1e-3, Predicted = ttft });
    }
}

/// <summary>What sets need to know of a model.</summary>
static class ModelFacts
{
    /// <summary>Whether some layer routes tokens to experts.</summary>
    public static bool HasExperts(this ModelSpec model) => model.Layers.Any(layer => layer.FeedForward is ExpertsSpec);
}
