using Orrery.Evaluation;
using Orrery.Serving;
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

    const string Split = "disagg";

    public const string SetName = "aic_silicon_e2e";

    public string Name => SetName;

    public IReadOnlyList<string> Columns { get; } = ["system", "model_path", "backend", "mode", "isl", "osl", "concurrency", "silicon_ttft_ms", "silicon_tpot_ms", "tp_size"];

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var row in table.Rows)
        {
            // Times of first tokens are those of the loop over kernels, with what the engine adds; steps have the overheads in them.
            if (Read(row, systems, findings, overheads: true) is not { } run || Read(row, systems, findings, overheads: false) is not { } kernels) continue;
            findings.Add(run.Point);
            findings.Add(run.Point with { Metric = Metric.Ttft, Measured = run.MeasuredTtft, Predicted = kernels.Ttft(systems.Overheads(run.Point.Engine, run.Point.Version)), Known = PointCauses.OfTtft(run.Point.Batch, run.Start.Running, run.MeasuredTtft, run.Point.Measured) });
        }
    }

    /// <summary>Every run that a prediction can be set beside, without the engine's overheads.</summary>
    /// <param name="table">The file.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="findings">Receives why rows have none.</param>
    public static IEnumerable<RecordedRun> Runs(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
        => table.Rows.Select(row => Read(row, systems, findings, overheads: false)).OfType<RecordedRun>();

    // A row is one run, or a reason among the findings.
    static RecordedRun? Read(MeasuredRow row, EvidenceSystems systems, EvidenceFindings findings, bool overheads)
    {
        var run = row.Text("mode") == "agg" ? Aggregated(row, systems, findings, overheads) : Disaggregated(row, systems, findings, overheads);
        if (run is null or { Point.Measured: > 0, MeasuredTtft: > 0 }) return run;
        findings.Skip("the measured number is not positive");
        return null;
    }

    static RecordedRun? Aggregated(MeasuredRow row, EvidenceSystems systems, EvidenceFindings findings, bool overheads)
    {
        if (ServingSetups.Of(row, "", out var reason) is not { } ranks)
        {
            findings.Skip(reason!);
            return null;
        }

        if ((row.Number("concurrency") ?? row.Number("batch_size") * ranks.Data) is not { } users)
        {
            findings.Skip("no number of users is recorded");
            return null;
        }

        if (Engine(row, "", ranks, systems, findings, overheads) is not { } engine) return null;
        var (input, output) = Lengths(row);
        var state = SteadyState.ClosedLoop(engine, users, input, output);
        var loop = UserLoop.Of(engine, users, input, output, Drawn(row));
        return Run(row, systems, engine, engine.Plan.Model.HasExperts() ? "moe" : "dense", users, input, loop.MeanTtft, loop.Alone, loop.Places, state.Tpot);
    }

    static RecordedRun? Disaggregated(MeasuredRow row, EvidenceSystems systems, EvidenceFindings findings, bool overheads)
    {
        if (row.Whole("prefill_num_workers") is not { } prefillWorkers || row.Whole("decode_num_workers") is not { } decodeWorkers)
        {
            findings.Skip("disaggregated, and the number of its engines is not recorded");
            return null;
        }

        if (ServingSetups.Of(row, "prefill_", out var reason) is not { } prefillRanks || ServingSetups.Of(row, "decode_", out reason) is not { } decodeRanks)
        {
            findings.Skip(reason!);
            return null;
        }

        if ((row.Number("concurrency") ?? row.Number("decode_batch_size") * decodeRanks.Data * decodeWorkers) is not { } users)
        {
            findings.Skip("no number of users is recorded");
            return null;
        }

        if (Engine(row, "prefill_", prefillRanks, systems, findings, overheads) is not { } prefill || Engine(row, "decode_", decodeRanks, systems, findings, overheads) is not { } decode) return null;
        var (input, output) = Lengths(row);
        var tpot = SplitLoop.Tpot(prefill, prefillWorkers, decode, decodeWorkers, users, input, output);
        var loop = SplitUserLoop.Of(prefill, prefillWorkers, decode, decodeWorkers, users, input, output, Drawn(row));
        return Run(row, systems, decode, Split, users / decodeWorkers, input, loop.MeanTtft, loop.Alone, users / decodeWorkers, tpot);
    }

    static EngineModel? Engine(MeasuredRow row, string prefix, in ServingSetups.Ranks ranks, EvidenceSystems systems, EvidenceFindings findings, bool overheads)
    {
        var model = systems.ModelName(row.Text("model_path"));
        var experts = model is not null && systems.Model(model) is { } spec && spec.HasExperts();
        var shipped = model is null ? null : systems.Shipped(model);
        var setup = new EngineSetup(row.Text("system"), row.Text("model_path"), ServingSetups.Precision(row, shipped, experts),
            ranks.Tensor, Math.Max(1, row.Whole(prefix + "pp_size") ?? 1), ranks.Data, experts ? ranks.Expert : 1, ServingSetups.Limits(row.Text("backend"), row.Text("backend_version"), overheads));
        var engine = systems.Engine(setup, out var problem);
        if (engine is null) findings.Skip(problem!);
        return engine;
    }

    static (int Input, int Output) Lengths(MeasuredRow row)
    {
        double input = row.Number("isl") ?? 1, output = row.Number("osl") ?? 1, share = Drawn(row) ? MeanShare : 1;
        return (Math.Max(1, (int)(input * share)), Math.Max(2, (int)(output * share)));
    }

    // Powers of two are InferenceMAX's lengths, round thousands and short ones those of the other collections.
    static bool Drawn(MeasuredRow row) => row.Number("isl") is 1024 or 8192 && row.Number("osl") is 1024 or 8192;

    static RecordedRun Run(MeasuredRow row, EvidenceSystems systems, EngineModel engine, string phase, double users, int input, Func<double, double> loop, double alone, double running, double tpot)
    {
        var parallelism = engine.Plan.Parallelism;
        var point = new EvidencePoint
        {
            Set = SetName,
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
            OtherFormats = PointCauses.OfFormats(engine, row.Text("precision")),
            Known = PointCauses.OfTpot(engine, users, (row.Number("silicon_tpot_ms") ?? 0) * 1e-3),
        };
        var layers = engine.Plan.Model.Layers;
        var experts = layers.Count(layer => layer.FeedForward is ExpertsSpec);
        var start = new BenchmarkStart(loop, alone)
        {
            Running = running,
            ExpertTokens = (double)input * experts,
            Ranks = phase != Split && parallelism.Data > 1,
            InPieces = Drawn(row),
            Split = phase == Split,
        };
        return new(point, users / parallelism.Data, layers.Length, experts, start, (row.Number("silicon_ttft_ms") ?? 0) * 1e-3)
        {
            Architecture = $"{layers.Length} layers of {engine.Plan.Model.Hidden}, {experts} of experts",
            RankWaits = systems.Overheads(point.Engine).RankWaits,
        };
    }
}

/// <summary>What sets need to know of a model.</summary>
static class ModelFacts
{
    /// <summary>Whether some layer routes tokens to experts.</summary>
    public static bool HasExperts(this ModelSpec model) => model.Layers.Any(layer => layer.FeedForward is ExpertsSpec);
}
