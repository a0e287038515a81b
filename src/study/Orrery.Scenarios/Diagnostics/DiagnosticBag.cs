namespace Orrery.Scenarios;

/// <summary>Collects every diagnostic of one reading; says a thing once, and stops listing after a bound so that hostile input cannot flood the screen.</summary>
public sealed class DiagnosticBag
{
    const int Most = 500;
    readonly List<Diagnostic> _all = [];
    Diagnostic? _cut;
    readonly HashSet<Diagnostic> _seen = [];

    /// <summary>What was said, in the order of its places; files in the order in which something was first said of them.</summary>
    public IReadOnlyList<Diagnostic> All
    {
        get
        {
            var files = _all.Select(d => d.At.File).Distinct().ToList();
            var ordered = _all.OrderBy(d => files.IndexOf(d.At.File)).ThenBy(d => d.At.Line).ThenBy(d => d.At.Column);
            return _cut is null ? [.. ordered] : [.. ordered, _cut];
        }
    }

    /// <summary>Errors found, those past the bound included.</summary>
    public int Errors { get; private set; }

    /// <summary>Errors that were reported, each as often as it was: what was read between two readings of this is good only where it stays.</summary>
    internal int Reports { get; private set; }

    /// <summary>Whether the input cannot be used.</summary>
    public bool HasErrors => Errors > 0;

    /// <summary>Adds a diagnostic unless the same was added before.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error) Reports++;
        if (_seen.Count <= Most && !_seen.Add(diagnostic)) return;
        if (diagnostic.Severity == Severity.Error) Errors++;
        if (_all.Count < Most) _all.Add(diagnostic);
        else _cut ??= new(DiagnosticRules.TooMany.Id, Severity.Error, $"more than {Most} problems; the rest is not listed", diagnostic.At, "correct the first ones; others often follow from them");
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
