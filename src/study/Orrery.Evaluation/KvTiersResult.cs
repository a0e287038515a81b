using System.Collections.Immutable;

namespace Orrery.Evaluation;

/// <summary>What tiers outside the accelerators' caches did for the key-value cache.</summary>
public sealed record KvTiersResult
{
    /// <summary>The tiers, the nearest first.</summary>
    public required ImmutableArray<KvTierFigures> Tiers { get; init; }

    /// <summary>The links to them.</summary>
    public required ImmutableArray<KvLinkFigures> Links { get; init; }

    /// <summary>Prompt tokens that no accelerator's cache had for the request, whole blocks with an identity.</summary>
    public required long AskedTokens { get; init; }

    /// <summary>Of these, tokens that were loaded.</summary>
    public required long LoadedTokens { get; init; }

    /// <summary>Of these, tokens that were there and were computed again, because that was quicker or the policy forbids loading.</summary>
    public required long PassedOverTokens { get; init; }

    /// <summary>Of these, tokens that the same room would have had for requests, if blocks were kept with knowledge of what is asked next.</summary>
    public required long ForesightTokens { get; init; }

    /// <summary>Sequences whose cache was written out to make room.</summary>
    public required long Swaps { get; init; }

    /// <summary>Bytes written for them.</summary>
    public required double SwappedBytes { get; init; }
}

/// <summary>One tier, all its stores together.</summary>
public sealed record KvTierFigures
{
    /// <summary>The tier.</summary>
    public required string Name { get; init; }

    /// <summary>Its stores.</summary>
    public required int Stores { get; init; }

    /// <summary>Bytes that they hold together.</summary>
    public required double CapacityBytes { get; init; }

    /// <summary>Most bytes that they held.</summary>
    public required double PeakBytes { get; init; }

    /// <summary>Prompt tokens loaded from it.</summary>
    public required long HitTokens { get; init; }

    /// <summary>Bytes read from it.</summary>
    public required double ReadBytes { get; init; }

    /// <summary>Bytes written to it.</summary>
    public required double WrittenBytes { get; init; }

    /// <summary>Bytes brought to it from farther tiers before they were asked for.</summary>
    public required double PrefetchedBytes { get; init; }

    /// <summary>Bytes that left it to make room.</summary>
    public required double EvictedBytes { get; init; }

    /// <summary>Bytes that it did not take.</summary>
    public required double RefusedBytes { get; init; }

    /// <summary>Share of its read bandwidth in use.</summary>
    public required double ReadUtilisation { get; init; }

    /// <summary>Share of its write bandwidth in use.</summary>
    public required double WriteUtilisation { get; init; }

    /// <summary>Years until writing at this rate wears it out; absent where its endurance has no bound or nothing is written.</summary>
    public double? WearOutYears { get; init; }

    /// <summary>Energy of what was read and written.</summary>
    public required double Joules { get; init; }
}

/// <summary>One kind of link to tiers, all devices together.</summary>
/// <param name="Name">The technology.</param>
/// <param name="InwardBytes">Bytes to accelerators.</param>
/// <param name="OutwardBytes">Bytes from accelerators.</param>
/// <param name="InwardUtilisation">Share of the bandwidth to accelerators in use.</param>
/// <param name="OutwardUtilisation">Share of the bandwidth from accelerators in use.</param>
/// <param name="Joules">Energy of moving it.</param>
public sealed record KvLinkFigures(string Name, double InwardBytes, double OutwardBytes, double InwardUtilisation, double OutwardUtilisation, double Joules);
