using Orrery.Scenarios;

namespace Orrery.Cli.Terminal;

/// <summary>Prints what is wrong with the input: all of it, each with its place and its hint.</summary>
static class DiagnosticsText
{
    /// <summary>Prints diagnostics to the error stream, and a count where there are errors.</summary>
    public static void Write(Session session, DiagnosticBag diagnostics, bool quiet = false)
    {
        foreach (var diagnostic in diagnostics.All)
            if (!quiet || diagnostic.Severity == Severity.Error) session.Error.WriteLine(Paint(session, diagnostic));
        if (diagnostics.Errors > 1) session.Error.WriteLine($"{diagnostics.Errors} errors.");
    }

    static string Paint(Session session, Diagnostic diagnostic)
    {
        var text = diagnostic.ToString();
        if (!session.ErrorIsTerminal || !session.Colour) return text;
        var colour = diagnostic.Severity switch { Severity.Error => 31, Severity.Warning => 33, _ => 36 };
        var word = $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}:";
        return text.Replace(word, $"\e[{colour}m{word}\e[0m");
    }
}
