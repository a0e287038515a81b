using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary><c>orrery traffic list</c>.</summary>
static class TrafficListVerb
{
    public static Command Create(Session session)
    {
        var catalog = CatalogAccess.Option();
        var format = FormatOption.Create();
        var verb = new Verb("list", "List the traffic of the catalog", "orrery traffic list") { catalog, format };
        verb.SetAction(parsed =>
        {
            var store = CatalogAccess.Open(session, parsed.GetValue(catalog));
            var listing = new Listing(new("name", "Name"), new("title", "Title"), new("requests", ">Requests"), new("requestsPerSecond", ">Rate"), new("gapFamily", "Gaps"), new("gapCv", ">CV"));
            foreach (var name in store.Names(CatalogKind.Traffic))
            {
                if (CatalogTrafficArgument.Find(session, store, name) is not { } traffic) return ExitCode.BadInput;
                var arrivals = traffic.Spec.Arrivals;
                listing.Add(name, traffic.Title, new ListingCell(traffic.Spec.Requests, $"{traffic.Spec.Requests:#,0}"), new ListingCell(arrivals.Rate.Value, arrivals.Rate.ToString()),
                    arrivals.Family.ToString().ToLowerInvariant(), arrivals.Cv);
            }
            listing.Write(session, parsed.GetValue(format));
            return ExitCode.Done;
        });
        return verb;
    }
}
