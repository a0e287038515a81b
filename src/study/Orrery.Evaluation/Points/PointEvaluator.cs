using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Evaluates operating points without a queue: thousands a second.</summary>
public sealed class PointEvaluator
{
    readonly Dictionary<SystemPlan, EngineModel> _engines = new(ReferenceEqualityComparer.Instance);

    /// <summary>Evaluates one point. Points of the same <see cref="SystemPlan"/> object share the engine's model.</summary>
    public PointResult Evaluate(PointSpec point)
    {
        if (!_engines.TryGetValue(point.System, out var engine)) _engines.Add(point.System, engine = EngineModel.Build(point.System));
        var plan = point.System;
        var result = new PointResult
        {
            Model = plan.Model.Title,
            Accelerator = plan.System.Accelerator.Title,
            Devices = plan.System.Count,
            Parallelism = Describe.Parallelism(plan.Parallelism, plan.Replicas),
            Precision = Describe.Precision(plan.Precision),
            Phase = point.Phase.ToString().ToLowerInvariant(),
            Batch = point.Batch,
            Concurrency = point.Concurrency,
            InputTokens = point.InputTokens,
            OutputTokens = point.OutputTokens,
            Fits = engine.Memory.Fits,
            Memory = SystemEvaluator.Tiers(engine, null, default),
        };
        if (engine.Steps is null) return result with { Findings = [FitFindings.Of(engine)] };
        return point.Phase switch
        {
            Phase.Prefill => Prefill(engine, point, result),
            Phase.Decode => Decode(engine, point, result),
            _ => point.Concurrency is { } users ? ClosedLoop(engine, point, result, users) : Batch(engine, point, result),
        };
    }

    static PointResult Prefill(EngineModel engine, PointSpec point, PointResult result)
    {
        var timing = BatchTiming.Of(engine, point.Batch, point.InputTokens, 1);
        var tokens = Math.Min(point.InputTokens, engine.Serving.MaxBatchedTokens);
        var together = Math.Min(point.Batch, Math.Max(1, engine.Serving.MaxBatchedTokens / point.InputTokens));
        var rate = point.Batch / timing.PrefillSeconds;
        return Finish(engine, point, result with
        {
            StepSeconds = timing.PrefillSeconds,
            TtftSeconds = timing.MeanTtftSeconds + engine.Serving.ClientOverhead.Value,
            Operators = AnalyticEvaluator.Rows(engine, StepShapes.Prefill(engine.Timer!.Reaches, together, 0, tokens)),
        }, rate, 1, timing.PrefillJoules / point.Batch);
    }

    static PointResult Decode(EngineModel engine, PointSpec point, PointResult result)
    {
        var step = engine.Decode(point.Batch, point.InputTokens + (point.OutputTokens + 1) / 2);
        return Finish(engine, point, result with
        {
            StepSeconds = step.Cost.Seconds,
            TpotSeconds = step.Tpot,
            Operators = AnalyticEvaluator.Rows(engine, step.Shape),
            Speculation = PointSpeculation.Of(engine, step),
            Offload = OffloadFigures.Of(engine, step),
        }, point.Batch / step.Tpot / point.OutputTokens, point.OutputTokens, step.Cost.Joules / step.Tokens / point.Batch * point.OutputTokens);
    }

    static PointResult Batch(EngineModel engine, PointSpec point, PointResult result)
    {
        var timing = BatchTiming.Of(engine, point.Batch, point.InputTokens, point.OutputTokens);
        var seconds = timing.PrefillSeconds + timing.DecodeSeconds;
        return Finish(engine, point, WithDecodeStep(engine, point, point.Batch, result) with
        {
            TtftSeconds = timing.MeanTtftSeconds + engine.Serving.ClientOverhead.Value,
            TpotSeconds = point.OutputTokens > 1 ? timing.DecodeSeconds / (point.OutputTokens - 1) : null,
            E2eSeconds = seconds + engine.Serving.ClientOverhead.Value,
        }, point.Batch / seconds, point.OutputTokens, (timing.PrefillJoules + timing.DecodeJoules) / point.Batch);
    }

