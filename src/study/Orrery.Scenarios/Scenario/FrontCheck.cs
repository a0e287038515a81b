using Orrery.Performance;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Whether what stands between clients and engines can let anything through.</summary>
static class FrontCheck
{
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        var serving = plan.Serving;
        var replicas = plan.Replicas + (plan.Prefill?.Replicas ?? 0);
        if (plan.Prefill is not null && serving.Adapters is not null)
            diagnostics.Error(DiagnosticRules.PromptsApart, at, $"'{plan.System.Name}' computes prompts apart, and its requests need adapters", "remove 'prefill' or 'adapters'");
        if (serving is { RankQueues: true, Faults: not null })
            diagnostics.Error(DiagnosticRules.RankCrashes, at, $"'{plan.System.Name}' has 'rank-queues' and 'faults'", "remove one of them");
        if (serving.Admission is { } admission)
        {
            Passes(admission.Limit, FrontKeys.Limit.Name);
            Passes(admission.TenantLimit, FrontKeys.TenantLimit.Name);
            if (admission is { MaxQueue: 0, Concurrency: null })
                diagnostics.Error(DiagnosticRules.NothingPasses, at, "'admission.max-queue' is 0 and nothing bounds the replicas, so that every request is one too many", "give 'concurrency' too, or a queue of at least 1");
        }
        foreach (var (patience, key) in new[] { (serving.Clients?.Timeout, FrontKeys.Timeout.Name), (serving.Clients?.FirstTokenTimeout, FrontKeys.FirstTokenTimeout.Name) })
            if (patience is { } time && serving.ClientOverhead.Value > 0 && time.Value <= serving.ClientOverhead.Value)
                diagnostics.Error(DiagnosticRules.NothingPasses, at, $"'clients.{key}' is over before 'request-overhead' and 'response-overhead' are", "give clients more time, or take less on the way");
        foreach (var crash in serving.Faults?.Crashes ?? [])
            if (crash.Replica >= replicas)
                diagnostics.Error(DiagnosticRules.UnknownReplica, at, $"'faults.crashes' names replica {crash.Replica}; '{plan.System.Name}' has {replicas}", $"name one from 0 to {replicas - 1}");

        void Passes(RateLimit? limit, string key)
        {
            if (limit is { Counts: LimitUnit.Requests, Burst: < 1 })
                diagnostics.Error(DiagnosticRules.NothingPasses, at, $"'admission.{key}.burst' is less than one request, so that none ever passes", "write a burst of at least 1");
        }
    }

    /// <summary>Whether adapters leave room for a cache.</summary>
    public static void CheckRoom(SystemPlan plan, MemoryPlan memory, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (plan.Serving.Adapters is not { } adapters || adapters.Slots * adapters.Size.Value < memory.Kv.Capacity.Value) return;
        diagnostics.Error(DiagnosticRules.AdaptersDoNotFit, at,
            $"{adapters.Slots} adapters of {Text(adapters.Size)} leave nothing of the {Text(memory.Kv.Capacity)} that a replica has for its key-value cache",
            $"hold at most {Math.Max(0, Math.Ceiling(memory.Kv.Capacity.Value / adapters.Size.Value) - 1)}");
    }

    static string Text(Bytes bytes) => QuantityText.Format(bytes, 3);
}
