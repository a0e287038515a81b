using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Workloads.Architectures;

namespace Orrery.Scenarios;

/// <summary>Whether weights and cache may lie where the scenario puts them.</summary>
static class PlacementCheck
{
    public static void Check(SystemPlan plan, MappingReader places, SourceSpan acceleratorAt)
    {
        var tiers = plan.System.Accelerator.Memory;
        string[] names = [.. tiers.Select(t => t.Name)];
        string[] writable = [.. tiers.Where(t => t.Writable).Select(t => t.Name)];
        foreach (var (key, tier) in new[] { (SystemKeys.WeightsTier, plan.Placement.Weights), (SystemKeys.KvTier, plan.Placement.Kv), (SystemKeys.ExpertsTier, plan.Placement.Experts), (SystemKeys.ContextTier, plan.Placement.Context) })
        {
            if (tier is null || names.Contains(tier)) continue;
            places.Diagnostics.Error(DiagnosticRules.UnknownTier, places.At(key), $"'{plan.System.Accelerator.Name}' has no memory tier '{Quote.Short(tier)}'", Nearest.Hint(tier, names));
        }
        if (plan.Placement.Kv is { } kv && names.Contains(kv) && !writable.Contains(kv))
            places.Diagnostics.Error(DiagnosticRules.KvTier, places.At(SystemKeys.KvTier), $"the tier '{kv}' may not hold the cache: {Why(plan, tiers.First(t => t.Name == kv))}", writable.Length == 0 ? null : $"use {string.Join(" or ", writable)}");
        if (writable.Length == 0)
            places.Diagnostics.Error(DiagnosticRules.KvTier, acceleratorAt, $"'{plan.System.Accelerator.Name}' has no memory that may be written, so that cache and working memory have no place", "add a writable tier");
    }

    // A pace that one engine may well keep up, so that the reason is a time and not an adjective.
    const double TokensPerSecond = 1000;

    static string Why(SystemPlan plan, MemoryTierSpec tier)
    {
        if (tier.EnduranceCycles is null) return "writes to it are slow";
        var perToken = KvFootprint.Of(plan.Model).BytesPerFreshToken(plan.Precision.Kv);
        var years = tier.YearsToWearOut(new(TokensPerSecond * perToken / plan.Parallelism.DevicesPerEngine));
        return $"the live cache of 1,000 tokens a second would wear it out in {Lifespan.Words(years)}";
    }
}
