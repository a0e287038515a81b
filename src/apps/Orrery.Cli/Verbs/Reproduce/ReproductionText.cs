using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Evidence;

namespace Orrery.Cli.Verbs.Reproduce;

/// <summary>Published figures beside ours, for people and spreadsheets.</summary>
static class ReproductionText
{
    /// <summary>What there is to reproduce.</summary>
    public static Listing Publications()
    {
        var listing = new Listing(new("id", "Publication"), new("title", "Title"), new("citation", "From"));
        foreach (var publication in Evidence.Publications.All) listing.Add(publication.Id, publication.Title, publication.Citation);
        return listing;
    }

    public static void Write(Session session, Reproduction reproduction)
    {
        foreach (var publication in reproduction.Publications)
        {
            session.Output.WriteLine($"{publication.Publication.Title} ({publication.Publication.Citation})");
            session.Output.WriteLine();
            var table = new TextTable("Figure", "Of", "In", ">Published", ">Ours", ">Difference", "Basis", "Verdict");
            foreach (var figure in publication.Figures)
                table.Add(figure.Id, figure.Input, figure.Place, figure.PublishedText, figure.OursText, Difference(figure), figure.BasisText, new(Verdict(figure), Style(figure)));
            table.Write(session);
            session.Output.WriteLine();
        }

        session.Output.WriteLine(Totals(reproduction));
    }

    public static Listing Figures(Reproduction reproduction)
    {
        var listing = new Listing(new("publication", "Publication"), new("id", "Figure"), new("input", "Of"), new("place", "In"), new("unit", "Unit"), new("relation", "Relation"),
            new("published", ">Published"), new("ours", ">Ours"), new("difference", ">Difference"), new("tolerance", ">Tolerance"), new("verdict", "Verdict"), new("why", "Why"), new("basis", "Basis"));
        foreach (var publication in reproduction.Publications)
            foreach (var f in publication.Figures)
                listing.Add(publication.Publication.Id, f.Id, f.Input, f.Place, f.Unit, f.Relation switch { Relation.AtLeast => "atLeast", Relation.AtMost => "atMost", _ => "" },
                    Cell(f.PublishedNumber is { } number ? (double)number : null, f.PublishedTruth), Cell(f.OurNumber, f.OurTruth), Cell(f.Difference, null), f.Tolerance, ReproductionJson.Name(f.Verdict), f.Why, f.OurNumber is null && f.OurTruth is null ? default : new ListingCell(ReproductionJson.Name(f.Basis)));
        return listing;
    }

    static string Totals(Reproduction reproduction) => reproduction.Summary
        + (reproduction.Undeclared.ToArray() is { Length: > 0 } wrong ? $". Not as declared: {string.Join(", ", wrong.Select(f => f.Id))}." : ".");

    static ListingCell Cell(double? number, bool? truth) => number is not null ? new(number) : new(truth);

    static string Difference(ReproducedFigure figure) => figure.Difference is { } difference ? string.Create(CultureInfo.InvariantCulture, $"{100 * difference:+0.0;-0.0;0.0} %") : "–";

    static string Verdict(ReproducedFigure figure) => figure.Why is { } why ? $"{figure.Word}: {why}" : figure.Word;

    static string? Style(ReproducedFigure figure) => figure.Verdict switch
    {
        Evidence.Verdict.Reproduced or Evidence.Verdict.Within => "green",
        Evidence.Verdict.Missed => figure.Why is null ? "red" : "yellow",
        _ => null,
    };
}
