using System.Collections.Immutable;
using Orrery.Reporting.Svg;
using Orrery.Scenarios;

namespace Orrery.Evidence;

/// <summary>A publication with its figures.</summary>
/// <param name="Publication">The publication.</param>
/// <param name="Figures">Those that were asked for.</param>
public sealed record PublicationFigures(IPublication Publication, ImmutableArray<ReproducedFigure> Figures)
{
    /// <summary>Charts beside all of its figures; empty where only some were asked for.</summary>
    public ImmutableArray<XyChart> Charts { get; init; } = [];
}

/// <summary>Published figures beside ours.</summary>
/// <param name="Publications">Publication by publication.</param>
public sealed record Reproduction(ImmutableArray<PublicationFigures> Publications)
{
    /// <summary>All figures.</summary>
    public IEnumerable<ReproducedFigure> Figures => Publications.SelectMany(p => p.Figures);

    /// <summary>Figures by verdict, each verdict once.</summary>
    public ImmutableArray<(Verdict Verdict, int Figures)> Counts => [.. Enum.GetValues<Verdict>().Select(verdict => (verdict, Figures.Count(f => f.Verdict == verdict)))];

    /// <summary>Those of ours that are compared with a published figure, by their basis.</summary>
    public ImmutableArray<(Basis Basis, int Figures)> Bases => [.. Enum.GetValues<Basis>().Select(basis => (basis, Compared.Count(f => f.Basis == basis)))];

    /// <summary>How many figures there are, and how many of which verdict: computed ones, and apart from them inputs, fits and arithmetic.</summary>
    public string Summary
    {
        get
        {
            var (computed, others) = (Compared.Where(f => f.Basis == Basis.Computed).ToArray(), Compared.Where(f => f.Basis != Basis.Computed).ToArray());
            var rest = Figures.Where(f => !IsCompared(f)).ToArray();
            string[] parts =
            [
                .. computed.Length > 0 ? [$"{computed.Length} computed: {ByVerdict(computed)}"] : Array.Empty<string>(),
                .. others.Length > 0 ? [$"{others.Length} inputs, fits and arithmetic: {ByVerdict(others)}"] : Array.Empty<string>(),
                .. rest.Length > 0 ? [ByVerdict(rest)] : Array.Empty<string>(),
            ];
            return $"{Figures.Count()} figures: {string.Join("; ", parts)}";
        }
    }

    IEnumerable<ReproducedFigure> Compared => Figures.Where(IsCompared);

    static bool IsCompared(ReproducedFigure figure) => figure.Verdict is not (Verdict.NotReproducible or Verdict.Information);

    static string ByVerdict(ReproducedFigure[] figures)
        => string.Join(", ", figures.GroupBy(f => f.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {ReproductionPage.Word(group.Key)}"));

    /// <summary>Figures whose verdict is not what is declared for them.</summary>
    public IEnumerable<ReproducedFigure> Undeclared => Figures.Where(f => !f.AsDeclared);

    /// <summary>Computes all figures.</summary>
    public static Reproduction Of(CatalogStore catalog)
    {
        var inputs = new PublicationInputs(catalog);
        return new([.. Evidence.Publications.All.Select(publication => new PublicationFigures(publication, [.. publication.Figures(inputs)]) { Charts = [.. publication.Charts(inputs)] })]);
    }

    /// <summary>Computes the figures of some publications, or some figures by their ids or the first words of them, whatever the case of letters.</summary>
    /// <param name="catalog">Where names are looked up.</param>
    /// <param name="names">Ids of publications or of figures.</param>
    /// <exception cref="EvidenceException">Nothing has one of the names.</exception>
    public static Reproduction Of(CatalogStore catalog, IReadOnlyCollection<string> names)
    {
        var inputs = new PublicationInputs(catalog);
        // Publications by name need no others; a figure may be in any.
        var whole = Evidence.Publications.All.Where(p => names.Contains(p.Id, StringComparer.OrdinalIgnoreCase)).ToHashSet();
        var single = names.Where(name => !whole.Any(p => string.Equals(p.Id, name, StringComparison.OrdinalIgnoreCase))).ToArray();
        var found = new HashSet<string>(StringComparer.Ordinal);
        var publications = ImmutableArray.CreateBuilder<PublicationFigures>();
        foreach (var publication in Evidence.Publications.All)
        {
            if (!whole.Contains(publication) && single.Length == 0) continue;
            var figures = publication.Figures(inputs).Where(Wanted).ToImmutableArray();
            if (!figures.IsEmpty) publications.Add(new(publication, figures) { Charts = whole.Contains(publication) ? [.. publication.Charts(inputs)] : [] });

            bool Wanted(ReproducedFigure figure)
            {
                var names = single.Where(name => IsOf(name, figure.Id)).ToArray();
                found.UnionWith(names);
                return names.Length > 0 || whole.Contains(publication);
            }
        }

        if (Array.Find(single, name => !found.Contains(name)) is { } unknown)
            throw new EvidenceException($"no publication and no figure is called '{unknown}'", "publications are " + string.Join(", ", Evidence.Publications.All.Select(p => p.Id)) + "; `orrery reproduce --all` lists every figure");
        return new(publications.ToImmutable());
    }

    static bool IsOf(string name, string id) => id.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (id.Length == name.Length || id[name.Length] == ' ');
}
