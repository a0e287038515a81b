using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Writes a plan as a scenario with nothing left out: every default, every entry of the catalog in full. Reading it gives the plan again.</summary>
public static class PlanText
{
    /// <summary>The plan as YAML.</summary>
    public static string Write(Plan plan) => Body(plan, explained: false) + new YamlText().Put(ScenarioKeys.Seed, plan.Seed);

    /// <summary>The plan as YAML with comments: what the times of each system's kernels rest on.</summary>
    public static string Explain(Plan plan) => Body(plan, explained: true) + new YamlText().Put(ScenarioKeys.Seed, plan.Seed);

    /// <summary>SHA-256 of the plan's text without the seed, in lower-case hex. A trace and measured tables count by their contents, not by where they lie.</summary>
    public static string HashOf(Plan plan)
    {
        var traffic = plan.Traffic;
        var anywhere = plan with { Traffic = traffic with { File = traffic.FileIdentity ?? traffic.File }, Systems = [.. plan.Systems.Select(Anywhere)] };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body(anywhere, explained: false))));
    }

    static SystemPlan Anywhere(SystemPlan system) => system with
    {
        Timing = system.Timing is MeasuredTiming measured ? measured with { Folder = measured.Identity } : system.Timing,
        Serving = Anywhere(system.Serving),
        Prefill = system.Prefill is { } prefill ? Anywhere(prefill) : null,
    };

    static ServingSpec Anywhere(ServingSpec serving) => serving.Speculation is { Acceptance: ReplayedAcceptance record } speculation
        ? serving with { Speculation = speculation with { Acceptance = record with { File = record.Identity } } } : serving;

    static string Body(Plan plan, bool explained)
    {
        var text = new YamlText().Put(ScenarioKeys.Name, plan.Name);
        text.Map(ScenarioKeys.Traffic.Name, t => Traffic(t, plan.Traffic));
        text.Map(ScenarioKeys.Slo.Name, t =>
        {
            foreach (var bound in plan.Slo.Bounds) t.Line(SloShape.KeyOf(bound), SloShape.TextOf(bound));
        });
        // Space is told where it is reckoned with.
        var systems = plan.Operation.DataCentre?.RackUnits is null ? plan.Systems.Select(WithoutSpace) : plan.Systems;
        text.Map(ScenarioKeys.Systems.Name, t =>
        {
            foreach (var system in systems) t.Map(system.System.Name, s => System(s, system, explained));
        });
        text.Map(ScenarioKeys.Operation.Name, t => Operation(t, plan.Operation));
        text.Map(ScenarioKeys.Measurement.Name, t => t.Put(MeasurementKeys.WarmUp, plan.WarmUp));
        return text.ToString();
    }

    static SystemPlan WithoutSpace(SystemPlan system) => system with
    {
        System = system.System with { Node = system.System.Node with { RackUnits = null } },
        Prefill = system.Prefill is { } prefill ? WithoutSpace(prefill) : null,
        Encode = system.Encode is { } encode ? WithoutSpace(encode) : null,
    };

    static void Traffic(YamlText text, TrafficSpec traffic)
    {
        text.MaybeText(TrafficSectionKeys.File, traffic.File);
        if (traffic.Arrivals is { } arrivals) text.Map(TrafficSectionKeys.Arrivals.Name, t => TrafficText.Arrivals(t, arrivals));
        if (traffic.Synthetic is { } synthetic) text.Map(TrafficSectionKeys.Synthetic.Name, t => TrafficText.Write(t, synthetic, traffic.Name, traffic.Users is null));
        if (traffic.Users is { } users) text.Map(TrafficSectionKeys.ClosedLoop.Name, t => SessionText.Write(t, users));
        if (traffic.File is not null && traffic.Users is null) text.Put(TrafficSectionKeys.Replay, traffic.Replay);
        text.Put(TrafficSectionKeys.Scale, traffic.Scale)
            .Maybe(TrafficSectionKeys.Requests, traffic.Requests)
            .Maybe(TrafficSectionKeys.Duration, traffic.Duration);
        if (traffic.Tenants.Length > 0) text.Map(TrafficSectionKeys.Tenants.Name, t => Tenants(t, traffic.Tenants));
    }

    static void Tenants(YamlText text, ImmutableArray<TenantSpec> tenants)
    {
        foreach (var tenant in tenants)
            text.Map(tenant.Name, t => t.Put(TrafficSectionKeys.Share, tenant.Share).Put(TrafficSectionKeys.Weight, tenant.Weight).Maybe(TrafficSectionKeys.Priority, tenant.Priority));
    }

    static void System(YamlText text, SystemPlan system, bool explained, bool isPrefill = false)
    {
        if (explained) text.Comment($"Efficiencies: {Efficiencies.Words(system)}.{(Efficiencies.Of(system) == EfficiencySource.Assumed ? " Ranges are twice as wide." : "")}");
        text.Map(SystemKeys.Accelerator.Name, t => HardwareText.Accelerator(t, system.System.Accelerator, system.KernelsMeasured));
        text.Put(SystemKeys.Count, system.System.Count);
        text.Map(SystemKeys.Node.Name, t => HardwareText.Node(t, system.System.Node));
        text.Maybe(SystemKeys.PowerCap, system.System.Accelerator.PowerCap);
        text.Map(SystemKeys.Parallelism.Name, t => Parallelism(t, system.Parallelism));
        text.Map(SystemKeys.Placement.Name, t => Placement(t, system.Placement));
        if (system.Offload is { } offload) text.Map(SystemKeys.Offload.Name, t => OffloadText.Write(t, offload));
        if (!isPrefill) text.Node(SystemKeys.Model.Name, ModelNode.Of(system.Encode?.Model ?? system.Model));
        text.Map(SystemKeys.Precision.Name, t => Precision(t, system.Precision));
        text.Map(SystemKeys.Serving.Name, t => Serving(t, system.Serving));
        text.Put(SystemKeys.Mode, system.Mode);
        if (!system.Model.Omitted.IsEmpty) text.List(SystemKeys.Omit.Name, system.Model.Omitted, Kebab.Choice<WorkOmission>());
        if (system.Context is { } context) SessionText.Write(text, SystemKeys.Context, context);
        if (system.Timing is null) text.Line(SystemKeys.Timing.Name, TimingKeys.Analytic);
        else text.Map(SystemKeys.Timing.Name, t => Timing(t, system.Timing));
        if (system.Calibration is { } calibration) text.Map(SystemKeys.Calibration.Name, t => CalibrationReader.Write(t, calibration));
        if (system is { Encode: { } encode, Embeddings: { } embeddings }) text.Map(SystemKeys.Encode.Name, t => Encode(t, encode, embeddings));
        if (system is not { Prefill: { } prefill, HandOff: { } handOff }) return;
        text.Map(SystemKeys.Prefill.Name, t => System(t, prefill, explained, isPrefill: true));
        text.Map(SystemKeys.HandOff.Name, t => t
            .Put(HandOffKeys.Send, handOff.Send).Put(HandOffKeys.Receive, handOff.Receive)
            .Put(HandOffKeys.Latency, handOff.Latency).Put(HandOffKeys.LocalTokens, handOff.LocalTokens));
    }

    static void Encode(YamlText text, SystemPlan encode, EmbeddingsSpec embeddings)
    {
        text.Map(EncodeKeys.Accelerator.Name, t => HardwareText.Accelerator(t, encode.System.Accelerator, encode.KernelsMeasured));
        text.Put(EncodeKeys.Count, encode.System.Count);
        text.Map(EncodeKeys.Node.Name, t => HardwareText.Node(t, encode.System.Node));
        text.Put(EncodeKeys.Mode, encode.Mode).Put(EncodeKeys.MaxBatchedTokens, encode.Serving.MaxBatchedTokens)
            .Put(EncodeKeys.Send, embeddings.Send).Put(EncodeKeys.Latency, embeddings.Latency);
    }

    static void Placement(YamlText text, PlacementSpec placement)
    {
        text.MaybeText(SystemKeys.WeightsTier, placement.Weights).MaybeText(SystemKeys.KvTier, placement.Kv);
        if (placement.Experts is not null) text.MaybeText(SystemKeys.ExpertsTier, placement.Experts).Put(SystemKeys.HotExperts, placement.HotExperts);
        text.MaybeText(SystemKeys.ContextTier, placement.Context);
        if (placement.Rule != PlacementRule.Nearest)
            text.Put(SystemKeys.Rule, placement.Rule).Put(SystemKeys.ForSequences, placement.Sequences).Put(SystemKeys.ForTokens, placement.Tokens);
    }

    static void Parallelism(YamlText text, ParallelismSpec parallelism)
    {
        text.Put(SystemKeys.Tp, parallelism.Tensor).Put(SystemKeys.Pp, parallelism.Pipeline).Put(SystemKeys.Ep, parallelism.Expert)
            .Put(SystemKeys.Dp, parallelism.Data).Put(SystemKeys.Cp, parallelism.Context).Put(SystemKeys.Overlap, parallelism.Overlap)
            .Put(SystemKeys.ExpertSkew, parallelism.ExpertSkew).Put(SystemKeys.RedundantExperts, parallelism.RedundantExperts);
        if (parallelism.MicroBatches > 0) text.Put(SystemKeys.MicroBatches, parallelism.MicroBatches);
        if (parallelism.Split != TensorSplit.Heads) text.Put(SystemKeys.Split, parallelism.Split);
        if (parallelism.HalfBatches) text.Put(SystemKeys.HalfBatches, parallelism.HalfBatches);
        if (!parallelism.ExpertCounts.IsEmpty) text.List(SystemKeys.ExpertCounts.Name, parallelism.ExpertCounts, SystemKeys.ExpertCount);
    }

    static void Timing(YamlText text, TimingSpec timing)
    {
        if (timing is MeasuredTiming measured) text.Put(TimingKeys.Measured, measured.Folder);
        if (timing is FittedTiming { Steps: { Curve.IsEmpty: false } curve })
            text.Map(TimingKeys.Piecewise.Name, t => t
                .List(TimingKeys.Tokens.Name, curve.Curve.Select(static point => point.Tokens), TimingKeys.TokenShape)
                .List(TimingKeys.Times.Name, curve.Curve.Select(static point => point.Time), TimingKeys.TimeShape)
                .Put(TimingKeys.PerAttendedToken, curve.PerAttendedToken));
        else if (timing is FittedTiming { Steps: var fit })
            text.Map(TimingKeys.Fitted.Name, t => t
                .Put(TimingKeys.Base, fit.Base).Put(TimingKeys.PerPrefillToken, fit.PerPrefillToken)
                .Put(TimingKeys.PerDecodeSequence, fit.PerDecodeSequence).Put(TimingKeys.PerAttendedToken, fit.PerAttendedToken));
    }

    internal static void Precision(YamlText text, PrecisionSpec precision) => text
        .Put(PrecisionKeys.Weights, precision.Weights)
        .MaybeText(PrecisionKeys.Experts, precision.Experts)
        .Put(PrecisionKeys.Activations, precision.Activations)
        .Put(PrecisionKeys.Kv, precision.Kv)
        .Put(PrecisionKeys.Embeddings, precision.Embeddings);

    static void Serving(YamlText text, ServingSpec serving)
    {
        text.Put(ServingKeys.Scheduler, serving.Scheduler)
            .Put(ServingKeys.MaxBatchedTokens, serving.MaxBatchedTokens)
            .Put(ServingKeys.MaxSequences, serving.MaxSequences)
            .Put(ServingKeys.RankQueues, serving.RankQueues)
            .Put(ServingKeys.BlockTokens, serving.BlockTokens)
            .Maybe(ServingKeys.KvBlocks, serving.KvBlocks);
        if (serving.SharedContext is { } shared)
            text.Map(ServingKeys.SharedContext.Name, t => t.Put(ServingKeys.ContextTokens, shared.Tokens).Put(ServingKeys.ContextReading, shared.PerSequence ? ContextReads.Each : ContextReads.Once));
        text.Put(ServingKeys.PrefixCache, serving.PrefixCache)
            .Put(ServingKeys.MemoryUtilisation, serving.MemoryUtilisation);
        CudaGraphsShape.Write(text, ServingKeys.CudaGraphs, serving.CudaGraphs);
        if (serving.Engine is { } engine) text.Map(ServingKeys.Engine.Name, t => EngineKeys.Write(t, engine));
        text.Put(ServingKeys.StepOverhead, serving.StepOverhead)
            .Put(ServingKeys.RequestOverhead, serving.RequestOverhead)
            .Put(ServingKeys.ResponseOverhead, serving.ResponseOverhead)
            .Put(ServingKeys.Router, serving.Router)
            .Put(ServingKeys.Preemption, serving.Preemption);
        FrontText.Write(text, serving);
        KvTierText.Tiers(text, serving);
        if (serving.Speculation is { } speculation) text.Map(ServingKeys.Speculation.Name, t => SpeculationText.Write(t, speculation));
    }

    static void Operation(YamlText text, OperationSpec operation)
    {
        text.Map(OperationKeys.Grid.Name, t => t
            .Put(GridKeys.Name, operation.Grid)
            .Put(GridKeys.CarbonIntensity, operation.CarbonIntensity)
            .Put(GridKeys.EnergyPrice, operation.EnergyPrice));
        text.Put(OperationKeys.Pue, operation.Pue)
            .Put(OperationKeys.Lifetime, operation.Lifetime)
            .Put(OperationKeys.Utilisation, operation.Utilisation)
            .Put(OperationKeys.InterestRate, operation.InterestRate)
            .Put(OperationKeys.MaintenanceRate, operation.MaintenanceRate)
            .Put(OperationKeys.FacilityDollarsPerWatt, operation.FacilityDollarsPerWatt)
            .Put(OperationKeys.FacilityLifetime, operation.FacilityLifetime);
        if (operation.DataCentre is { } centre) text.Map(OperationKeys.DataCentre.Name, t => DataCentreKeys.Write(t, centre));
    }
}
