using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary><c>orrery catalog list</c>.</summary>
static class CatalogListVerb
{
    public static Command Create(Session session)
    {
        var kind = Choice.Argument<CatalogKind?>("kind", "One kind; all where not given", [.. CatalogVerb.Kinds.Select(k => (k.Word, (CatalogKind?)k.Kind))]);
        kind.Arity = ArgumentArity.ZeroOrOne;
        var catalog = CatalogAccess.Option();
        var format = FormatOption.Create();
        var verb = new Verb("list", "List the entries", "orrery catalog list accelerators", "orrery catalog list --format csv") { kind, catalog, format };
        verb.SetAction(parsed => List(session, CatalogAccess.Open(session, parsed.GetValue(catalog)), parsed.GetValue(kind), parsed.GetValue(format)));
        return verb;
    }

    static int List(Session session, CatalogStore store, CatalogKind? only, OutputFormat format)
    {
        var listing = new Listing(new("kind", "Kind"), new("name", "Name"), new("title", "Title"), new("summary", "In short"));
        foreach (var (word, kind) in CatalogVerb.Kinds)
        {
            if (only is not null && kind != only) continue;
            foreach (var name in store.Names(kind))
            {
                var (title, summary) = EntrySummary.Of(store, kind, name);
                listing.Add(word, name, title, summary);
            }
        }
        listing.Write(session, format);
        return ExitCode.Done;
    }
}
