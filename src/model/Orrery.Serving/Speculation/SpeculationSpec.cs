using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>What drafts tokens for the model to verify.</summary>
public enum DraftMethod
{
    /// <summary>Matches of the last tokens in what is known already: no model, no cost.</summary>
    Ngram,

    /// <summary>A small model on the same devices.</summary>
    Draft,

    /// <summary>The model's own prediction head, used again for each further token.</summary>
    Mtp,

    /// <summary>A trained head of one layer on the model's hidden states.</summary>
    Eagle,
}

/// <summary>Speculative decoding: each step drafts tokens, verifies them in one pass of the model and keeps the leading ones that stand, and one more (arXiv 2211.17192).</summary>
public sealed record SpeculationSpec
{
    /// <summary>What drafts.</summary>
    public required DraftMethod Method { get; init; }

    /// <summary>The small model of <see cref="DraftMethod.Draft"/>.</summary>
    public ModelSpec? Draft { get; init; }

    /// <summary>Its formats.</summary>
    public PrecisionSpec? DraftPrecision { get; init; }

    /// <summary>Tokens that each sequence drafts for a step; null where the engine chooses before each step.</summary>
    public int? Lookahead { get; init; } = 3;

    /// <summary>The most it may choose.</summary>
    public int MaxLookahead { get; init; } = 8;

    /// <summary>Which drafted tokens stand.</summary>
    public required AcceptanceSpec Acceptance { get; init; }

    /// <summary>Most tokens that a sequence drafts for a step.</summary>
    public int MostDrafted => Lookahead ?? Math.Min(MaxLookahead, Acceptance.Positions);
}
