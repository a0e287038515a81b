namespace Orrery.Scenarios;

/// <summary>Collects every diagnostic of one reading; says a thing once, and stops listing after a bound so that hostile input cannot flood the screen.</summary>
public sealed class DiagnosticBag
{
    const int Most = 500;
    readonly List<Diagnostic> _all = [];
    readonly HashSet<Diagnostic> _seen = [];

    /// <summary>What was said, in the order found.</summary>
    public IReadOnlyList<Diagnostic> All => _all;

    /// <summary>Errors found, those past the bound included.</summary>
    public int Errors { get; private set; }

    /// <summary>Whether the input cannot be used.</summary>
    public bool HasErrors => Errors > 0;

    /// <summary>Adds a diagnostic unless the same was added before.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (_all.Count > Most)
        {
            if (diagnostic.Severity == Severity.Error) Errors++;
            return;
        }
        if (!_seen.Add(diagnostic)) return;
        if (diagnostic.Severity == Severity.Error) Errors++;
        _all.Add(_all.Count < Most
            ? diagnostic
            : new Diagnostic(DiagnosticRules.TooMany.Id, Severity.Error, $"more than {Most} problems; the rest is not listed", diagnostic.At));
    }

    /// <summary>Adds an error.</summary>
    public void Error(DiagnosticRule rule, SourceSpan at, string message, string? hint = null) => Add(new(rule.Id, Severity.Error, message, at, hint));

    /// <summary>Adds a warning.</summary>
    public void Warning(DiagnosticRule rule, SourceSpan at, string message, string? hint = null) => Add(new(rule.Id, Severity.Warning, message, at, hint));

    /// <summary>Adds a note.</summary>
    public void Note(DiagnosticRule rule, SourceSpan at, string message, string? hint = null) => Add(new(rule.Id, Severity.Note, message, at, hint));

    /// <summary>Adds all that another reading found.</summary>
    public void AddAll(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics) Add(diagnostic);
    }
}
