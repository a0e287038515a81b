namespace Orrery.Scenarios;

/// <summary>How much a diagnostic matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; the input stands.</summary>
    Note,

    /// <summary>Probably not what was meant; the input stands.</summary>
    Warning,

    /// <summary>The input cannot be used.</summary>
    Error,
}

/// <summary>One thing to say about the input, and where.</summary>
/// <param name="Id">Stable id, a row of <see cref="DiagnosticRules"/>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found: the key, the value, the bound.</param>
/// <param name="At">Where.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record Diagnostic(string Id, Severity Severity, string Message, SourceSpan At, string? Hint = null)
{
    /// <summary>The diagnostic in the form that editors and build servers link, its hint on a second line.</summary>
    public override string ToString()
    {
        var line = $"{At}: {Severity.ToString().ToLowerInvariant()} {Id}: {Message}";
        return Hint is null ? line : $"{line}\n  hint: {Hint}";
    }
}
