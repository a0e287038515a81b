namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR4090: weights cannot come from a slower tier as given.</summary>
    public static DiagnosticRule BadOffload { get; } = Rule("ORR4090", "weights cannot come from a slower tier as given",
        "Weights that are loaded with every step lie in one tier and pass through another, which holds at least the budget; of a layer's neurons no more than all can be active.",
        "Change what the message names.");

    /// <summary>ORR4091: a data centre that systems cannot fill.</summary>
    public static DiagnosticRule BadDataCentre { get; } = Rule("ORR4091", "a data centre that systems cannot fill",
        "Systems are copied until a budget is spent: there has to be one, and space is reckoned by what each host takes.",
        "Change what the message names.");
}
