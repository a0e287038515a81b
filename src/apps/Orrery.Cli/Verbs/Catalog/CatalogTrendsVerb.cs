using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Hardware.Trends;
using Orrery.Scenarios;
using Orrery.Units;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary><c>orrery catalog trends</c>.</summary>
static class CatalogTrendsVerb
{
    public static Command Create(Session session)
    {
        var names = new Argument<string[]>("accelerators") { Description = "Accelerators to fit; all of the catalog, maker by maker, where not given", Arity = ArgumentArity.ZeroOrMore };
        names.CompletionSources.Add(_ => CatalogAccess.Names(session, CatalogKind.Accelerators));
        var catalog = CatalogAccess.Option();
        var format = FormatOption.Create();
        var verb = new Verb("trends", "Fit the growth of compute, memory and interconnects over the years, beside what was published",
            "orrery catalog trends", "orrery catalog trends p100-sxm v100-sxm a100-40-sxm h100-sxm b200-sxm rubin") { names, catalog, format };
        verb.SetAction(parsed => Fit(session, CatalogAccess.Open(session, parsed.GetValue(catalog)), parsed.GetValue(names) ?? [], parsed.GetValue(format)));
        return verb;
    }

    static int Fit(Session session, CatalogStore store, string[] names, OutputFormat format)
    {
        var diagnostics = new DiagnosticBag();
        var known = store.Names(CatalogKind.Accelerators);
        names = [.. names.Distinct(StringComparer.Ordinal)];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown) throw new InputException($"the catalog has no accelerator '{unknown}'", "orrery catalog list accelerators");
        var accelerators = (names.Length > 0 ? names : [.. known]).Select(name => store.Accelerator(name, diagnostics)?.Spec).ToArray();
        DiagnosticsText.Write(session, diagnostics);
        if (diagnostics.HasErrors || accelerators.Contains(null)) return ExitCode.BadInput;
        var listing = new Listing(new("of", "Of"), new("series", "Series"), new("accelerators", ">Accelerators"), new("firstYear", ">From"), new("lastYear", ">To"),
            new("perTwoYears", ">In two years"), new("perTwentyYears", ">In twenty"), new("residual", ">Spread"), new("publishedPerTwoYears", ">Published"));
        var groups = names.Length > 0 ? [("those named", accelerators)] : accelerators.GroupBy(a => a!.Vendor).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToArray()));
        foreach (var (of, group) in groups)
            foreach (var trend in AcceleratorTrend.All)
                if (trend.Fit(group!) is { Points: >= 3 } fit)
                    listing.Add(of, trend.Name, fit.Points, (int)fit.FirstYear, (int)fit.LastYear, Times(fit.Over(2)), Times(fit.Over(20)), Times(fit.Residual), Times(trend.PublishedPerTwoYears));
        if (listing.IsEmpty) throw new InputException("there is no trend in so few accelerators", "name three or more, of several years");
        listing.Write(session, format);
        return ExitCode.Done;
    }

    static ListingCell Times(double factor) => new(factor, (factor >= 100 ? factor.ToString("#,0", CultureInfo.InvariantCulture) : factor.ToString("0.00", CultureInfo.InvariantCulture)) + "×");
}
