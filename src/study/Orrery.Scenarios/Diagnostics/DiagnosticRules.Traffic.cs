namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR3001: unknown traffic.</summary>
    public static DiagnosticRule UnknownTraffic { get; } = Rule("ORR3001", "unknown traffic",
        "No catalog folder has traffic of this name.",
        "Use the name in the hint, or `file:` for a trace of your own; `orrery catalog list traffic` lists all.");

    /// <summary>ORR3002: not exactly one traffic.</summary>
    public static DiagnosticRule OneTraffic { get; } = Rule("ORR3002", "not exactly one traffic",
        "Traffic is a catalog name (`trace`), a file (`file`) or distributions (`synthetic`): one of the three.",
        "Keep one.");

    /// <summary>ORR3003: lengths contradict each other.</summary>
    public static DiagnosticRule Lengths { get; } = Rule("ORR3003", "lengths contradict each other",
        "A shortest length passes the longest, or quantiles fall.",
        "Order them.");

    /// <summary>ORR3004: trace file not found.</summary>
    public static DiagnosticRule NoTraceFile { get; } = Rule("ORR3004", "trace file not found",
        "The trace does not exist.",
        "Check the path; a relative path counts from the scenario's folder.");

    /// <summary>ORR3005: profile is empty of arrivals.</summary>
    public static DiagnosticRule Profile { get; } = Rule("ORR3005", "profile is empty of arrivals",
        "Every slice of the profile has rate 0.",
        "Give at least one slice a positive rate.");

    /// <summary>ORR3006: arrivals without a file.</summary>
    public static DiagnosticRule ArrivalsWithoutFile { get; } = Rule("ORR3006", "arrivals without a file",
        "`arrivals` beside `file` replaces those of a trace, or gives those that it does not record; other traffic has its own.",
        "For traffic of the catalog write `synthetic: { base: NAME, arrivals: { … } }`.");

    /// <summary>ORR3007: contradictory context of sessions.</summary>
    public static DiagnosticRule SessionContext { get; } = Rule("ORR3007", "contradictory context of sessions",
        "A bounded history is truncated or consolidated, not both; what every prompt of a session begins with is shorter than its context; and only sessions have one.",
        "Keep one rule; raise `context-limit` over the shared tokens and the state.");

    /// <summary>ORR3008: two clocks for requests.</summary>
    public static DiagnosticRule TwoClocks { get; } = Rule("ORR3008", "two clocks for requests",
        "Requests come at their arrivals, when a closed loop's users are answered, or as the sessions of a file are replayed.",
        "Keep one of `arrivals`, `closed-loop` and `replay`; `replay` goes with a `file`.");
}
