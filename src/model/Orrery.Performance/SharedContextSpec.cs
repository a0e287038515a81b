namespace Orrery.Performance;

/// <summary>A context that was computed once and that every request attends to beside its own: a corpus, a code base, instructions (cache-augmented generation).</summary>
/// <param name="Tokens">Its length.</param>
/// <param name="PerSequence">Whether every sequence reads it for itself; otherwise one read serves all sequences of a step (cascade attention).</param>
public sealed record SharedContextSpec(long Tokens, bool PerSequence = false);
