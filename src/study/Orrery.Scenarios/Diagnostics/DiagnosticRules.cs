using System.Collections.Immutable;

namespace Orrery.Scenarios;

/// <summary>One kind of diagnostic: what it means and how to get rid of it.</summary>
/// <param name="Id">Stable id, <c>ORR</c> and four digits.</param>
/// <param name="Title">What it says, in short.</param>
/// <param name="Cause">Why it is said.</param>
/// <param name="Fix">What to do.</param>
public sealed record DiagnosticRule(string Id, string Title, string Cause, string Fix);

/// <summary>Every diagnostic there is: 0xxx text and structure, 1xxx hardware, 2xxx models, 3xxx traffic, 4xxx serving and operation.</summary>
public static partial class DiagnosticRules
{
    // Not initialised here: the rules of the other files may be created before any initialiser of this one.
    static List<DiagnosticRule>? s_registered;

    /// <summary>The rules by id, in order.</summary>
    public static ImmutableArray<DiagnosticRule> All => [.. s_registered!.OrderBy(r => r.Id, StringComparer.Ordinal)];

    static DiagnosticRule Rule(string id, string title, string cause, string fix)
    {
        var rule = new DiagnosticRule(id, title, cause, fix);
        (s_registered ??= []).Add(rule);
        return rule;
    }
}
