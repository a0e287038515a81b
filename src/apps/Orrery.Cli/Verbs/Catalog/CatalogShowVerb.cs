using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Evaluation;
using Orrery.Hardware.Economics;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary><c>orrery catalog show</c>.</summary>
static class CatalogShowVerb
{
    public static Command Create(Session session)
    {
        var name = new Argument<string>("entry") { Description = "The entry, alone or with its kind: h100-sxm, links/nvlink4" };
        name.CompletionSources.Add(_ => CatalogVerb.Kinds.SelectMany(k => CatalogAccess.Names(session, k.Kind)));
        var catalog = CatalogAccess.Option();
        var format = FormatOption.Create();
        var verb = new Verb("show", "Show every number of an entry with what it rests on", "orrery catalog show h100-sxm", "orrery catalog show models/llama-3.3-70b") { name, catalog, format };
        verb.SetAction(parsed => Show(session, CatalogAccess.Open(session, parsed.GetValue(catalog)), parsed.GetValue(name)!, parsed.GetValue(format)));
        return verb;
    }

    static int Show(Session session, CatalogStore store, string entry, OutputFormat format)
    {
        var (kind, name) = Find(store, entry);
        var diagnostics = new DiagnosticBag();
        var numbers = store.Describe(kind, name, diagnostics);
        DiagnosticsText.Write(session, diagnostics);
        if (diagnostics.HasErrors) return ExitCode.BadInput;

        if (format == OutputFormat.Table)
        {
            var (title, summary) = EntrySummary.Of(store, kind, name);
            session.Output.WriteLine($"{title} ({kind.ToString().ToLowerInvariant()}/{name})");
            if (summary.Length > 0) session.Output.WriteLine(summary);
            session.Output.WriteLine();
        }
        var listing = new Listing(new("path", "Key"), new("value", ">Value"), new("kind", "Kind"), new("citation", "Source"));
        foreach (var number in numbers)
            listing.Add(number.Path, number.Text, number.Source?.Kind.ToString().ToLowerInvariant(), number.Source?.Citation);
        listing.Write(session, format);
        if (format == OutputFormat.Table && kind == CatalogKind.Accelerators && store.Accelerator(name, diagnostics) is { } accelerator) Making(session, MakingResult.Of(accelerator.Spec, new CostAssumptions()));
        return ExitCode.Done;
    }

    // What follows from die, process and memory, whether or not anybody has built it.
    static void Making(Session session, MakingResult making)
    {
        static string Parts(IEnumerable<NamedValue> parts, Func<double, string> text) => string.Join(", ", parts.Select(part => $"{part.Name} {text(part.Value)}"));
        session.Output.WriteLine();
        if (making is { DiesPerWafer: { } dies, Yield: { } yield, DieDollars: { } dollars })
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Dies of its kind: {dies:0.#} on a wafer, {100 * yield:0} % of them work, ${dollars:#,0} each"));
        session.Output.WriteLine($"Materials: {Parts(making.MaterialsDollars, value => string.Create(CultureInfo.InvariantCulture, $"${value:#,0}"))}");
        session.Output.WriteLine($"Embodied carbon: {Parts(making.EmbodiedKilograms, value => string.Create(CultureInfo.InvariantCulture, $"{value:#,0} kg"))}");
    }

    static (CatalogKind Kind, string Name) Find(CatalogStore store, string entry)
    {
        if (entry.Split('/') is [var folder, var within])
        {
            foreach (var (word, kind) in CatalogVerb.Kinds)
                if (word == folder) return store.Names(kind).Contains(within) ? (kind, within) : throw new InputException($"{folder} of the catalog have no '{within}'", Similar(store, within));
            throw new InputException($"the catalog has no folder '{folder}'", $"it has {string.Join(", ", CatalogVerb.Kinds.Select(k => k.Word))}");
        }
        var found = CatalogVerb.Kinds.Where(k => store.Names(k.Kind).Contains(entry)).ToList();
        return found switch
        {
            [var only] => (only.Kind, entry),
            [] => throw new InputException($"the catalog has no entry '{entry}'", Similar(store, entry)),
            _ => throw new InputException($"'{entry}' is the name of several entries", $"say which: {string.Join(", ", found.Select(k => $"{k.Word}/{entry}"))}"),
        };
    }

    static string Similar(CatalogStore store, string entry)
    {
        var near = CatalogVerb.Kinds
            .SelectMany(k => store.Names(k.Kind).Select(name => $"{k.Word}/{name}"))
            .Where(path => path.Contains(entry, StringComparison.OrdinalIgnoreCase) || entry.Contains(path.Split('/')[1], StringComparison.OrdinalIgnoreCase))
            .Take(5).ToList();
        return near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?" : "orrery catalog list";
    }
}
