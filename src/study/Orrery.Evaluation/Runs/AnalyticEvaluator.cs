using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>The operating points of a system at the traffic's mean lengths, without a queue.</summary>
static class AnalyticEvaluator
{
    public static AnalyticResult Evaluate(EngineModel engine, Plan plan, ServingResult served)
    {
        var replicas = engine.Plan.Replicas;
        var completed = Math.Max(1, served.Completed);
        var input = Math.Max(1, (int)Math.Round((double)served.InputTokens / completed));
        var output = Math.Max(1, (int)Math.Round((double)served.OutputTokens / completed));

        var fit = engine.SequencesThatFit(input + output / 2.0);
        var most = Math.Max(1, Math.Min(engine.Serving.MaxSequences, fit));
        var split = engine.Prefill is { } prefill ? new SplitPools(engine, prefill, input, output) : null;
        var alone = BatchTiming.Of(engine, 1, input, output);
        var saturation = split?.RequestsPerSecond(most) ?? SteadyState.ClosedLoop(engine, most, input, output).RequestsPerSecond * replicas;

        var generated = served.OutputTokens - (split is null ? 0 : served.Completed);
        var perStep = served.Speculation is { Steps: > 0 } drafts ? 1 + (double)drafts.Kept / drafts.Steps : 1;
        var batch = served.Pools[0].Steps > 0 ? Math.Max(1, (int)Math.Round(generated / perStep / served.Pools[0].Steps)) : 1;
        var prompts = engine.Prefill ?? engine;
        var decode = engine.Decode(batch, input + (output + 1) / 2);
        var (promptRows, decodeRows) = (Rows(prompts, StepShapes.Prefill(prompts.Timer!.Reaches, 1, 0, Math.Min(input, prompts.Serving.MaxBatchedTokens))), Rows(engine, decode.Shape));
        var intensity = Intensities.Of(engine, batch, input, output, promptRows, decodeRows);
        return new AnalyticResult
        {
            InputTokens = (double)served.InputTokens / completed,
            OutputTokens = (double)served.OutputTokens / completed,
            UnloadedTtftSeconds = split?.Ttft ?? alone.MeanTtftSeconds + engine.Serving.ClientOverhead.Value,
            UnloadedTpotSeconds = output > 1 ? alone.DecodeSeconds / (output - 1) : 0,
            MaxConcurrency = Math.Min(fit, int.MaxValue) * replicas,
            SaturationOutputTokensPerSecond = saturation * output,
            SaturationRequestsPerSecond = saturation,
            Curve = [.. Concurrencies(most).Select(users => split?.Point(users) ?? Point(engine, plan, users, input, output))],
            PrefillOperators = promptRows,
            DecodeOperators = decodeRows,
            Speculation = PointSpeculation.Of(engine, decode),
            Offload = OffloadFigures.Of(engine, decode),
            StaleContributions = engine.Steps!.StaleContributions(decode.Shape) is > 0 and var stale ? stale : null,
            Intensity = intensity with { Curve = Intensities.Curve(engine, intensity, input + (output + 1) / 2) },
            Roofline = new RooflineResult(
                [.. engine.Plan.System.Accelerator.Engines.Select(e => new NamedValue(e.Type.ToString().ToLowerInvariant(), e.Peak.Value))],
                [.. engine.Plan.System.Accelerator.Memory.Select(tier => new NamedValue(tier.Name, tier.ReadBandwidth.Value))]),
        };
    }

    /// <summary>A step operator by operator; those that draft come last, under names of their own.</summary>
    public static ImmutableArray<OperatorResult> Rows(EngineModel engine, in StepShape shape)
    {
        var rows = Rows(engine.Steps!.Breakdown(shape), "", 1).AddRange(OffloadFigures.Rows(engine, shape));
        if (engine.Drafter is not { } drafter || engine.Timer is not SpeculativeTimer timer) return rows;
        if (shape.PrefillTokens > 0) rows = rows.AddRange(Rows(drafter.Breakdown(timer.PromptsOf(shape)), "draft.", 1));
        if (shape.DraftTokens > 0) rows = rows.AddRange(Rows(drafter.Breakdown(timer.PassOf(shape)), "draft.", shape.DraftTokens / shape.DecodeSequences));
        return rows;
    }

    static ImmutableArray<OperatorResult> Rows(ImmutableArray<OperatorCost> operators, string prefix, int times) => [.. operators.Select(op => new OperatorResult
    {
        Name = prefix + op.Name,
        Count = times * op.Count,
        Seconds = times * op.Seconds,
        Joules = times * op.Joules,
        Flops = times * op.Flops,
        MemoryBytes = times * op.MemoryBytes,
        LinkBytes = times * op.LinkBytes,
        Bound = op.Bound,
        Engine = op.Engine,
    })];

    static OperatingPoint Point(EngineModel engine, Plan plan, double users, int input, int output)
    {
        var replicas = engine.Plan.Replicas;
        var state = SteadyState.ClosedLoop(engine, users, input, output);
        var tokens = state.RequestsPerSecond * output * replicas;
        var hosts = engine.Plan.System.HostWatts().Value;
        return new OperatingPoint(users * replicas, state.Tpot, state.Ttft, tokens, state.JoulesPerRequest / output + hosts / tokens);
    }

    // Powers of two, and the most there can be.
    static IEnumerable<double> Concurrencies(double most)
    {
        for (var users = 1.0; users < most; users *= 2) yield return users;
        yield return most;
    }
}
