using System.CommandLine;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Performance;
using Orrery.Scenarios;

namespace Orrery.Cli;

/// <summary>What the command line changes in a scenario; null leaves it as it is.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Requests">Requests taken at most, where the scenario takes more.</param>
/// <param name="Mode">The timing's mode, of every system.</param>
sealed record ScenarioChanges(long? Seed = null, long? Requests = null, PerformanceMode? Mode = null)
{
    public Plan Apply(Plan plan)
    {
        var taken = plan.Traffic.Requests ?? (plan.Traffic.Duration is null && plan.Traffic.Synthetic?.Session?.Sessions is null ? plan.Traffic.Synthetic?.Requests : null) ?? long.MaxValue;
        var changed = plan with
        {
            Seed = Seed ?? plan.Seed,
            Traffic = Requests < taken ? plan.Traffic with { Requests = Requests } : plan.Traffic,
            Systems = Mode is { } mode ? [.. plan.Systems.Select(s => In(s, mode))] : plan.Systems,
        };
        return changed with { Hash = PlanText.HashOf(changed) };
    }

    static SystemPlan In(SystemPlan system, PerformanceMode mode) => system with
    {
        Mode = mode,
        Prefill = system.Prefill is { } prefill ? In(prefill, mode) : null,
        Encode = system.Encode is { } encode ? In(encode, mode) : null,
    };
}

/// <summary>A scenario that the user named, read into a plan.</summary>
static class ScenarioInput
{
    /// <summary>Stands for the standard input.</summary>
    public const string StandardInput = "-";

    public static Argument<string> Argument() => new("scenario") { Description = "A scenario file; - reads the standard input", HelpName = "SCENARIO", CompletionSources = { YamlFiles } };

    /// <summary>Reads a scenario; null, with its diagnostics printed, where it has errors.</summary>
    public static Plan? Read(Session session, string path, CatalogStore catalog, ScenarioChanges changes, bool quiet = false)
    {
        if (path == StandardInput)
        {
            using var input = new StreamReader(session.Input, Encoding.UTF8, leaveOpen: true);
            return Read(session, (reader, diagnostics) => reader.Read(session.Resolve("stdin"), input, diagnostics), catalog, changes, quiet);
        }
        // Messages name the file as the user did; from another folder only tests read.
        var named = session.Folder == Environment.CurrentDirectory ? path : session.Resolve(path);
        return Read(session, (reader, diagnostics) => reader.Read(named, diagnostics), catalog, changes, quiet);
    }

    /// <summary>Reads a scenario that the program wrote itself.</summary>
    public static Plan? ReadText(Session session, string name, string text, CatalogStore catalog) =>
        Read(session, (reader, diagnostics) => reader.Read(name, new StringReader(text), diagnostics), catalog, new(), quiet: false);

    static Plan? Read(Session session, Func<ScenarioReader, DiagnosticBag, Plan?> read, CatalogStore catalog, ScenarioChanges changes, bool quiet)
    {
        var diagnostics = new DiagnosticBag();
        var plan = read(new ScenarioReader(catalog), diagnostics);
        DiagnosticsText.Write(session, diagnostics, quiet);
        return plan is null ? null : changes.Apply(plan);
    }

    static IEnumerable<System.CommandLine.Completions.CompletionItem> YamlFiles(System.CommandLine.Completions.CompletionContext context)
    {
        var word = context.WordToComplete;
        var folder = Path.GetDirectoryName(word) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder)) return [];
        return from path in Directory.EnumerateFileSystemEntries(folder)
               where Directory.Exists(path) || path.EndsWith(".yaml", StringComparison.Ordinal)
               let shown = folder == "." && !word.StartsWith('.') ? Path.GetFileName(path) : path
               select new System.CommandLine.Completions.CompletionItem(Directory.Exists(path) ? shown + "/" : shown);
    }
}
