namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR1001: unknown accelerator.</summary>
    public static DiagnosticRule UnknownAccelerator { get; } = Rule("ORR1001", "unknown accelerator",
        "No catalog folder has an accelerator of this name.",
        "Use the name in the hint; `orrery catalog list accelerators` lists all.");

    /// <summary>ORR1002: unknown memory.</summary>
    public static DiagnosticRule UnknownMemory { get; } = Rule("ORR1002", "unknown memory",
        "No catalog folder has a memory of this name.",
        "Use the name in the hint; `orrery catalog list memories` lists all.");

    /// <summary>ORR1003: unknown link.</summary>
    public static DiagnosticRule UnknownLink { get; } = Rule("ORR1003", "unknown link",
        "No catalog folder has a link of this name.",
        "Use the name in the hint; `orrery catalog list links` lists all.");

    /// <summary>ORR1004: unknown node.</summary>
    public static DiagnosticRule UnknownNode { get; } = Rule("ORR1004", "unknown node",
        "No catalog folder has a node of this name.",
        "Use the name in the hint; `orrery catalog list nodes` lists all.");

    /// <summary>ORR1005: no engine.</summary>
    public static DiagnosticRule NoEngines { get; } = Rule("ORR1005", "no engine",
        "An accelerator without an engine computes nothing.",
        "Give at least one, e.g. `engines: { bf16: { peak: 989 TFLOP/s } }`.");

    /// <summary>ORR1006: no memory.</summary>
    public static DiagnosticRule NoMemory { get; } = Rule("ORR1006", "no memory",
        "An accelerator without a memory tier holds nothing.",
        "Give at least one tier under `memory:`.");

    /// <summary>ORR1007: tier exists already.</summary>
    public static DiagnosticRule TierExists { get; } = Rule("ORR1007", "tier exists already",
        "`add:` names a tier that the accelerator has.",
        "Give the new tier a name of its own: `memory: { NAME: { part: …, count: … } }`.");

    /// <summary>ORR1008: too many tiers.</summary>
    public static DiagnosticRule TooManyTiers { get; } = Rule("ORR1008", "too many tiers",
        "The performance model holds a fixed number of tiers.",
        "Remove a tier, or join two of the same kind.");

    /// <summary>ORR1009: tier without a part.</summary>
    public static DiagnosticRule BadTier { get; } = Rule("ORR1009", "tier without a part",
        "A tier names no `part`, and does not state all that a memory must.",
        "Name a `part:`, or give the missing keys.");

    /// <summary>ORR1010: too hot to run.</summary>
    public static DiagnosticRule TooHot { get; } = Rule("ORR1010", "too hot to run",
        "`power-density-limit` times the area of the dies leaves no power for arithmetic beside idling and reading the nearest memory, or there is no area.",
        "Raise the limit or `die-area`, or lower what memory draws.");

    /// <summary>ORR1011: impossible power cap.</summary>
    public static DiagnosticRule BadPowerCap { get; } = Rule("ORR1011", "impossible power cap",
        "An accelerator cannot be held to less power than it draws with nothing to do, and is held to its thermal design power anyway.",
        "Give a `power-cap` between the two, or leave it out.");

    /// <summary>ORR1012: an idle tier that is slower than a busy one.</summary>
    public static DiagnosticRule BadLatency { get; } = Rule("ORR1012", "an idle tier that is slower than a busy one",
        "`latency` is the time to a first byte under load, and `unloaded-latency` that of an idle tier, which cannot be longer.",
        "Give the longer of the two as `latency`.");

    /// <summary>ORR1013: clusters larger than their socket.</summary>
    public static DiagnosticRule BadCluster { get; } = Rule("ORR1013", "clusters larger than their socket",
        "A cluster of a processor is the cores around one last-level cache, and a socket has one or several.",
        "Give `cores-per-cluster` at most `cores-per-socket`.");
}
