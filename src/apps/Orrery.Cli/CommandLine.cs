using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orrery.Cli.Terminal;
using Orrery.Cli.Verbs;
using Orrery.Cli.Verbs.Capacity;
using Orrery.Cli.Verbs.Catalog;
using Orrery.Cli.Verbs.Evaluate;
using Orrery.Cli.Verbs.Run;
using Orrery.Cli.Verbs.Runs;
using Orrery.Cli.Verbs.Traffic;
using Orrery.Reporting.Store;

namespace Orrery.Cli;

/// <summary>The composition root: which verbs there are, and how what happens in them becomes an exit code.</summary>
static class CommandLine
{
    const string Verbose = "--verbose";

    /// <summary>The whole grammar.</summary>
    public static RootCommand Build(Session session)
    {
        var root = new RootCommand("A working model of AI-inference infrastructure, from memory cell to data centre.")
        {
            new Option<bool>(Verbose) { Description = "Show the stack of an internal fault", Recursive = true },
            RunVerb.Create(session),
            EvaluateVerb.Create(session),
            CapacityVerb.Create(session),
            ShowVerb.Create(session),
            CatalogVerb.Create(session),
            TrafficVerb.Create(session),
            RunsVerb.Create(session),
            SchemaVerb.Create(session),
            CompletionVerb.Create(session),
        };
        root.Options.OfType<HelpOption>().Single().Action = new VerbHelp(session.Width);
        root.SetAction(parsed => new VerbHelp(session.Width).Invoke(parsed));
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>An exit code of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, Session session)
    {
        var parsed = Build(session).Parse(arguments);
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
