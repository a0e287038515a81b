using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

// The rows that are not one metric: words, tiers by name, objectives by name.
public sealed partial record ComparisonTable
{
    static IEnumerable<ComparisonRow> Description(ImmutableArray<SystemResult> systems) =>
    [
        Words("Accelerators", systems, Size),
        Words("Model", systems, system => system.Model),
        Words("Parallelism", systems, system => system.Parallelism),
        Words("Precision", systems, system => system.Precision),
        Words("Engine", systems, system => system.Engine),
        Words("Efficiencies", systems, system => system.Efficiencies),
        Row("Each held to", null, FigureKind.Watts, Better.Neither, systems, system => system.PowerCapWatts),
    ];

    static IEnumerable<ComparisonRow> Pools(ImmutableArray<SystemResult> systems) =>
        systems
            .SelectMany(system => system.Pools ?? [])
            .Select(pool => pool.Name)
            .Distinct()
            .Select(name => Words($"Pool for {name}", systems, system => system.Pools?.FirstOrDefault(pool => pool.Name == name) is { } pool
                ? $"{pool.Devices} × {pool.Accelerator}, load {FigureText.Format(FigureKind.Share, pool.Load)}, cache {FigureText.Format(FigureKind.Share, pool.KvMean)}"
                : null));

    static IEnumerable<ComparisonRow> Memory(ImmutableArray<SystemResult> systems)
    {
        yield return new("Fits", null,
        [
            .. systems.Select(system => new ComparisonCell(
                system.Fits ? "yes" : Shortfall(system), null, false, system.Fits ? CellMark.Met : CellMark.Missed)),
        ]);
        foreach (var tier in systems.SelectMany(system => system.Memory).Select(tier => tier.Name).Distinct())
        {
            yield return Words($"{tier}, per device", systems, system => Find(system, tier) is { } found
                ? $"{FigureText.Format(FigureKind.Bytes, found.WeightBytes)} weights, {(found.SharedContextBytes > 0 ? $"{FigureText.Format(FigureKind.Bytes, found.SharedContextBytes.Value)} shared context, " : "")}{FigureText.Format(FigureKind.Bytes, found.KvBytes)} KV, of {FigureText.Format(FigureKind.Bytes, found.CapacityBytes)}"
                : null);
            yield return Row($"{tier}, wear-out", null, FigureKind.Years, Better.Higher, systems, system => system.Fits ? Find(system, tier)?.WearOutYears : null);
        }
    }

    static IEnumerable<ComparisonRow> Offload(ImmutableArray<SystemResult> systems) =>
    [
        Row("Weights loaded per decode step", null, FigureKind.Bytes, Better.Lower, systems, system => system.Analytic?.Offload is { } load ? load.SparseBytesPerStep + load.StreamedBytesPerStep : null),
        Row("Tokens whose neurons stay near", null, FigureKind.Count, Better.Neither, systems, system => system.Analytic?.Offload is { SparseBytesPerStep: > 0 } load ? load.WindowTokens : null),
        Row("Decode step spent on loading", null, FigureKind.Share, Better.Lower, systems, system => system.Analytic?.Offload?.ShareOfStep),
    ];

    static IEnumerable<ComparisonRow> Intensities(ImmutableArray<SystemResult> systems)
    {
        static IntensityResult? Of(SystemResult system) => system.Analytic?.Intensity;
        static OperatorIntensity? Step(SystemResult system, string phase) => Of(system)?.Operators.FirstOrDefault(op => op.Phase == phase && op.Operator == "step");
        yield return Row("FLOP per byte, prefill", null, FigureKind.Count, Better.Neither, systems, system => Step(system, "prefill")?.FlopsPerByte);
        yield return Row("FLOP per byte, decode", null, FigureKind.Count, Better.Neither, systems, system => Step(system, "decode")?.FlopsPerByte);
        yield return Row("FLOP per byte at the ridge", null, FigureKind.Count, Better.Neither, systems, system => Of(system)?.RidgeFlopsPerByte);
        yield return Row("Memory per request, weights shared", null, FigureKind.Bytes, Better.Neither, systems, system => Of(system)?.BytesPerRequest);
        yield return Row("Batch that memory holds, an engine", null, FigureKind.Count, Better.Higher, systems, system => Of(system)?.LargestBatch);
        yield return Row("Batch that reaches the ridge", null, FigureKind.Count, Better.Neither, systems, system => Of(system)?.RidgeBatch);
        yield return Words("Decode is bound by", systems, system => Step(system, "decode")?.Region);
    }

