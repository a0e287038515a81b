using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary><c>orrery catalog</c>: what hardware, models, traffic, prices and grids there are, and where their numbers come from.</summary>
static class CatalogVerb
{
    public static Command Create(Session session) =>
        new("catalog", "List, show and check what is known of hardware, models, traffic, prices and grids")
        {
            CatalogListVerb.Create(session),
            CatalogShowVerb.Create(session),
            CatalogTrendsVerb.Create(session),
            CatalogCheckVerb.Create(session),
            CatalogImportVerb.Create(session),
        };

    /// <summary>The kinds by the names of their folders.</summary>
    public static (string Word, CatalogKind Kind)[] Kinds { get; } =
        [.. Enum.GetValues<CatalogKind>().Select(k => (k.ToString().ToLowerInvariant(), k))];
}
