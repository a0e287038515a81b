using Orrery.Serving;

namespace Orrery.Scenarios;

/// <summary>Writes tiers outside the accelerators' caches, and their policies, in full.</summary>
static class KvTierText
{
    public static void Tiers(YamlText text, ServingSpec serving)
    {
        if (serving.KvTiers.IsEmpty) return;
        text.Map(ServingKeys.KvTiers.Name, t =>
        {
            foreach (var tier in serving.KvTiers) t.Map(tier.Name, m => Tier(m, tier));
        });
        text.Map(ServingKeys.KvPolicy.Name, t => Policy(t, serving.KvPolicy));
    }

    static void Tier(YamlText text, KvTierSpec tier)
    {
        text.Map(KvTierKeys.Memory.Name, t => HardwareText.Tier(t, tier.Memory));
        text.Put(KvTierKeys.Capacity, tier.Capacity).Put(KvTierKeys.Scope, tier.Scope);
        if (tier.Link is { } link) text.Map(KvTierKeys.Link.Name, t => HardwareText.Link(t, link));
        text.Maybe(KvTierKeys.Lifetime, tier.Lifetime).Put(KvTierKeys.InHost, tier.InHost);
    }

    static void Policy(YamlText text, KvPolicySpec policy) => text
        .Put(KvTierKeys.Write, policy.Write)
        .Put(KvTierKeys.WriteAfter, policy.WriteAfter)
        .Put(KvTierKeys.Eviction, policy.Eviction)
        .Maybe(KvTierKeys.TimeToLive, policy.TimeToLive)
        .Put(KvTierKeys.Fetch, policy.Fetch)
        .Put(KvTierKeys.Prefetch, policy.Prefetch);
}