    static IEnumerable<ComparisonRow> Centre(ImmutableArray<SystemResult> systems)
    {
        yield return Words("Ended by", systems, system => system.Simulated?.DataCentre?.Limit);
        foreach (var budget in systems.SelectMany(system => system.Simulated?.DataCentre?.Used ?? []).Select(used => used.Name).Distinct())
            yield return Row($"Of its {budget}", null, FigureKind.Share, Better.Neither, systems, system => system.Simulated?.DataCentre?.Used.FirstOrDefault(used => used.Name == budget)?.Value);
    }

    static string Shortfall(SystemResult system) => system.ShortfallBytes is { } missing
        ? $"no, {FigureText.Format(FigureKind.Bytes, missing)} short per device"
        : "no";

    static IEnumerable<ComparisonRow> Objectives(ImmutableArray<SystemResult> systems) =>
        systems
            .SelectMany(system => system.Simulated?.Objectives ?? [])
            .DistinctBy(objective => objective.Name)
            .Select(objective => new ComparisonRow(
                $"{objective.Name} ≤ {FigureText.Format(FigureKind.Seconds, objective.BoundSeconds)}",
                null,
                [.. systems.Select(system => Held(system.Simulated?.Objectives.FirstOrDefault(other => other.Name == objective.Name)))]));

    static ComparisonCell Held(ObjectiveResult? objective) => objective is null
        ? new("–", null, false, CellMark.None)
        : new(FigureText.Format(FigureKind.Seconds, objective.ActualSeconds), objective.ActualSeconds, false, objective.Met ? CellMark.Met : CellMark.Missed);

    static IEnumerable<ComparisonRow> MemoryUtilisation(ImmutableArray<SystemResult> systems) =>
        systems
            .SelectMany(system => system.Simulated?.Utilisation.Memory ?? [])
            .Select(tier => tier.Name)
            .Distinct()
            .Select(tier => Row($"Bandwidth of {tier}", null, FigureKind.Share, Better.Neither, systems,
                system => system.Simulated?.Utilisation.Memory.FirstOrDefault(used => used.Name == tier)?.Value));

    static IEnumerable<ComparisonRow> WarmUp(ImmutableArray<SystemResult> systems) =>
        [Words("Left out as warm-up", systems, system => system.Simulated?.WarmUp is not { } warmUp ? null
            : warmUp.Steady ? $"{FigureText.Format(FigureKind.Seconds, warmUp.Seconds)}, {FigureText.Format(FigureKind.Count, warmUp.RequestsLeftOut)} requests" : "nothing: no steady state")];

    static IEnumerable<ComparisonRow> KvTiers(ImmutableArray<SystemResult> systems)
    {
        foreach (var tier in systems.SelectMany(system => system.Simulated?.KvTiers?.Tiers ?? []).Select(tier => tier.Name).Distinct())
        {
            KvTierFigures? Of(SystemResult system) => system.Simulated?.KvTiers?.Tiers.FirstOrDefault(candidate => candidate.Name == tier);
            yield return Row($"Prompt tokens from {tier}", null, FigureKind.Share, Better.Higher, systems, system => Of(system) is { } found ? OfPrompts(system, found.HitTokens) : null);
            yield return Row($"Read from {tier}", null, FigureKind.Bytes, Better.Neither, systems, system => Of(system)?.ReadBytes);
            yield return Row($"Written to {tier}", null, FigureKind.Bytes, Better.Neither, systems, system => Of(system)?.WrittenBytes);
            yield return Row($"{tier}, wear-out", null, FigureKind.Years, Better.Higher, systems, system => Of(system)?.WearOutYears);
        }

        yield return Row("Prompt tokens with foresight", null, FigureKind.Share, Better.Neither, systems, system => system.Simulated?.KvTiers is { } kv ? OfPrompts(system, kv.ForesightTokens) : null);
        yield return Row("Caches swapped out", null, FigureKind.Count, Better.Neither, systems, system => system.Simulated?.KvTiers is { Swaps: > 0 and var swaps } ? swaps : null);
    }

    static double? OfPrompts(SystemResult system, long tokens) => system.Simulated!.Requests.InputTokens is > 0 and var all ? (double)tokens / all : null;

    static IEnumerable<ComparisonRow> Bottlenecks(ImmutableArray<SystemResult> systems) =>
        [Words("Bottleneck", systems, system => system.Bottleneck)];

    static TierResult? Find(SystemResult system, string tier) => system.Memory.FirstOrDefault(candidate => candidate.Name == tier);
}
