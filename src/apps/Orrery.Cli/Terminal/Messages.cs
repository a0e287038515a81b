using System.CommandLine;

namespace Orrery.Cli.Terminal;

/// <summary>How the program says that something went wrong: one form, on the error stream.</summary>
static class Messages
{
    public static int Misused(Session session, ParseResult parsed)
    {
        foreach (var error in parsed.Errors) session.Error.WriteLine($"orrery: {error.Message}");
        var verb = parsed.CommandResult.Command;
        var path = verb is RootCommand ? "orrery" : $"orrery {string.Join(' ', Path(parsed))}";
        session.Error.WriteLine($"  hint: {path} --help");
        return ExitCode.BadInput;
    }

    public static int BadInput(Session session, string message, string? hint)
    {
        session.Error.WriteLine($"orrery: {message}");
        if (hint is not null) session.Error.WriteLine($"  hint: {hint}");
        return ExitCode.BadInput;
    }

    public static int Fault(Session session, Exception exception, bool verbose)
    {
        session.Error.WriteLine(verbose
            ? $"orrery: internal fault: {exception}"
            : $"orrery: internal fault: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} (--verbose shows the stack)");
        return ExitCode.Fault;
    }

    // The verbs on the way to the one that was given, outermost first.
    static IEnumerable<string> Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null && at.Command is not RootCommand; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(at.Command.Name);
        return names;
    }
}
