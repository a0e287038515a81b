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
