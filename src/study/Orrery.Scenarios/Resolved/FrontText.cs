using Orrery.Serving;

namespace Orrery.Scenarios;

/// <summary>Writes what stands between clients and engines: only what is there.</summary>
static class FrontText
{
    public static void Write(YamlText text, ServingSpec serving)
    {
        if (serving.Routing != new RoutingSpec()) text.Map(ServingKeys.Routing.Name, t => Routing(t, serving.Routing));
        if (serving.Fairness != new FairnessSpec()) text.Map(ServingKeys.Fairness.Name, t => t
            .Put(FrontKeys.PromptWeight, serving.Fairness.PromptWeight).Put(FrontKeys.OutputWeight, serving.Fairness.OutputWeight));
        if (serving.Admission is { } admission) text.Map(ServingKeys.Admission.Name, t => Admission(t, admission));
        if (serving.Clients is { } clients) text.Map(ServingKeys.Clients.Name, t => Clients(t, clients));
        if (serving.Faults is { } faults) text.Map(ServingKeys.Faults.Name, t => Faults(t, faults));
        if (serving.StartUp is { } start) text.Map(ServingKeys.StartUp.Name, t => t
            .Put(FrontKeys.Delay, start.Delay).Maybe(FrontKeys.LoadBandwidth, start.Bandwidth).Put(FrontKeys.Cold, start.Cold));
        if (serving.Adapters is { } adapters) text.Map(ServingKeys.Adapters.Name, t => Adapters(t, adapters));
    }

    static void Routing(YamlText text, RoutingSpec routing) => text
        .Put(FrontKeys.Refresh, routing.Refresh)
        .Put(FrontKeys.OwnDecisions, routing.OwnDecisions)
        .Put(FrontKeys.OverlapWeight, routing.OverlapWeight)
        .Put(FrontKeys.AdapterTokens, routing.AdapterTokens);

    static void Admission(YamlText text, AdmissionSpec admission)
    {
        if (admission.Limit is { } all) text.Map(FrontKeys.Limit.Name, t => Limit(t, all));
        if (admission.TenantLimit is { } each) text.Map(FrontKeys.TenantLimit.Name, t => Limit(t, each));
        text.Maybe(FrontKeys.Concurrency, admission.Concurrency)
            .Maybe(FrontKeys.MaxQueue, admission.MaxQueue)
            .Maybe(FrontKeys.ShedTtft, admission.ShedTtft)
            .Put(FrontKeys.Order, admission.Order);
    }

    static void Limit(YamlText text, RateLimit limit) =>
        text.Put(FrontKeys.Counts, limit.Counts).Put(FrontKeys.PerSecond, limit.PerSecond).Put(FrontKeys.Burst, limit.Burst);

    static void Clients(YamlText text, ClientSpec clients) => text
        .Maybe(FrontKeys.Timeout, clients.Timeout)
        .Maybe(FrontKeys.FirstTokenTimeout, clients.FirstTokenTimeout)
        .Put(FrontKeys.Retries, clients.Retries)
        .Put(FrontKeys.Backoff, clients.Backoff)
        .Put(FrontKeys.MaxBackoff, clients.MaxBackoff)
        .Put(FrontKeys.Jitter, clients.Jitter)
        .Put(FrontKeys.CancelPerSecond, clients.CancelPerSecond)
        .Put(FrontKeys.CancelShare, clients.CancelShare);

    static void Faults(YamlText text, FaultSpec faults)
    {
        text.Maybe(FrontKeys.MeanTimeBetween, faults.MeanTimeBetween).Put(FrontKeys.MeanTimeToRepair, faults.MeanTimeToRepair);
        if (faults.Crashes.Length > 0) text.Items(FrontKeys.Crashes.Name, faults.Crashes, static (t, crash) => t
            .Put(FrontKeys.CrashReplica, crash.Replica).Put(FrontKeys.CrashAt, crash.At).Maybe(FrontKeys.CrashLasts, crash.Lasts));
        text.Put(FrontKeys.Lost, faults.OnCrash).Put(FrontKeys.MaxMoves, faults.MaxMoves).Put(FrontKeys.Outage, faults.OnOutage);
    }

    static void Adapters(YamlText text, AdapterSpec adapters) => text
        .Put(FrontKeys.AdapterCount, adapters.Count)
        .Put(FrontKeys.Skew, adapters.Skew)
        .Put(FrontKeys.Slots, adapters.Slots)
        .Put(FrontKeys.Size, adapters.Size)
        .Put(FrontKeys.AdapterBandwidth, adapters.Bandwidth)
        .Put(FrontKeys.AdapterLatency, adapters.Latency);
}