    static PointResult ClosedLoop(EngineModel engine, PointSpec point, PointResult result, int users)
    {
        var state = SteadyState.ClosedLoop(engine, Math.Max(1, (double)users / point.System.Replicas), point.InputTokens, point.OutputTokens);
        // With fewer users than engines, some engines stand idle.
        var working = Math.Min(1, (double)users / point.System.Replicas);
        var ttft = state.Ttft;
        if (engine.Plan.Mode == PerformanceMode.Calibrated && engine.Plan.Serving.Engine?.Overheads is { } overheads)
        {
            // As benchmarks measure it: users start together, and their prompts wait for one another.
            var loop = UserLoop.Of(engine, Math.Max(1, (double)users / point.System.Replicas), point.InputTokens, point.OutputTokens, drawn: true);
            ttft = loop.MeanTtft(overheads.PromptScale(engine.Plan.Model, point.InputTokens, loop.Alone)) + engine.Serving.ClientOverhead.Value
                + overheads.BeforeFirstToken(state.Running, state.Tpot, engine.Plan.Parallelism.Data).Value;
        }

        return Finish(engine, point, WithDecodeStep(engine, point, (int)Math.Round(state.Running), result) with
        {
            Batch = state.Running,
            TtftSeconds = ttft,
            TtftRange = Range(ttft, PredictionIntervals.OfTtft(engine)),
            TpotSeconds = point.OutputTokens > 1 ? state.Tpot : null,
            E2eSeconds = ttft + state.Tpot * (point.OutputTokens - 1),
        }, state.RequestsPerSecond, point.OutputTokens, state.JoulesPerRequest, working);
    }

    static PointResult WithDecodeStep(EngineModel engine, PointSpec point, int batch, PointResult result)
    {
        var step = engine.Decode(Math.Max(1, batch), point.InputTokens + (point.OutputTokens + 1) / 2);
        return result with { StepSeconds = step.Cost.Seconds, Operators = AnalyticEvaluator.Rows(engine, step.Shape), Speculation = PointSpeculation.Of(engine, step), Offload = OffloadFigures.Of(engine, step) };
    }

    static PredictedRange? Range(double value, PredictedRange? ratios) => ratios is null ? null : new(value * ratios.Low, value * ratios.High);

    // Rates and energy of one working engine, to those of the system.
    static PointResult Finish(EngineModel engine, PointSpec point, PointResult result, double requestsPerEngine, int outputTokens, double joulesPerRequest, double working = 1)
    {
        var system = point.System.System;
        var engines = point.System.Replicas * working;
        var requests = requestsPerEngine * engines;
        var tokens = requests * outputTokens;
        var accelerators = requests * joulesPerRequest + engine.Steps!.IdleWatts * (point.System.Replicas - engines);
        var hosts = system.HostWatts().Value;
        var power = new Watts(accelerators + hosts);
        var most = result.Operators.GroupBy(op => op.Bound).MaxBy(group => group.Sum(op => op.Seconds));
        var cost = Economy.Cost([new(system, power.Value, power.Value)], point.Operation, tokens, tokens);
        var none = ImmutableArray<OperatorResult>.Empty;
        var tpot = result.TpotSeconds is null ? null : PredictionIntervals.OfTpot(engine);
        return result with
        {
            Findings = EngineFindings.Of(engine) is { } finding ? result.Findings.Add(finding) : result.Findings,
            TpotRange = result.TpotSeconds is { } seconds ? Range(seconds, tpot) : null,
            // Tokens come as much faster as each takes less, and cost as much less.
            OutputTokensPerSecondRange = tpot is null ? null : new(tokens / tpot.High, tokens / tpot.Low),
            DollarsPerMillionTokensRange = Range(cost.DollarsPerMillionTokens, tpot),
            Throughput = new PointThroughput(requests, point.Phase == Phase.Decode ? 0 : requests * point.InputTokens, tokens, tokens / system.Count),
            Energy = new PointEnergy(accelerators, hosts, power.Value / tokens, power.Value / requests),
            Cost = cost,
            Carbon = Economy.Carbon([new(system, power.Value, power.Value)], point.Operation, tokens),
            Intensity = Intensities.Of(engine, Math.Max(1, result.Batch), point.InputTokens, outputTokens, point.Phase == Phase.Prefill ? result.Operators : none, point.Phase == Phase.Prefill ? none : result.Operators),
            Bottleneck = most is null ? null : BusyTime.Name(most.Key),
        };
    }
}
