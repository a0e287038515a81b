using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Performance;

/// <summary>Which tier holds what, as the user asked; <see langword="null"/> lets the plan decide.</summary>
/// <param name="Weights">Tier of the weights.</param>
/// <param name="Kv">Tier of the key-value cache.</param>
public sealed record PlacementSpec(string? Weights = null, string? Kv = null)
{
    /// <summary>How what is not named is placed.</summary>
    public PlacementRule Rule { get; init; }

    /// <summary>Tier of the routed experts, where they do not lie with the other weights.</summary>
    public string? Experts { get; init; }

    /// <summary>Share of the experts of each layer, the most popular, that lie with the other weights all the same.</summary>
    public double HotExperts { get; init; }

    /// <summary>Tier of the shared context's cache.</summary>
    public string? Context { get; init; }

    /// <summary>Sequences that <see cref="PlacementRule.Fastest"/> makes room and the fastest step for.</summary>
    public int Sequences { get; init; } = 1;

    /// <summary>Tokens of each.</summary>
    public int Tokens { get; init; } = 4096;
}

/// <summary>How bytes that may lie in several tiers are placed.</summary>
public enum PlacementRule
{
    /// <summary>Each kind in the nearest tier with room, what does not fit in the next.</summary>
    Nearest,

    /// <summary>Spread so that a step of decoding is fastest.</summary>
    Fastest,
}

/// <summary>What one tier of one device holds.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Weights">Weights.</param>
/// <param name="Kv">Room given to the key-value cache.</param>
/// <param name="Activations">Working memory of a step.</param>
/// <param name="Reserved">Held by engine and libraries.</param>
public sealed record TierUse(MemoryTierSpec Tier, Bytes Weights, Bytes Kv, Bytes Activations, Bytes Reserved)
{
    /// <summary>Routed experts, which are among <see cref="Weights"/>; nothing where they lie with the others.</summary>
    public Bytes Experts { get; init; }

    /// <summary>The popular ones among those.</summary>
    public Bytes HotExperts { get; init; }

    /// <summary>The shared context's cache.</summary>
    public Bytes Context { get; init; }

    /// <summary>What is left.</summary>
    public Bytes Free => Tier.Capacity - (Weights + Context + Kv + Activations + Reserved);
}

/// <summary>The key-value cache of one engine, all its devices together.</summary>
/// <param name="BytesPerToken">For each reach: bytes that one cached token takes in the layers of that reach.</param>
/// <param name="StateBytesPerSequence">Bytes of recurrent state that a sequence takes whatever its length.</param>
/// <param name="Capacity">Bytes there are.</param>
public sealed record KvLayout(ImmutableArray<double> BytesPerToken, double StateBytesPerSequence, Bytes Capacity);

/// <summary>Where everything lies in the memory of one device, and the cache that results.</summary>
public sealed record MemoryPlan
{
    /// <summary>Each tier's contents, in the accelerator's order.</summary>
    public required ImmutableArray<TierUse> Tiers { get; init; }

    /// <summary>Index of the tier that holds the key-value cache, or most of it.</summary>
    public required int KvTier { get; init; }

    /// <summary>Share of each block of the cache that each tier holds.</summary>
    public ImmutableArray<double> KvShares
    {
        get => field.IsDefault ? [.. Tiers.Select((_, t) => t == KvTier ? 1.0 : 0)] : field;
        init;
    }

    /// <summary>Whether experts lie apart from other weights.</summary>
    public bool ExpertsApart { get; init; }

    /// <summary>Share of the experts, the most popular, that count as <see cref="TierUse.HotExperts"/>.</summary>
    public double HotExperts { get; init; }

    /// <summary>Index of the tier that holds activations.</summary>
    public required int WorkingTier { get; init; }

    /// <summary>The engine's cache.</summary>
    public required KvLayout Kv { get; init; }

    /// <summary>Weights of one device.</summary>
    public required Bytes WeightsPerDevice { get; init; }

    /// <summary>What of the weights is loaded with each step; null where all lie near.</summary>
    public OffloadPlan? Offload { get; init; }

    /// <summary>The same as operators see it: all weights in the tier that they are loaded into.</summary>
    public MemoryPlan ForOperators() => Offload is not { } offload ? this
        : this with { Tiers = [.. Tiers.Select((use, t) => use with { Weights = t == offload.Near ? WeightsPerDevice : default })] };

    /// <summary>What is missing on one device for weights, working memory and the cache of one full step; zero where the model fits.</summary>
    public required Bytes Shortfall { get; init; }

    /// <summary>Whether the model fits.</summary>
    public bool Fits => Shortfall.Value <= 0;
}
