using System.Collections.Immutable;
using Orrery.Hardware.Memory;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Evaluates one system of a plan: memory, traffic, operating points, energy, money, carbon, findings.</summary>
static class SystemEvaluator
{
    public static SystemResult Evaluate(
        Plan plan, SystemPlan system, Func<IRequestSource> traffic, Action<RequestOutcome>? sink, Action<ServingStep>? observer,
        Action<ServingProgress>? progress, bool ranges, CancellationToken cancellation)
    {
        var engine = EngineModel.Build(system);
        var bare = new SystemResult
        {
            Name = system.System.Name,
            Accelerator = string.Join(" and ", engine.Pools.Select(pool => pool.Plan.System.Accelerator.Title).Distinct()),
            Devices = engine.Pools.Sum(pool => pool.Plan.System.Count),
            Replicas = engine.Pools.Sum(pool => pool.Plan.Replicas),
            Model = system.Model.Title,
            Parallelism = string.Join("; ", engine.Pools.Select(pool =>
                (pool == engine.Prefill ? "prefill " : pool == engine.Encode ? "encode " : "") + Describe.Parallelism(pool.Plan.Parallelism, pool.Plan.Replicas))),
            Precision = Describe.Precision(system.Precision),
            Engine = Describe.Engine(system),
            Efficiencies = Efficiencies.Words(system),
            PowerCapWatts = system.System.Accelerator.PowerCap?.Value,
            Memory = Tiers(engine, null, default),
            Fits = engine.Memory.Fits,
            ShortfallBytes = engine.Memory.Fits ? null : engine.Memory.Shortfall.Value,
            Assumptions = [.. system.Assumed.Select(Describe.Assumption), .. engine.Pools.SelectMany(pool => Economy.EstimatedPrice(pool.Plan.System, plan.Operation)).Distinct()],
            Making = [.. engine.Pools.Select(pool => pool.Plan.System.Accelerator).DistinctBy(static accelerator => accelerator.Name).Select(accelerator => MakingResult.Of(accelerator, Economy.Assumptions(plan.Operation)))],
            Findings = [],
        };
        if (engine.Pools.FirstOrDefault(pool => pool.Steps is null) is { } tooSmall) return bare with { Fits = false, ShortfallBytes = tooSmall.Memory.Shortfall.Value, Findings = [FitFindings.Of(tooSmall)] };

        var requests = traffic();
        var served = ServingSimulation.Run(requests, Setup(engine, plan) with { Sink = sink, Observer = observer }, progress, cancellation);

        var analytic = AnalyticEvaluator.Evaluate(engine, plan, served);
        var simulated = SimulatedSummary.Of(engine, plan, served, analytic, requests.Tenants);
        simulated = simulated with { Sessions = SessionFigures.Of(engine, served, simulated.Energy.JoulesPerToken, simulated.Cost.DollarsPerMillionTokens) };
        if (ranges) simulated = simulated with { Ranges = new RangeEvaluator(engine, plan, traffic, cancellation).Of(simulated, analytic) };
        var shares = BusyTime.Shares(engine, served, analytic);
        var result = bare with
        {
            Memory = Tiers(engine, served.Pools[0], served.Makespan),
            Pools = PoolSummary.Of(engine, served, analytic),
            Analytic = analytic,
            Simulated = simulated,
            Bottleneck = BusyTime.Bottleneck(shares),
        };
        return result with { Findings = SystemFindings.Of(new SystemCase(engine, plan, served, result, shares) { RangesAsked = ranges }) };
    }

    /// <summary>The simulation of an engine's replicas under a plan's objectives.</summary>
    public static ServingSetup Setup(EngineModel engine, Plan plan) => new()
    {
        Timer = engine.Timer!,
        Kv = engine.Memory.Kv with { Capacity = engine.Memory.Kv.Capacity / engine.Queues },
        Spec = (engine.Queues > 1 ? engine.Plan.Serving : engine.Serving) with { Fairness = engine.Serving.Fairness with { TenantWeights = [.. plan.Traffic.Tenants.Select(static tenant => tenant.Weight)] } },
        WeightsPerDevice = engine.Memory.WeightsPerDevice,
        Replicas = engine.Plan.Replicas,
        DataRanks = engine.Queues,
        Prefill = engine.Prefill is { } prefill ? PromptPool(prefill, engine.Plan.HandOff!) : null,
        Encode = engine.Encode is { } encode ? EncodePool(encode, engine.Plan.Embeddings!) : null,
        DevicesPerEngine = engine.Plan.Parallelism.DevicesPerEngine / engine.Queues,
        DevicesPerNode = engine.Plan.System.Node.AcceleratorsPerNode,
        ContextLength = engine.Plan.Model.ContextLength,
        Bounds = Objectives.PerRequest(plan.Slo),
        WarmUp = plan.WarmUp,
        Seed = plan.Seed,
    };

    static PrefillPool PromptPool(EngineModel engine, HandOffSpec handOff) => new()
    {
        Timer = engine.Timer!,
        Kv = engine.Memory.Kv,
        Spec = engine.Serving,
        Replicas = engine.Plan.Replicas,
        DevicesPerEngine = engine.Plan.Parallelism.DevicesPerEngine,
        DevicesPerNode = engine.Plan.System.Node.AcceleratorsPerNode,
        SendBandwidth = handOff.Send,
        ReceiveBandwidth = handOff.Receive,
        Latency = handOff.Latency,
        LocalTokens = handOff.LocalTokens,
    };

    static EncodePool EncodePool(EngineModel engine, EmbeddingsSpec embeddings) => new()
    {
        Timer = engine.Timer!,
        Replicas = engine.Plan.Replicas,
        MaxBatchedTokens = engine.Plan.Serving.MaxBatchedTokens,
        BytesPerToken = new(2.0 * engine.Plan.Model.Hidden), // as wide as the residual stream, at 16 bits
        SendBandwidth = embeddings.Send,
        Latency = embeddings.Latency,
    };

    internal static ImmutableArray<TierResult> Tiers(EngineModel engine, PoolResult? served, Seconds makespan)
    {
        var devices = engine.Plan.Parallelism.DevicesPerEngine;
        return [.. engine.Memory.Tiers.Select((use, i) =>
        {
            var readable = served is null ? 0 : use.Tier.WidestReadBandwidth.Value * devices * served.BusyTime.Value;
            var written = served is null || makespan.Value <= 0 ? 0 : served.Total.WrittenBytes[i] / (devices * engine.Plan.Replicas) / makespan.Value;
            return new TierResult
            {
                Name = use.Tier.Name,
                Technology = use.Tier.Technology,
                CapacityBytes = use.Tier.Capacity.Value,
                WeightBytes = use.Weights.Value,
                ExpertBytes = engine.Memory.ExpertsApart ? use.Experts.Value : null,
                SharedContextBytes = engine.Graph.SharedContext is null ? null : use.Context.Value,
                KvBytes = use.Kv.Value,
                OtherBytes = (use.Activations + use.Reserved).Value,
                BandwidthUtilisation = readable > 0 ? served!.Total.ReadBytes[i] / readable : 0,
                WearOutYears = written > 0 && use.Tier.EnduranceCycles is not null ? use.Tier.YearsToWearOut(new BytesPerSecond(written)) : null,
                Wear = written > 0 && use.Tier.EnduranceCycles is not null ? use.Tier.Wear(new BytesPerSecond(written) * makespan) : null,
                WrittenBytesPerSecond = served is null ? null : written,
            };
        })];
    }
}
