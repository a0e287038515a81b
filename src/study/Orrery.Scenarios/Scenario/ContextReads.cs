namespace Orrery.Scenarios;

/// <summary>How often a step reads the shared context.</summary>
enum ContextReads
{
    /// <summary>Once for all sequences (cascade attention).</summary>
    Once,

    /// <summary>Once for each.</summary>
    Each,
}
