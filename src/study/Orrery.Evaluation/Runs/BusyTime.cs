using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;

namespace Orrery.Evaluation;

/// <summary>Part of the time in which an engine is busy.</summary>
/// <param name="Bound">What it waits for: <c>compute</c>, a tier's name, <c>network</c> or <c>launch</c>.</param>
/// <param name="Operator">In which operator.</param>
/// <param name="Decode">In decode steps rather than in the work that prompts add.</param>
/// <param name="Share">Share of the busy time.</param>
sealed record BusyShare(string Bound, string Operator, bool Decode, double Share);

/// <summary>Splits the busy time of a simulation by what was waited for.</summary>
static class BusyTime
{
    /// <summary>
    /// The shares: decode steps at their mean batch and context, as many as there were; what is left of the busy time is the work of
    /// prompts, split as a prompt of mean length is.
    /// </summary>
    public static ImmutableArray<BusyShare> Shares(EngineModel engine, ServingResult served, AnalyticResult analytic)
    {
        var generating = served.Pools[..(engine.Prefill is null ? 1 : 2)]; // not those that encode
        var busy = generating.Sum(static pool => pool.BusyTime.Value);
        if (busy <= 0) return [];
        var decode = engine.Prefill is not null ? served.Pools[0].BusyTime.Value
            : Math.Min(busy, served.OutputTokens > served.Completed ? generating[0].Steps * analytic.DecodeOperators.Sum(op => op.Seconds) : 0);
        return
        [
            .. Split(analytic.DecodeOperators, decode / busy, decode: true),
            .. Split(analytic.PrefillOperators, 1 - decode / busy, decode: false),
        ];
    }

    public static double Of(ImmutableArray<BusyShare> shares, Func<BusyShare, bool> which) => shares.Where(which).Sum(share => share.Share);

    /// <summary>What the busy time is spent waiting for most, in a few words.</summary>
    public static string? Bottleneck(ImmutableArray<BusyShare> shares)
    {
        if (shares.IsEmpty) return null;
        var most = shares.GroupBy(share => share.Bound).MaxBy(group => group.Sum(share => share.Share))!;
        return Name(most.Key);
    }

    /// <summary>The bound of putting loaded weights in their place.</summary>
    public const string Management = "management";

    /// <summary>A bound in a few words.</summary>
    public static string Name(string bound) => bound switch
    {
        "compute" or "network" => bound,
        "launch" => "kernel launches",
        Management => "memory management",
        "bubble" => "pipeline bubbles",
        _ => $"memory bandwidth ({bound})",
    };

    static IEnumerable<BusyShare> Split(ImmutableArray<OperatorResult> operators, double share, bool decode)
    {
        var total = operators.Sum(op => op.Seconds);
        return total <= 0 || share <= 0 ? [] : operators.Select(op => new BusyShare(op.Bound, op.Name, decode, share * op.Seconds / total));
    }
}
