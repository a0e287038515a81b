using System.Globalization;
using Orrery.Hardware.Memory;

namespace Orrery.Evaluation;

/// <summary>What the work of tiers outside the accelerators' caches means.</summary>
static class KvTierFindings
{
    const double Year = 365.25 * 86400;

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Percent(double share) => share is > 0 and < 0.01 ? "under 1 %" : Text($"{share * 100:0} %");

    public static Finding? Hits(SystemCase s)
    {
        if (s.Simulated.KvTiers is not { AskedTokens: > 0 } kv) return null;
        double Of(long tokens) => (double)tokens / s.Simulated.Requests.InputTokens;
        var parts = kv.Tiers.Where(static tier => tier.HitTokens > 0).Select(tier => Text($"{Percent(Of(tier.HitTokens))} from {tier.Name}"));
        var passed = kv.PassedOverTokens > 0 ? Text($"; {Percent(Of(kv.PassedOverTokens))} were there too, and quicker to compute again") : "";
        return new(FindingLevel.Hint, "kv-tiers",
            Text($"Of all prompt tokens {string.Join(", ", parts.Prepend(Text($"{Percent(Of(s.Simulated.Requests.CachedTokens))} came from the accelerators' own cache")))}{passed}. Kept with knowledge of what is asked next, the same room outside would have had {Percent(Of(kv.ForesightTokens))}."));
    }

    public static Finding? Wear(SystemCase s)
    {
        var life = s.Plan.Operation.Lifetime.Value / Year;
        return s.Simulated.KvTiers?.Tiers.FirstOrDefault(tier => tier.WearOutYears < life) is not { } worn ? null : new(
            FindingLevel.Problem, "kv-tier-wears-out",
            Text($"At this rate of writing, {worn.Name} wears out in {Lifespan.Words(worn.WearOutYears!.Value)}, before the system is written off: write selectively, or bound the wear with 'lifetime'."));
    }

    public static Finding? Link(SystemCase s)
    {
        if (s.Simulated.KvTiers is not { Links.IsEmpty: false } kv) return null;
        var busiest = kv.Links.MaxBy(static link => Math.Max(link.InwardUtilisation, link.OutwardUtilisation))!;
        var (share, way) = busiest.InwardUtilisation > busiest.OutwardUtilisation ? (busiest.InwardUtilisation, "reading from") : (busiest.OutwardUtilisation, "writing to");
        return share < 0.7 ? null : new(FindingLevel.Warning, "kv-link-busy",
            Text($"{busiest.Name} is {Percent(share)} busy {way} the cache's tiers: a wider link or fewer writes would let more be read."));
    }
}
