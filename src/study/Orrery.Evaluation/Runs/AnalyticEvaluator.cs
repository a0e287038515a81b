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
        var steps = engine.Steps!;
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
        var batch = served.Pools[0].Steps > 0 ? Math.Max(1, (int)Math.Round((double)generated / served.Pools[0].Steps)) : 1;
        var prompts = engine.Prefill ?? engine;
        return new AnalyticResult
        {
            InputTokens = (double)served.InputTokens / completed,
            OutputTokens = (double)served.OutputTokens / completed,
            UnloadedTtftSeconds = split?.Ttft ?? alone.MeanTtftSeconds,
            UnloadedTpotSeconds = output > 1 ? alone.DecodeSeconds / (output - 1) : 0,
            MaxConcurrency = Math.Min(fit, int.MaxValue) * replicas,
            SaturationOutputTokensPerSecond = saturation * output,
            SaturationRequestsPerSecond = saturation,
            Curve = [.. Concurrencies(most).Select(users => split?.Point(users) ?? Point(engine, plan, users, input, output))],
            PrefillOperators = Rows(prompts.Steps!, StepShapes.Prefill(steps.Reaches, 1, 0, Math.Min(input, prompts.Serving.MaxBatchedTokens))),
            DecodeOperators = Rows(steps, StepShapes.Decode(steps.Reaches, batch, input + (output + 1) / 2)),
            Roofline = new RooflineResult(
                [.. engine.Plan.System.Accelerator.Engines.Select(e => new NamedValue(e.Type.ToString().ToLowerInvariant(), e.Peak.Value))],
                [.. engine.Plan.System.Accelerator.Memory.Select(tier => new NamedValue(tier.Name, tier.ReadBandwidth.Value))]),
        };
    }

    public static ImmutableArray<OperatorResult> Rows(StepModel steps, in StepShape shape)
        => [.. steps.Breakdown(shape).Select(op => new OperatorResult
        {
            Name = op.Name,
            Count = op.Count,
            Seconds = op.Seconds,
            Joules = op.Joules,
            Flops = op.Flops,
            MemoryBytes = op.MemoryBytes,
            LinkBytes = op.LinkBytes,
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
