using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>What tiers outside the accelerators' caches did.</summary>
public sealed record KvOutsideResult
{
    /// <summary>The tiers, the nearest first.</summary>
    public required ImmutableArray<KvTierResult> Tiers { get; init; }

    /// <summary>The links to them.</summary>
    public required ImmutableArray<KvLinkResult> Links { get; init; }

    /// <summary>Prompt tokens of admitted requests that their engine's cache did not have, whole blocks that have an identity.</summary>
    public required long AskedTokens { get; init; }

    /// <summary>Prompt tokens that were loaded.</summary>
    public long LoadedTokens => Tiers.Sum(static tier => tier.HitTokens);

    /// <summary>Prompt tokens that were there and were computed again, because that was quicker.</summary>
    public required long PassedOverTokens { get; init; }

    /// <summary>Prompt tokens that the same room would have had for whoever asked, if it had been kept with knowledge of what is asked next.</summary>
    public required long ForesightTokens { get; init; }

    /// <summary>Sequences whose cache was written out to make room.</summary>
    public required long Swaps { get; init; }

    /// <summary>Bytes written for them.</summary>
    public required Bytes SwappedBytes { get; init; }
}

/// <summary>What one tier did, all its stores together.</summary>
public sealed record KvTierResult
{
    /// <summary>The tier.</summary>
    public required string Name { get; init; }

    /// <summary>How many stores it has.</summary>
    public required int Stores { get; init; }

    /// <summary>Bytes that they hold together.</summary>
    public required Bytes Capacity { get; init; }

    /// <summary>Most bytes that they held.</summary>
    public required Bytes Peak { get; init; }

    /// <summary>Prompt tokens that were loaded from it.</summary>
    public required long HitTokens { get; init; }

    /// <summary>Bytes read from it.</summary>
    public required Bytes Read { get; init; }

    /// <summary>Bytes written to it.</summary>
    public required Bytes Written { get; init; }

    /// <summary>Bytes brought to it from farther tiers before they were asked for.</summary>
    public required Bytes Prefetched { get; init; }

    /// <summary>Bytes that left it to make room.</summary>
    public required Bytes Evicted { get; init; }

    /// <summary>Bytes that it did not take.</summary>
    public required Bytes Refused { get; init; }

    /// <summary>Share of its read bandwidth in use.</summary>
    public required double ReadUtilisation { get; init; }

    /// <summary>Share of its write bandwidth in use.</summary>
    public required double WriteUtilisation { get; init; }

    /// <summary>Years until writing at this rate wears it out; null where its endurance has no bound or nothing is written.</summary>
    public double? WearOutYears { get; init; }

    /// <summary>Energy of what was read and written.</summary>
    public required Joules Energy { get; init; }
}

/// <summary>What a kind of link between accelerators and tiers carried, all devices together.</summary>
/// <param name="Technology">The link.</param>
/// <param name="Inward">Bytes to accelerators.</param>
/// <param name="Outward">Bytes from accelerators.</param>
/// <param name="InwardUtilisation">Share of the bandwidth to accelerators in use.</param>
/// <param name="OutwardUtilisation">Share of the bandwidth from accelerators in use.</param>
/// <param name="Energy">Energy of moving it.</param>
public sealed record KvLinkResult(string Technology, Bytes Inward, Bytes Outward, double InwardUtilisation, double OutwardUtilisation, Joules Energy);
