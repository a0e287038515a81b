using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orrery.Cli.Terminal;
using Orrery.Cli.Verbs;
using Orrery.Cli.Verbs.Calibrate;
using Orrery.Cli.Verbs.Capacity;
using Orrery.Cli.Verbs.Catalog;
using Orrery.Cli.Verbs.Evaluate;
using Orrery.Cli.Verbs.Reproduce;
using Orrery.Cli.Verbs.Run;
using Orrery.Cli.Verbs.Runs;
using Orrery.Cli.Verbs.Traffic;
using Orrery.Cli.Verbs.Validate;
using Orrery.Evaluation;
using Orrery.Reporting.Store;
using Orrery.Workloads;

namespace Orrery.Cli;

/// <summary>The composition root: which verbs there are, and how what happens in them becomes an exit code.</summary>
static class CommandLine
{
    const string Verbose = "--verbose";

    /// <summary>The verbs by name, in the order of the help.</summary>
    internal static readonly (string Name, Func<Session, Command> Create)[] Verbs =
    [
        ("run", RunVerb.Create),
        ("evaluate", EvaluateVerb.Create),
        ("capacity", CapacityVerb.Create),
        ("validate", ValidateVerb.Create),
        ("calibrate", CalibrateVerb.Create),
        ("reproduce", ReproduceVerb.Create),
        ("show", ShowVerb.Create),
        ("catalog", CatalogVerb.Create),
        ("traffic", TrafficVerb.Create),
        ("runs", RunsVerb.Create),
        ("schema", SchemaVerb.Create),
        ("completion", CompletionVerb.Create),
    ];

    /// <summary>The grammar.</summary>
    /// <param name="session">What verbs work on.</param>
    /// <param name="first">The command line's first word. Where it is a verb the others are left out: to build them all takes 20 ms.</param>
    public static RootCommand Build(Session session, string? first = null)
    {
        var root = new RootCommand("A working model of AI-inference infrastructure, from memory cell to data centre.")
        {
            new Option<bool>(Verbose) { Description = "Show the stack of an internal fault", Recursive = true },
        };
        var only = Array.Exists(Verbs, verb => verb.Name == first);
        foreach (var (name, create) in Verbs)
            if (!only || name == first) root.Add(create(session));
        root.Options.OfType<HelpOption>().Single().Action = new VerbHelp(session.Width);
        root.SetAction(parsed => new VerbHelp(session.Width).Invoke(parsed));
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>An exit code of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, Session session)
    {
        var parsed = Build(session, arguments.FirstOrDefault()).Parse(arguments);
        try
        {
            if (parsed.Action is ParseErrorAction) return Messages.Misused(session, parsed);
            return parsed.Invoke(new() { Output = session.Output, Error = session.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            session.Error.WriteLine("Stopped.");
            return ExitCode.Stopped;
        }
        catch (InputException exception)
        {
            return Messages.BadInput(session, exception.Message, exception.Hint);
        }
        catch (RunStoreException exception)
        {
            return Messages.BadInput(session, exception.Message, exception.Hint);
        }
        catch (ArrivalsEndException exception)
        {
            return Messages.BadInput(session, $"error {ArrivalsEndException.Id}: {exception.Message}", ArrivalsEndException.Hint);
        }
        catch (VirtualTimeException exception)
        {
            return Messages.BadInput(session, exception.Message, VirtualTimeException.Hint);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Files are named by the user: what is wrong with one is bad input, with the system's own words for it.
            return Messages.BadInput(session, exception.Message, hint: null);
        }
        catch (Exception exception)
        {
            return Messages.Fault(session, exception, arguments.Contains(Verbose));
        }
        finally
        {
            session.Output.Flush();
        }
    }
}
