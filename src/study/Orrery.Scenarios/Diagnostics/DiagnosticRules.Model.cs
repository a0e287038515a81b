namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR2001: unknown model.</summary>
    public static DiagnosticRule UnknownModel { get; } = Rule("ORR2001", "unknown model",
        "No catalog folder has a model of this name.",
        "Use the name in the hint; `orrery catalog list models` lists all.");

    /// <summary>ORR2002: heads do not divide.</summary>
    public static DiagnosticRule HeadsMismatch { get; } = Rule("ORR2002", "heads do not divide",
        "Query heads share key-value heads in equal groups.",
        "Make the number of key-value heads a divisor of the number of heads.");

    /// <summary>ORR2003: more experts per token than there are.</summary>
    public static DiagnosticRule TooFewExperts { get; } = Rule("ORR2003", "more experts per token than there are",
        "`top-k` passes `experts`.",
        "Lower `top-k`.");

    /// <summary>ORR2005: too many layers.</summary>
    public static DiagnosticRule TooManyLayers { get; } = Rule("ORR2005", "too many layers",
        "`count` and `repeat` multiply beyond any model.",
        "Check the counts.");

    /// <summary>ORR2006: too many reaches.</summary>
    public static DiagnosticRule TooManyReaches { get; } = Rule("ORR2006", "too many reaches",
        "The performance model holds a fixed number of attention reaches (full, windows, chunks) per model.",
        "Use fewer lengths of windows and chunks.");

    /// <summary>ORR2007: both window and chunk.</summary>
    public static DiagnosticRule WindowAndChunk { get; } = Rule("ORR2007", "both window and chunk",
        "A layer reaches back either a window or to the start of a chunk.",
        "Keep one of the two.");
}
