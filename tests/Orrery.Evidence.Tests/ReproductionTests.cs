using Orrery.Scenarios;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class ReproductionTests
{
    static readonly Lazy<Reproduction> All = new(() => Reproduction.Of(Catalog()));

    static CatalogStore Catalog() => new(new DiskCatalogFolder(Repository.Catalog));

    public static TheoryData<string> Figures() => [.. All.Value.Figures.Select(f => f.Id)];

    [Theory, MemberData(nameof(Figures))]
    public void A_figure_is_reproduced_within_its_tolerance_or_declared_not_to_be(string id)
    {
        var figure = All.Value.Figures.Single(f => f.Id == id);

        Assert.True(figure.AsDeclared, $"{id}: published {figure.PublishedText}, ours {figure.OursText}: {figure.Word} ({figure.Why ?? "no reason given"})");
    }

    [Fact]
    public void Every_figure_has_an_id_of_its_own_whatever_the_case_of_letters()
    {
        var ids = All.Value.Figures.Select(f => f.Id).Concat(Publications.All.Select(p => p.Id)).ToArray();

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData(2.6, 0.01, Verdict.Reproduced)] // the published digits round to it
    [InlineData(2.549, 0.1, Verdict.Within)]
    [InlineData(2.2, 0.1, Verdict.Missed)]
    [InlineData(2.6, 0, Verdict.Reproduced)]
    [InlineData(2.61, 0, Verdict.Missed)] // a count is a count
    public void A_verdict_weighs_the_difference_against_the_published_digits_and_the_tolerance(double ours, double tolerance, Verdict verdict) =>
        Assert.Equal(verdict, ReproducedFigure.Number("x", "x", 2.6m, ours, tolerance: tolerance).Verdict);

    [Fact]
    public void A_bound_is_kept_from_one_side_only()
    {
        Assert.Equal(Verdict.Reproduced, (ReproducedFigure.Number("x", "x", 100m, 5000) with { Relation = Relation.AtLeast }).Verdict);
        Assert.Equal(Verdict.Missed, (ReproducedFigure.Number("x", "x", 100m, 50) with { Relation = Relation.AtLeast }).Verdict);
        Assert.Equal(Verdict.Missed, (ReproducedFigure.Number("x", "x", 100m, 5000) with { Relation = Relation.AtMost }).Verdict);
    }

    [Theory]
    [InlineData(Basis.Input)]
    [InlineData(Basis.Fitted)]
    [InlineData(Basis.Arithmetic)]
    public void Only_what_is_computed_is_reproduced(Basis basis)
    {
        var same = ReproducedFigure.Number("x", "x", 100m, 100) with { Basis = basis };

        Assert.Equal(Verdict.Agrees, same.Verdict);
        Assert.True(same.AsDeclared);
        Assert.Equal(Verdict.Agrees, (ReproducedFigure.Truth("x", "x", published: true, ours: true) with { Basis = basis }).Verdict);
        Assert.Equal(Verdict.Missed, (same with { OurNumber = 50 }).Verdict);
    }

    [Theory]
    [InlineData("T3")] // the paper's table of parts is the catalog's
    [InlineData("T4")]
    [InlineData("MP-1")]
    [InlineData("PIM-1 PIM least")]
    [InlineData("PIM-3")]
    [InlineData("PIM-4 bandwidth")]
    [InlineData("PIM-5")]
    [InlineData("PIM-7")]
    [InlineData("PIM-8")]
    [InlineData("LIM TP8 4K")] // latencies fitted to it
    [InlineData("RPU-1 power")] // idle power fitted to it
    [InlineData("RPU-6 64K")] // efficiency fitted to it
    [InlineData("RPU-9")]
    [InlineData("RPU-10 byte")]
    [InlineData("FLASH-3")] // activity of neurons fitted to it
    [InlineData("MEM1-2")] // lengths of turns fitted to it
    [InlineData("AMW-1")]
    [InlineData("LIV-2")]
    [InlineData("LIV-6")]
    public void A_figure_that_only_comes_back_does_not_count_as_computed(string ids)
    {
        var figures = Reproduction.Of(Catalog(), [ids]).Figures.Where(f => f.PublishedNumber is not null || f.PublishedTruth is not null).ToArray();

        Assert.NotEmpty(figures);
        Assert.All(figures, f => Assert.NotEqual(Basis.Computed, f.Basis));
    }

    [Fact]
    public void A_summary_counts_every_figure_once_and_computed_ones_apart()
    {
        Assert.Equal(All.Value.Figures.Count(), All.Value.Counts.Sum(count => count.Figures));
        Assert.Equal(All.Value.Figures.Count(f => f.Verdict is not (Verdict.Information or Verdict.NotReproducible)), All.Value.Bases.Sum(basis => basis.Figures));
        Assert.Equal("4 figures: 2 computed: 2 reproduced; 1 inputs, fits and arithmetic: 1 agree; 1 not reproducible", Reproduction.Of(Catalog(), ["H3-2", "H3-5", "H3-6 power"]).Summary);
        Assert.Contains(All.Value.Summary, File.ReadAllText(Path.Combine(Repository.Root, "docs", "verbs", "reproduce.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_miss_is_as_declared_only_with_a_reason_and_a_hit_only_without_one()
    {
        var missed = ReproducedFigure.Number("x", "x", 100m, 50);

        Assert.False(missed.AsDeclared);
        Assert.True((missed with { Why = "known" }).AsDeclared);
        Assert.False((missed with { OurNumber = 100, Why = "known" }).AsDeclared);
        Assert.False(ReproducedFigure.Truth("x", "x", published: true, ours: false).AsDeclared);
        Assert.True(ReproducedFigure.Unreproducible("x", "x", 1m, "", "unstated").AsDeclared);
    }

    [Fact]
    public void Names_select_publications_and_single_figures()
    {
        var some = Reproduction.Of(Catalog(), ["H3", "mp-2"]);

        Assert.Equal(["memory-challenges", "h3"], some.Publications.Select(p => p.Publication.Id));
        Assert.Equal("MP-2", Assert.Single(some.Publications[0].Figures).Id);
        Assert.Equal(All.Value.Publications.Single(p => p.Publication.Id == "h3").Figures.Length, some.Publications[1].Figures.Length);
        Assert.Contains("'nowhere'", Assert.Throws<EvidenceException>(() => Reproduction.Of(Catalog(), ["MP-2", "nowhere"])).Message, StringComparison.Ordinal);
    }
}
