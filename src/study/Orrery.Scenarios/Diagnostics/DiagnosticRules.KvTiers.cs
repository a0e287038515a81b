namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR4060: unknown eviction.</summary>
    public static DiagnosticRule UnknownEviction { get; } = Rule("ORR4060", "unknown eviction",
        "No eviction has this name.",
        "Use the name in the hint.");

    /// <summary>ORR4061: a tier of the cache cannot be as given.</summary>
    public static DiagnosticRule BadKvTier { get; } = Rule("ORR4061", "a tier of the cache cannot be as given",
        "A store cannot hold more than its memory, and only cells that wear out can be spared.",
        "Change what the message names.");

    /// <summary>ORR4062: tiers of the cache without use.</summary>
    public static DiagnosticRule IdleKvTiers { get; } = Rule("ORR4062", "tiers of the cache without use",
        "Tiers keep blocks of prompts that the prefix cache knows, and the caches of sequences that are swapped out: with neither they stay empty, and without tiers nothing can be swapped out.",
        "Write `prefix-cache: true`, or remove the key.");
}
