using System.Collections.Immutable;
using Orrery.Evaluation;
using Orrery.Reporting.Svg;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Html.Charts;

/// <summary>What lies in every tier of one device, in bytes and in shares. Systems that do not fit are there too: their bars say why.</summary>
static class MemoryChart
{
    const string SharedContext = "shared context";

    static readonly (string Name, int Colour, Func<TierResult, double> Bytes)[] Parts =
    [
        ("weights", 0, tier => tier.WeightBytes),
        (SharedContext, 3, tier => tier.SharedContextBytes ?? 0),
        ("KV cache", 1, tier => tier.KvBytes),
        ("working memory, reserve", 2, tier => tier.OtherBytes),
        ("free", Palette.Muted, tier => Math.Max(0, tier.CapacityBytes - Used(tier))),
    ];

    public static IEnumerable<BarChart> Of(RunResult run)
    {
        ImmutableArray<(SystemResult System, TierResult Tier)> tiers = [.. run.Systems.SelectMany(system => system.Memory.Select(tier => (system, tier)))];
        if (tiers.Length == 0) return [];
        return
        [
            Chart("Bytes in each tier", new("bytes", "B"), tiers, (_, bytes) => bytes, tier => $"of {Text(tier.CapacityBytes)}"),
            // Flash holds twenty times what HBM does: shares let both be read.
            Chart("Share of each tier", new("share of capacity", "%"), tiers, (tier, bytes) => bytes / tier.CapacityBytes,
                tier => $"{FigureText.Format(FigureKind.Share, Used(tier) / tier.CapacityBytes)} used"),
        ];
    }

    static BarChart Chart(
        string title, Axis axis, ImmutableArray<(SystemResult System, TierResult Tier)> tiers, Func<TierResult, double, double> scale, Func<TierResult, string> end) => new(
            title,
            [.. tiers.Select(pair => $"{pair.System.Name} · {pair.Tier.Name}{(pair.System.Fits ? "" : " (does not fit)")}")],
            axis,
            [
                .. Parts.Where(part => part.Name != SharedContext || tiers.Any(pair => part.Bytes(pair.Tier) > 0)).Select(part => new BarSeries(part.Name, part.Colour,
                    [.. tiers.Select(pair => (double?)scale(pair.Tier, part.Bytes(pair.Tier)))],
                    [.. tiers.Select(pair => $"{pair.System.Name}, {pair.Tier.Name}: {Text(part.Bytes(pair.Tier))} {part.Name}")])),
            ],
            Stacked: true)
        {
            EndLabels = [.. tiers.Select(pair => end(pair.Tier))],
        };

    static double Used(TierResult tier) => tier.WeightBytes + (tier.SharedContextBytes ?? 0) + tier.KvBytes + tier.OtherBytes;

    static string Text(double bytes) => FigureText.Format(FigureKind.Bytes, bytes);
}
