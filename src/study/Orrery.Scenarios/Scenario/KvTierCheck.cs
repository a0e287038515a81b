using System.Collections.Immutable;
using Orrery.Serving;
using Orrery.Serving.Kv;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Whether tiers of the cache have a use, and what is assumed of them.</summary>
static class KvTierCheck
{
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        var serving = plan.Serving;
        if (serving.KvTiers.IsEmpty && serving.Preemption == PreemptionKind.Swap)
            diagnostics.Warning(DiagnosticRules.IdleKvTiers, at, "'preemption: swap' has nowhere to write to: there are no 'kv-tiers'", "add a tier, e.g. 'kv-tiers: { host: { memory: ddr5-6400, count: 16, link: pcie-gen5 } }'");
        if (!serving.KvTiers.IsEmpty && !serving.PrefixCache && serving.Preemption != PreemptionKind.Swap)
            diagnostics.Warning(DiagnosticRules.IdleKvTiers, at, "'kv-tiers' stay empty: there is no prefix cache, and nothing is swapped out", "add 'prefix-cache: true'");
    }

    /// <summary>Whether an oracle can know the traffic.</summary>
    public static void CheckForesight(TrafficSpec traffic, ImmutableArray<SystemPlan> systems, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (traffic is null || (traffic.Synthetic?.Session is null && traffic.Users is null && traffic.Replay == ReplayKind.Open)) return;
        if (systems.Any(static system => !system.Serving.KvTiers.IsEmpty && system.Serving.KvPolicy.Eviction == EvictionTable.Oracle))
            diagnostics.Error(DiagnosticRules.BadKvTier, at, "the eviction 'oracle' cannot know requests that wait for the answers to others", "use another eviction: a run tells beside it what foresight would have found");
    }

    /// <summary>Numbers of the catalog's memories and links among what was read of how a system serves.</summary>
    public static IEnumerable<AssumedNumber> Assumed(Reading reading) => reading.Numbers
        .Where(number => number.Source is { Kind: ProvenanceKind.Assumed } && number.Path.Contains(".kv-tiers.", StringComparison.Ordinal))
        .Select(number => new AssumedNumber("kv-tiers", number.Path, number.Text, number.Source!.Citation));
}
