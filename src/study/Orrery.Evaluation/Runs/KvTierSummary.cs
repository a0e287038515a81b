using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>Turns what tiers outside did into figures.</summary>
static class KvTierSummary
{
    public static KvTiersResult? Of(ServingResult served) => served.Outside is not { } outside ? null : new()
    {
        Tiers = [.. outside.Tiers.Select(Tier)],
        Links = [.. outside.Links.Select(static link => new KvLinkFigures(
            link.Technology, link.Inward.Value, link.Outward.Value, link.InwardUtilisation, link.OutwardUtilisation, link.Energy.Value))],
        AskedTokens = outside.AskedTokens,
        LoadedTokens = outside.LoadedTokens,
        PassedOverTokens = outside.PassedOverTokens,
        ForesightTokens = outside.ForesightTokens,
        Swaps = outside.Swaps,
        SwappedBytes = outside.SwappedBytes.Value,
    };

    static KvTierFigures Tier(KvTierResult tier) => new()
    {
        Name = tier.Name,
        Stores = tier.Stores,
        CapacityBytes = tier.Capacity.Value,
        PeakBytes = tier.Peak.Value,
        HitTokens = tier.HitTokens,
        ReadBytes = tier.Read.Value,
        WrittenBytes = tier.Written.Value,
        PrefetchedBytes = tier.Prefetched.Value,
        EvictedBytes = tier.Evicted.Value,
        RefusedBytes = tier.Refused.Value,
        ReadUtilisation = tier.ReadUtilisation,
        WriteUtilisation = tier.WriteUtilisation,
        WearOutYears = tier.WearOutYears,
        Joules = tier.Energy.Value,
    };
}
